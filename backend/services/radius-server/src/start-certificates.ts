import { createAuthority, issueCertificate, readCertificate } from "@beacom/certificates";
import { type EapTls, eapTls } from "@beacom/eap";
import { ok, refuse, valueOf } from "@beacom/result";
import type { Sql } from "@beacom/postgres";
import type { ServiceContext } from "@beacom/runtime";
import { certificatesIn } from "#adapters/certificates-postgres";
import type { Sealing } from "#adapters/sealing";
import { openCertificateView } from "#application/certificate-view";
import type { ServerCertificate, StoredAuthority } from "#application/certificates";
import { keepCertificatesWith } from "#application/keep-certificates";
import type { LocalView } from "#application/local-view";
import type { RadiusConfig } from "#config";

const dayMs = 86_400_000;
const authorityDays = 3_650;
const serverDays = 397;
/** Long enough for a device that is switched on once a month to have learnt nothing by accident. */
const renewDaysBefore = 30;

/** The authority for EAP and RadSec, the server's own certificate, and who holds which of the others. */
export async function startCertificates(
  { config, clock, log }: Pick<ServiceContext<RadiusConfig>, "config" | "clock" | "log">,
  { sql, sealing, localView }: { sql: Sql; sealing: Sealing; localView: LocalView },
) {
  const store = certificatesIn({ sql, sealing });
  const view = openCertificateView({ clock });
  const listeners = new Set<(server: ServerCertificate) => void>();
  let server: ServerCertificate;
  let tls: EapTls;

  const authority = () =>
    store.authority(async () => {
      const made = await createAuthority({
        commonName: `${config.operatorName} network access`,
        organisation: config.operatorName,
        days: authorityDays,
        now: clock(),
      });
      return { ...made, notAfter: valueOf(readCertificate(made.certificatePem)).notAfter };
    });

  const currentServer = (issuer: StoredAuthority) =>
    store.server(new Date(clock().getTime() + renewDaysBefore * dayMs), async () => {
      const issued = valueOf(
        await issueCertificate({
          authority: issuer,
          // RadSec's routers and 802.1X's supplicants meet the same name.
          profile: "radsec",
          commonName: config.serverName,
          dnsNames: [config.serverName],
          days: serverDays,
          now: clock(),
        }),
      );
      log.info({ notAfter: issued.notAfter, sha256: issued.sha256 }, "the server has a new certificate");
      return {
        ...issued,
        privateKeyPem: issued.privateKeyPem!,
        authorityId: issuer.authorityId,
        kind: "server",
        owner: "radius-server",
        name: config.serverName,
      };
    });

  /** Conversations and connections that are under way go on with what they began with. */
  async function read(): Promise<void> {
    const current = await currentServer(await authority());
    view.replace(await store.known());
    if (server?.serialNumber === current.serialNumber) return;
    server = current;
    tls = eapTls({
      certificate: server.certificatePem,
      privateKey: server.privateKeyPem,
      clientAuthorities: view.authorityPems(),
      maxVersion: config.eapTlsMaxVersion,
    });
    for (const listener of listeners) listener(server);
  }

  let running = Promise.resolve();
  let next: Promise<void> | undefined;
  function begin(): Promise<void> {
    next = undefined;
    running = read();
    return running;
  }
  /** One after the other, because an older answer must not replace a newer one; whoever asks while one runs shares the next. */
  const readAgain = (): Promise<void> => (next ??= running.then(begin, begin));

  await readAgain();
  return {
    view,
    readAgain,
    tls: (): EapTls => tls,
    server: (): ServerCertificate => server,
    whenRenewed: (listener: (server: ServerCertificate) => void): void => void listeners.add(listener),
    certificates: keepCertificatesWith({
      store,
      authority,
      server: async () => server,
      ownerName(kind, owner) {
        if (kind === "customer") return localView.subscriberOf(owner)?.username;
        return localView.nasTable.byName(owner)?.nas.name;
      },
      known: () => readAgain().catch((err: unknown) => log.warn({ err }, "certificates are not up to date")),
      clock,
    }),
    clientCertificate(der: Uint8Array, intermediates: readonly Uint8Array[]) {
      const holder = view.holder("customer", der, intermediates);
      if (!holder.ok) return holder;
      const subscriber = localView.subscriberOf(holder.value.owner);
      return subscriber ? ok({ username: subscriber.username }) : refuse({ kind: "owner-unknown" });
    },
  };
}
