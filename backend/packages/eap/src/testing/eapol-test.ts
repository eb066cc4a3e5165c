import { execFile, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Debian's package eapoltest: the supplicant of wpa_supplicant, speaking RADIUS. */
export const eapolTestIsInstalled: boolean = spawnSync("eapol_test", ["-v"]).error === undefined;

/** Settings of a wpa_supplicant network block. Texts are quoted, other words (methods, numbers) are not. */
export type Network = { eap: string; fragment_size?: number } & Partial<
  Record<
    | "identity"
    | "anonymous_identity"
    | "password"
    | "phase1"
    | "phase2"
    | "ca_cert"
    | "client_cert"
    | "private_key"
    | "domain_match",
    string
  >
>;

export type EapolRun = { accepted: boolean; output: string };

let runs = 0;

export async function runEapolTest(options: {
  network: Network;
  port: number;
  secret: string;
  directory: string;
  args?: readonly string[];
}): Promise<EapolRun> {
  const { network, port, secret, directory, args = [] } = options;
  const file = join(directory, `network-${runs++}.conf`);
  const lines = Object.entries(network).map(([name, value]) =>
    name === "eap" || typeof value === "number" ? `${name}=${value}` : `${name}="${value}"`,
  );
  writeFileSync(file, ["network={", "key_mgmt=IEEE8021X", ...lines, "}", ""].join("\n"));
  const command = ["-c", file, "-a", "127.0.0.1", "-p", `${port}`, "-s", secret, "-t", "10", ...args];
  return await new Promise((done) => {
    execFile("eapol_test", command, { timeout: 30_000, maxBuffer: 1 << 24 }, (error, stdout) => {
      done({ accepted: error === null, output: stdout });
    });
  });
}
