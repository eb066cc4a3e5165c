import type { ExplainAccessResponse } from "@beacom/proto/radius/v1/radius_admin";
import type { RadiusHere } from "#commands/radius/here";
import type { Credential, LoginMethod } from "#commands/radius/test-login/login";
import { Problem } from "#console/problem";

/** Its own password, unless one was given to try. */
export async function credentialOf(
  { radius }: RadiusHere,
  user: string,
  { customerId, username, decision }: ExplainAccessResponse,
  options: { method: LoginMethod; password?: string },
): Promise<Credential> {
  // Whoever is asked elsewhere keeps the realm; a device is its address.
  const name = options.method === "mac" || decision === "Proxied" || username === "" ? user : username;
  if (options.method === "mac") return { username: name, password: "" };
  if (options.password !== undefined) return { username: name, password: options.password };
  if (customerId === "") {
    throw new Problem(
      decision === "Proxied"
        ? `${user} is another operator's, who alone knows the password`
        : `nobody is known as ${user}`,
      ["Try it with a password all the same: --password P"],
    );
  }
  const { password } = await radius.getCredential({ customerId });
  if (password === "") {
    throw new Problem(`of ${name}'s password only a hash is known; it came with an import`, [
      "Give the password itself: --password P",
    ]);
  }
  return { username: name, password };
}
