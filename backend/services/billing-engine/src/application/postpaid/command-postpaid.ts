import { ok, type Result, refuse } from "@beacom/result";
import { once, onceNamed, type OnceRefusal } from "#application/command-once";
import { fingerprintOf } from "#application/fingerprint";
import {
  changePostpaid,
  documentsIn,
  type NotBilled,
  type PostpaidChange,
  type PostpaidPorts,
} from "#application/postpaid/change-postpaid";
import { postpaidOf } from "#application/postpaid/postpaid-streams";
import type { PostpaidDecision } from "#domain/postpaid/decision";
import type { Postpaid } from "#domain/postpaid/postpaid";

/** What a command brought about. Of one that was carried out before, only how things are by now. */
export type PostpaidOutcome = {
  readonly invoiceIds: readonly string[];
  readonly creditNoteIds: readonly string[];
  readonly repeated: boolean;
  readonly state: Postpaid;
};

/** How a command is known again by its key. */
export type Asked = {
  readonly asked?: string;
  /** Whether the last event of the command that has the key says what is asked for now. */
  readonly isSame: (before: unknown) => boolean | Promise<boolean>;
};

/** Only with these arguments is it the same command. */
export function asking(args: object): Asked & { readonly asked: string } {
  const asked = fingerprintOf(args);
  return {
    asked,
    isSame(before) {
      const remembered = (before as { readonly asked?: unknown } | undefined)?.asked;
      // Commands were not always remembered: of one that was not, nobody can tell.
      return remembered === undefined || remembered === asked;
    },
  };
}

/** A command that somebody gives: once for each key, which is refused for another command. */
export async function commandPostpaid<Refusal extends { readonly kind: string }>(
  ports: PostpaidPorts,
  { asked, isSame }: Asked,
  change: Command<Refusal>,
): Promise<Result<PostpaidOutcome, Refusal | NotBilled | OnceRefusal>> {
  const carriedOut = await once(ports.done, { key: change.key, isSame }, () =>
    changePostpaid(ports, { ...change, ...(asked !== undefined && { asked }) }),
  );
  return outcomeOf(ports, change, carriedOut as Result<PostpaidDecision | undefined, Refusal | OnceRefusal>);
}

/** The same, for what has a name of its own that says everything there is to say. */
export async function commandPostpaidNamed<Refusal extends { readonly kind: string }>(
  ports: PostpaidPorts,
  change: Command<Refusal>,
): Promise<Result<PostpaidOutcome, Refusal | NotBilled>> {
  const carriedOut = await onceNamed(ports.done, change.key, () => changePostpaid(ports, change));
  return outcomeOf(ports, change, carriedOut as Result<PostpaidDecision | undefined, Refusal>);
}

type Command<Refusal> = Omit<PostpaidChange<Refusal>, "asked"> & { readonly key: string };

async function outcomeOf<Refusal>(
  { streams }: PostpaidPorts,
  { customerId }: { readonly customerId: string },
  carriedOut: Result<PostpaidDecision | undefined, Refusal>,
): Promise<Result<PostpaidOutcome, Refusal | NotBilled>> {
  if (!carriedOut.ok) return carriedOut;
  if (carriedOut.value) {
    const { events, state } = carriedOut.value;
    return ok({ ...documentsIn(events), repeated: false, state });
  }
  const state = await streams.state(postpaidOf(customerId));
  return state ? ok({ invoiceIds: [], creditNoteIds: [], repeated: true, state }) : refuse({ kind: "not-billed" });
}
