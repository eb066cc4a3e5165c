import { randomBytes } from "node:crypto";
import type { RadiusHere } from "#commands/radius/here";

export type TemporaryRouter = { name: string; secret: string; remove(): Promise<void> };

const prefix = "beacom-cli-";

/**
 * This command line as a router of the server, for as long as a test takes. It is told by its NAS-Identifier, so that the entry which the
 * operator has for the same address stays what it is; and named for the process, so that two tests do not meet.
 */
export async function addTemporaryRouter(
  { radius }: Pick<RadiusHere, "radius">,
  router: { address: string; kind: string },
): Promise<TemporaryRouter> {
  await removeAbandoned(radius);
  const name = `${prefix}${process.pid}`;
  const secret = randomBytes(24).toString("base64url");
  const width = router.address.includes(":") ? 128 : 32;
  await radius.putNas({
    name,
    identifier: name,
    address: `${router.address}/${width}`,
    secret,
    vendor: router.kind,
    requireMessageAuthenticator: "yes",
  });
  return {
    name,
    secret,
    async remove() {
      await radius.removeNas({ name });
    },
  };
}

export const isTemporaryRouter = (name: string): boolean => name.startsWith(prefix);

/** A test that was killed could not remove its own. */
async function removeAbandoned(radius: RadiusHere["radius"]): Promise<void> {
  const { nas } = await radius.listNas({});
  for (const { name } of nas.filter((one) => isTemporaryRouter(one.name))) {
    if (!isRunning(Number(name.slice(prefix.length)))) await radius.removeNas({ name }).catch(() => undefined);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is one as well.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
