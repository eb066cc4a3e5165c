import { fileURLToPath } from "node:url";
import { startServer } from "#command";
import type { Whole } from "#api/whole-installation";

/** The peer, in a process of its own. */
export async function startBare(options: {
  readonly installation: Whole;
  readonly started: AsyncDisposableStack;
}): Promise<{ readonly url: string }> {
  const { installation, started } = options;
  const program = fileURLToPath(new URL("bare-program.ts", import.meta.url));
  const server = startServer(process.execPath, ["--disable-warning=ExperimentalWarning", program], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: {
      PATH: process.env["PATH"],
      NODE_ENV: "production",
      BARE_DATABASE_URL: installation.adminUrl,
      BARE_PAYSTACK_URL: installation.paystack.url,
      BARE_PAYSTACK_KEY: installation.paystack.secretKey,
    },
  });
  started.defer(() => server.stop());
  const url = await Promise.race([
    new Promise<string>((resolve) => server.child.once("message", (message) => resolve(message as string))),
    server.ended.then(() => {
      throw new Error("the bare server did not start");
    }),
  ]);
  return { url };
}
