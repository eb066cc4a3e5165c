/** Something that the person at the keyboard can put right. Printed with what to do, without a stack. */
export class Problem extends Error {
  readonly remedies: readonly string[];

  constructor(message: string, remedies: readonly string[] = [], options?: ErrorOptions) {
    super(message, options);
    this.remedies = remedies;
  }
}

export function inWords(error: unknown): string {
  if (error instanceof Problem) return [error.message, ...error.remedies.map((line) => `  ${line}`)].join("\n");
  if (error instanceof AggregateError && error.message === "") return error.errors.map(inWords).join("; ");
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${inWords(error.cause)}`;
}
