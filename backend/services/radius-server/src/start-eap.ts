import { randomBytes } from "node:crypto";
import { beginEap, type ClientCertificate, type EapTls } from "@beacom/eap";
import type { LocalView } from "#application/local-view";
import type { LogIn } from "#application/log-in";
import type { Subscriber } from "#domain/subscriber";
import type { AccessRequest, Answer } from "#transport/access/answer-access";
import { type EapLogins, eapLoginsWith } from "#transport/access/eap-logins";
import { eapProofsOf } from "#transport/access/eap-proofs";
import type { RadiusMetrics } from "#transport/radius-metrics";

/** 802.1X, Passpoint and what else logs in by EAP. */
export function startEap(deps: {
  view: Pick<LocalView, "subscriber" | "isWhole">;
  /** Without a realm of ours. */
  localName: (username: string) => string;
  find: (login: { username: string; mac: undefined }) => Promise<Subscriber | undefined>;
  logIn: LogIn;
  counted: RadiusMetrics;
  /** With the certificate of this moment; undefined while there is none. */
  tls: () => EapTls | undefined;
  clientCertificate: ClientCertificate;
  serverName: string;
  newState: () => Uint8Array;
  askElsewhere: (state: Uint8Array, request: AccessRequest) => Promise<Answer | "nobody">;
}): EapLogins {
  const { view } = deps;
  return eapLoginsWith({
    begin: (identityResponse) =>
      beginEap(
        {
          methods: ["peap", "ttls", "tls", "mschapv2", "md5"],
          async proofsOf(written) {
            const username = deps.localName(written);
            const known = view.subscriber(username);
            const subscriber = known ?? (view.isWhole() ? undefined : await deps.find({ username, mac: undefined }));
            return subscriber && eapProofsOf(subscriber);
          },
          tls: deps.tls,
          clientCertificate: deps.clientCertificate,
          random: (octets) => randomBytes(octets),
          serverName: deps.serverName,
        },
        identityResponse,
      ),
    logIn: (login) => deps.logIn({ ...login, username: deps.localName(login.username) }),
    metrics: deps.counted,
    newState: deps.newState,
    elapsedMs: () => performance.now(),
    idleMs: 60_000,
    mostUnderWay: 20_000,
    askElsewhere: deps.askElsewhere,
  });
}
