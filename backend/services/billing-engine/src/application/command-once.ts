import { ok, type Result, refuse } from "@beacom/result";

/** The commands that were carried out, by their keys. */
export type CommandsDone = {
  /** What the last event of the command says, as it is stored; undefined: there was no such command. */
  find(commandKey: string): Promise<{ readonly type: string; readonly data: unknown } | undefined>;
};

type Repeated = { readonly kind: "command-repeated" };
type Answer<Value, Refusal> = Promise<Result<Value | undefined, Exclude<Refusal, Repeated>>>;
export type OnceRefusal = { readonly kind: "idempotency-key-reused" };

/**
 * Carries a command out once. Asked again, it is answered with undefined instead of being refused for what it changed itself the first
 * time; a key that stands for another command is refused.
 */
export async function once<Value, Refusal extends { readonly kind: string }>(
  done: CommandsDone,
  { key, isSame }: { readonly key: string; readonly isSame: (before: unknown) => boolean | Promise<boolean> },
  command: () => Promise<Result<Value, Refusal | Repeated>>,
): Answer<Value, Refusal | OnceRefusal> {
  const answer = await onceNamed<{ value: Value }, Refusal>(done, key, async () => {
    const result = await command();
    return result.ok ? ok({ value: result.value }) : result;
  });
  if (!answer.ok) return answer;
  if (answer.value) return ok(answer.value.value);
  return (await isSame((await done.find(key))?.data)) ? ok(undefined) : refuse({ kind: "idempotency-key-reused" });
}

/** The same, for a key that says everything there is to say about its command. */
export async function onceNamed<Value, Refusal extends { readonly kind: string }>(
  done: CommandsDone,
  key: string,
  command: () => Promise<Result<Value, Refusal | Repeated>>,
): Answer<Value, Refusal> {
  const result = await command();
  if (result.ok) return result;
  if (result.error.kind === "command-repeated" || (await done.find(key))) return ok(undefined);
  return { ok: false, error: result.error as Exclude<Refusal, Repeated> };
}
