import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Debian's package redis-server; `./beacom test --peers` installs it. */
export const redisIsInstalled = spawnSync("redis-server", ["--version"]).status === 0;

export type RedisServer = { url: string; pause(): void; resume(): void; stop(): Promise<void> };

/** A real Redis of a test's own, which keeps nothing on disk. */
export async function startRedis(port?: number): Promise<RedisServer> {
  const own = port ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), "redis-"));
  const address = ["--port", String(own), "--bind", "127.0.0.1", "--dir", folder];
  const server = spawn("redis-server", [...address, "--save", "", "--appendonly", "no"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const kill = () => void server.kill("SIGKILL");
  process.on("exit", kill);
  await saysReady(server);
  return {
    url: `redis://127.0.0.1:${own}`,
    pause: () => void server.kill("SIGSTOP"),
    resume: () => void server.kill("SIGCONT"),
    async stop() {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const ended = new Promise((resolve) => server.once("exit", resolve));
      kill();
      await ended;
      process.off("exit", kill);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function saysReady(server: ChildProcess): Promise<void> {
  let said = "";
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.once("exit", () => reject(new Error(`redis-server ended:\n${said}`)));
    server.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("Ready to accept connections")) resolve();
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port is free")),
      );
    });
  });
}
