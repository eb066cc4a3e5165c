import { Code, ConnectError } from "@connectrpc/connect";
import { type Asked, remedies } from "#commands/radius/remedies";
import { inWords, Problem } from "#console/problem";

/** Does it; what the server refuses is said as a sentence, with what there is instead or what to do. */
export async function withRemedies<T>(here: Asked, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ConnectError) throw await problemOf(error, here);
    throw error;
  }
}

/** What the server calls a refusal: its kind stands first, and after a colon what exactly is wrong. */
export function refusalOf(error: ConnectError): { kind: string; details: readonly string[] } {
  const [, kind = "", details = ""] = /^([a-z][a-z0-9-]*)(?:: ([^]*))?$/.exec(error.rawMessage) ?? [];
  return { kind, details: details === "" ? [] : details.split("; ") };
}

/** For a list of them: the refusal as one sentence. */
export function refusalInWords(error: ConnectError): string {
  const { kind, details } = refusalOf(error);
  const what = kind === "" ? error.rawMessage : (remedies[kind]?.what ?? kind.replaceAll("-", " "));
  return details.length > 0 ? `${what}: ${details.join("; ")}` : what;
}

async function problemOf(error: ConnectError, here: Asked): Promise<Problem> {
  const { kind, details } = refusalOf(error);
  const known = remedies[kind];
  if (known === undefined) return unnamed(error);
  // What there is instead is a courtesy: when it cannot be had, the refusal alone is said.
  const toDo = await known.remedies(here).catch(() => []);
  const what = known.what ?? kind.replaceAll("-", " ");
  return new Problem(details.length > 0 ? `${what}: ${details.join("\n  ")}` : what, toDo);
}

function unnamed(error: ConnectError): Problem {
  switch (error.code) {
    case Code.Unavailable:
    case Code.DeadlineExceeded:
      return new Problem("radius-server does not answer", ["What runs, and whether it answers: ./beacom status"], {
        cause: error,
      });
    case Code.Unimplemented:
      return new Problem("the server that runs is older than this command", [
        "Start it again: ./beacom down, ./beacom up --detach",
      ]);
    case Code.PermissionDenied:
    case Code.Unauthenticated:
      return new Problem("the server does not let this command line do that", [
        "Is this the data folder that the server runs on? ./beacom status",
      ]);
    default:
      return new Problem(`radius-server failed: ${inWords(error.cause ?? error.rawMessage)}`, [
        "Its log says why: .beacom/data/logs/radius-server.log",
      ]);
  }
}
