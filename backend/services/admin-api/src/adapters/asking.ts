import type { Logger } from "@beacom/runtime";
import { Code, ConnectError } from "@connectrpc/connect";
import type { WhyMissing } from "#application/side-by-side";

/** In whose name services are asked: the one who asked here, so that each service decides what they may see. */
export type InTheNameOf = { readonly headers: Readonly<Record<string, string>> };

/** What it answers, or undefined where it says that there is nothing of the kind. */
export async function orNothing<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    // What was typed may look like an id and be none.
    if (error instanceof ConnectError && (error.code === Code.NotFound || error.code === Code.InvalidArgument))
      return undefined;
    throw error;
  }
}

export const whyMissing =
  (log: Pick<Logger, "warn">) =>
  (err: unknown, asked: { readonly service: string; readonly what: string }): WhyMissing => {
    const code = ConnectError.from(err).code;
    if (code === Code.PermissionDenied) return "not-allowed";
    if (code === Code.Unavailable) return "unavailable";
    if (code === Code.DeadlineExceeded || code === Code.Canceled) return "too-slow";
    log.warn({ err, ...asked }, "a service did not answer what was asked of it");
    return "failed";
  };
