import { type Options, hash, verify } from "@node-rs/argon2";
import type { Passwords } from "#application/ports";

/** OWASP's second profile for Argon2id: 19 MiB, two passes; about 30 ms on the machines this runs on, in a thread of its own. */
const settings = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } satisfies Options;

export async function argon2Passwords(): Promise<Passwords> {
  const nobodys = await hash("the password of nobody", settings);
  return {
    hash: (password) => hash(password, settings),
    async matches(passwordHash, password) {
      const matches = await verify(passwordHash ?? nobodys, password);
      return matches && passwordHash !== undefined;
    },
    isOutdated(passwordHash) {
      const [, memory = "0", passes = "0"] = /\$m=(\d+),t=(\d+),/.exec(passwordHash) ?? [];
      return Number(memory) < settings.memoryCost || Number(passes) < settings.timeCost;
    },
  };
}
