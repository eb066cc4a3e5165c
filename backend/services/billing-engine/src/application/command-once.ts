import { ok, type Result } from "@beacom/result";

/** Which commands were carried out, by their keys. */
export type CommandsDone = { has(commandKey: string): Promise<boolean> };

type Repeated = { readonly kind: "command-repeated" };

/**
 * Carries a command out once. Asked again, it is answered with undefined instead of being refused for what it changed itself the first
 * time.
 */
export async function once<Value, Refusal extends { readonly kind: string }>(
  done: CommandsDone,
  commandKey: string,
  command: () => Promise<Result<Value, Refusal | Repeated>>,
): Promise<Result<Value | undefined, Exclude<Refusal, Repeated>>> {
  const result = await command();
  if (result.ok) return result;
  if (result.error.kind === "command-repeated" || (await done.has(commandKey))) return ok(undefined);
  return { ok: false, error: result.error as Exclude<Refusal, Repeated> };
}
