import { join } from "node:path";
import type { Certificate, IssuedCertificate } from "@beacom/proto/radius/v1/radius_admin";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import colours from "picocolors";
import { customerIdOf } from "#commands/radius/customer";
import { readGiven, readSecret, refuseExisting, writeNew } from "#commands/radius/files";
import type { RadiusHere } from "#commands/radius/here";
import { drawColumns } from "#console/columns";
import { machineJson } from "#console/machine-json";
import { Problem } from "#console/problem";
import { drawSections } from "#console/table";
import { timeInWords } from "#console/units";
import { readablePassword } from "#installation/secrets";

export async function listCertificates(
  here: RadiusHere,
  options: { owner?: string; valid?: boolean; limit: number; json?: boolean },
): Promise<void> {
  const { certificates } = await here.admin.listCertificates({
    owner: options.owner ?? "",
    onlyValid: options.valid === true,
    limit: options.limit,
  });
  if (options.json === true) return here.terminal.say(machineJson({ certificates }));
  here.terminal.say(certificates.length === 0 ? "None matches." : drawCertificates(certificates));
}

export type IssueOptions = {
  name?: string;
  days?: number;
  csr?: string;
  out: string;
  key?: string;
  p12?: boolean;
  passphraseFile?: string;
};

export async function issueCertificate(
  here: RadiusHere,
  kind: "customer" | "router",
  given: string,
  options: IssueOptions,
): Promise<void> {
  const owner = kind === "customer" ? await customerIdOf(here, given) : given;
  await intoFiles(here, { base: options.name ?? given, options }, ({ csrPem, passphrase }) =>
    here.admin.issueCertificate({
      kind,
      owner,
      name: options.name ?? "",
      days: options.days ?? 0,
      csrPem,
      passphrase,
    }),
  );
}

/** The former one goes on until it is revoked or ends. */
export async function renewCertificate(
  here: RadiusHere,
  serialNumber: string,
  options: Omit<IssueOptions, "name">,
): Promise<void> {
  await intoFiles(here, { base: `renewed-${serialNumber.slice(0, 12)}`, options }, ({ csrPem, passphrase }) =>
    here.admin.renewCertificate({ serialNumber, days: options.days ?? 0, csrPem, passphrase }),
  );
}

export async function revokeCertificate(
  { admin, terminal }: RadiusHere,
  serialNumber: string,
  options: { reason: string },
): Promise<void> {
  const revoked = await admin.revokeCertificate({ serialNumber, reason: options.reason });
  terminal.say(`${colours.green("✓")} revoked: it is not accepted from now on\n\n${drawCertificates([revoked])}`);
}

export async function showAuthority(
  { admin, terminal }: RadiusHere,
  options: { certificate?: string; revocationList?: string; json?: boolean },
): Promise<void> {
  refuseExisting([options.certificate, options.revocationList]);
  const authority = await admin.getAuthority({});
  if (options.certificate !== undefined) writeNew(options.certificate, authority.certificatePem, 0o644);
  if (options.revocationList !== undefined) writeNew(options.revocationList, authority.revocationList, 0o644);
  if (options.json === true) return terminal.say(machineJson(authority));
  if (options.certificate === "-" || options.revocationList === "-") return;
  const written = [options.certificate, options.revocationList].filter((file) => file !== undefined);
  const { server } = authority;
  const until = (certificate: { notAfter?: Certificate["notAfter"] } | undefined) =>
    certificate?.notAfter ? timeInWords(timestampDate(certificate.notAfter)) : "?";
  terminal.say(
    drawSections([
      {
        title: "Authority for EAP and RadSec",
        rows: [
          ["holds until", until(authority)],
          ["the server shows", server ? `${server.name}, until ${until(server)}` : "nothing yet"],
          ["its fingerprint", server?.sha256 ?? ""],
          ...written.map((file) => ["written", file] as const),
        ],
      },
    ]),
  );
  if (written.length === 0)
    terminal.say(
      `\n${colours.dim("Devices and routers must know it: --certificate beacom-ca.pem writes it to a file.")}`,
    );
}

/** Makes sure that there is room before the key exists, which is given out once and kept nowhere. */
async function intoFiles(
  { terminal }: RadiusHere,
  { base, options }: { base: string; options: Omit<IssueOptions, "name"> },
  order: (given: { csrPem: string; passphrase: string }) => Promise<IssuedCertificate>,
): Promise<void> {
  const wantsP12 = options.p12 === true || options.passphraseFile !== undefined;
  if (options.csr !== undefined && wantsP12)
    throw new Problem("a .p12 holds the key, which stays with whoever made the signing request", ["Leave out --p12."]);
  const file = base.replaceAll(/[^A-Za-z0-9._-]/g, "_");
  const paths = {
    certificate: join(options.out, `${file}.pem`),
    key: options.csr === undefined ? (options.key ?? join(options.out, `${file}.key`)) : undefined,
    p12: wantsP12 ? join(options.out, `${file}.p12`) : undefined,
  };
  refuseExisting(Object.values(paths));
  const ownPassphrase =
    options.passphraseFile === undefined ? undefined : readSecret(options.passphraseFile, "passphrase");
  const passphrase = wantsP12 ? (ownPassphrase ?? readablePassword()) : "";
  const issued = await order({ csrPem: options.csr === undefined ? "" : readGiven(options.csr), passphrase });
  writeNew(paths.certificate, issued.certificatePem, 0o644);
  if (paths.key !== undefined) writeNew(paths.key, issued.privateKeyPem, 0o600);
  if (paths.p12 !== undefined) writeNew(paths.p12, issued.pkcs12, 0o600);
  const written = [paths.certificate, paths.key, paths.p12].filter((path) => path !== undefined && path !== "-");
  // With the key on the screen, what is said stays beside it.
  const tell = (text: string): void => (paths.key === "-" ? terminal.aside(text) : terminal.say(text));
  tell(`${colours.green("✓")} ${written.join(", ")}`);
  if (issued.certificate) tell(`\n${drawCertificates([issued.certificate])}`);
  if (paths.p12 !== undefined && ownPassphrase === undefined)
    tell(`\nThe passphrase of ${paths.p12}, shown only now: ${colours.bold(passphrase)}`);
}

const drawCertificates = (certificates: readonly Certificate[]): string =>
  drawColumns(
    [
      { title: "serial number" },
      { title: "kind" },
      { title: "owner" },
      { title: "name" },
      { title: "until" },
      { title: "state" },
    ],
    certificates.map((one) => [
      one.serialNumber,
      one.kind,
      one.owner,
      one.name,
      one.notAfter ? timeInWords(timestampDate(one.notAfter)) : "",
      stateInWords(one),
    ]),
  );

function stateInWords({ revokedAt, revocationReason, replacedBy, notAfter }: Certificate): string {
  if (revokedAt) return `revoked ${timeInWords(timestampDate(revokedAt))}: ${revocationReason}`;
  if (notAfter && timestampDate(notAfter) < new Date()) return "ended";
  return replacedBy === "" ? "valid" : `valid, replaced by ${replacedBy}`;
}
