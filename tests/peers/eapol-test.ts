import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram, runProgram } from "./program.ts";

const program = findProgram("eapol_test");
export const eapolTestInstalled: boolean = program !== undefined;

/** Settings of wpa_supplicant's network block; `eap` is the method, the others are texts. */
export type Network = { readonly eap: "MD5" | "MSCHAPV2" | "PEAP" | "TTLS" | "TLS" } & Partial<
  Record<
    | "identity"
    | "anonymous_identity"
    | "password"
    | "phase1"
    | "phase2"
    | "ca_cert"
    | "client_cert"
    | "private_key"
    | "private_key_passwd"
    | "domain_match",
    string
  >
>;

export type EapolRun = {
  /** Let in, and with the keys that the supplicant has worked out itself. */
  accepted: boolean;
  /** Attributes of the last packet from the server, as eapol_test writes them. */
  attributes: Readonly<Record<string, string>>;
  code: string;
  said: string;
};

/** A supplicant and its NAS in one, speaking RADIUS over UDP. Certificates and keys are in `files`, named there as the network names them. */
export async function runEapolTest(options: {
  authPort: number;
  secret: string;
  network: Network;
  files?: Readonly<Record<string, string | Uint8Array>>;
  /** The supplicant's hardware address. */
  mac?: string;
  /** EAP-MD5 makes no keys. */
  withoutKeys?: boolean;
}): Promise<EapolRun> {
  const folder = mkdtempSync(join(tmpdir(), "beacom-eapol-"));
  try {
    for (const [name, text] of Object.entries(options.files ?? {})) writeFileSync(join(folder, name), text);
    const settings = Object.entries(options.network).map(([name, value]) => {
      if (name === "eap") return `eap=${value}`;
      return `${name}="${isFile(name) ? join(folder, value) : value}"`;
    });
    const file = join(folder, "network.conf");
    writeFileSync(file, `network={\nkey_mgmt=IEEE8021X\n${settings.join("\n")}\n}\n`);
    const command = ["-c", file, "-a", "127.0.0.1", "-p", String(options.authPort), "-s", options.secret];
    command.push("-t", "10", "-r", "0", "-M", options.mac ?? "02:45:41:50:00:01");
    if (options.withoutKeys) command.push("-n");
    const { succeeded, said } = await runProgram(program!, command);
    return { accepted: succeeded, ...lastPacketIn(said), said };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const isFile = (setting: string): boolean => ["ca_cert", "client_cert", "private_key"].includes(setting);

function lastPacketIn(said: string): Pick<EapolRun, "attributes" | "code"> {
  const received = said.slice(said.lastIndexOf("Received RADIUS message"));
  const attributes: Record<string, string> = {};
  for (const [, name = "", value = ""] of received.matchAll(/Attribute \d+ \(([\w-]+)\) length=\d+\n\s+Value: (.*)/g)) {
    attributes[name] = value.replace(/^'(.*)'$/, "$1");
  }
  return { attributes, code: /code=\d+ \(([\w-]+)\)/.exec(received)?.[1] ?? "" };
}
