import type { DescService } from "@bufbuild/protobuf";
import type { CallOptions, Client } from "@connectrpc/connect";
import { connect } from "@beacom/postgres";
import { importJWK, type JWK, SignJWT } from "jose";
import { dataFolder } from "../../backend/cli/src/installation/data-folder.ts";
import { portsFrom } from "../../backend/cli/src/installation/ports.ts";
import { readSecrets } from "../../backend/cli/src/installation/secrets.ts";
import { connectTo } from "../../backend/cli/src/installation/service-peers.ts";
import { sealingWith } from "../../backend/services/identity/src/adapters/sealing.ts";

export type Operator = {
  /** A service of the installation, called as one of its own. */
  service<S extends DescService>(service: S): Client<S>;
  /** For what only a member of staff may do, in the name of one who may do everything. */
  asStaff(): Promise<CallOptions>;
};

/** The operator's side of a Beacom on this machine, with its own keys. */
export function operatorOf(folderPath: string, portBase: number): Operator {
  const folder = dataFolder(folderPath);
  const ports = portsFrom(portBase);
  const secrets = readSecrets(folder);
  if (!secrets) throw new Error(`there is no installation in ${folderPath}`);
  const peers = connectTo({ folder, secrets, ports });
  return {
    service: (service) => peers.core(service),
    async asStaff() {
      const sql = connect(`postgres://beacom:${secrets.postgresPassword}@127.0.0.1:${ports.postgres}/beacom`, {
        name: "journeys",
      });
      try {
        const [row] = await sql<{ kid: string; sealed_private_jwk: Buffer }[]>`
          select kid, sealed_private_jwk from identity.signing_keys where retired_at is null`;
        if (!row) throw new Error("identity has no key to sign with");
        const sealing = sealingWith([Buffer.from(secrets.identitySealingKey, "base64")]);
        const jwk = JSON.parse(sealing.open(row.sealed_private_jwk, `signing key ${row.kid}`)) as JWK;
        const token = await new SignJWT({ kind: "staff", permissions: ["*"], role: "owner" })
          .setProtectedHeader({ alg: "EdDSA", kid: row.kid })
          .setSubject("stf_journeys")
          .setIssuer("beacom")
          .setAudience("beacom")
          .setIssuedAt()
          .setExpirationTime("5m")
          .sign(await importJWK(jwk, "EdDSA"));
        return { headers: { authorization: `Bearer ${token}` } };
      } finally {
        await sql.end();
      }
    },
  };
}
