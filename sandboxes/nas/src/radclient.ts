import { spawn } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { ok, type Result, refuse } from "@beacom/result";

export type RadclientRequest = {
  radclient: string;
  server: string;
  port: number;
  kind: "auth" | "acct" | "coa" | "disconnect" | "status";
  secret: string;
  /** By FreeRADIUS' names. User-Password and CHAP-Password are given in clear: radclient hides them. */
  attributes: Record<string, string | number>;
  timeoutSeconds?: number;
  retries?: number;
};

export type RadclientAnswer = { code: string; attributes: Record<string, string>; milliseconds: number };
export type RadclientRefusal = { kind: "no-answer" | "reply-not-verified"; output: string };

/** Where FreeRADIUS' own client is, on a machine that has it. */
export async function findRadclient(): Promise<string | undefined> {
  for (const folder of [...(process.env["PATH"] ?? "").split(delimiter), "/usr/bin", "/usr/local/bin"]) {
    const path = join(folder, "radclient");
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}

/** One request by a client that is not ours: it builds, sends and verifies on its own. */
export async function radclientSend(request: RadclientRequest): Promise<Result<RadclientAnswer, RadclientRefusal>> {
  const { radclient, server, port, kind, secret, timeoutSeconds = 3, retries = 3 } = request;
  const started = performance.now();
  const output = await run(
    radclient,
    ["-x", "-r", String(retries), "-t", String(timeoutSeconds), `${server}:${port}`, kind, secret],
    linesOf(request),
  );
  const milliseconds = performance.now() - started;
  const at = output.indexOf("Received ");
  const code = /^Received (\S+) Id /.exec(output.slice(at))?.[1];
  if (code === undefined || at < 0) {
    return refuse({
      kind: /invalid|verif|Authenticator/i.test(output.replace(/^Sent[^]*?\n(?=\S)/gm, ""))
        ? "reply-not-verified"
        : "no-answer",
      output,
    });
  }
  const attributes: Record<string, string> = {};
  for (const [, name = "", value = ""] of output.slice(at).matchAll(/^\t([\w.-]+(?::\d+)?) = (.*)$/gm)) {
    attributes[name] = value.replace(/^"(.*)"$/, "$1");
  }
  return ok({ code, attributes, milliseconds });
}

function linesOf({ kind, attributes }: RadclientRequest): string {
  const lines = Object.entries(attributes).map(([name, value]) =>
    typeof value === "number" ? `${name} = ${value}` : `${name} = "${value.replace(/[\\"]/g, "\\$&")}"`,
  );
  // Anything but zeros is filled in by radclient too, but the attribute has to be asked for.
  if (kind === "auth" || kind === "status") lines.unshift("Message-Authenticator = 0x00");
  return `${lines.join("\n")}\n`;
}

function run(command: string, args: readonly string[], input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", reject);
    child.on("close", () => resolve(output));
    child.stdin.end(input);
  });
}
