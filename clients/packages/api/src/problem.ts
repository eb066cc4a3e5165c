/** A refusal in the gateway's words (RFC 9457), or `offline` when no answer came at all. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: readonly string[];
  /** What the code's sentence has to say: `retryAt`, `octetsLeft`. */
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: string,
    detail: string,
    { fields = [], facts = {} }: { fields?: readonly string[]; facts?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.fields = fields;
    this.facts = facts;
  }

  /** Nothing is known about what happened on the other side: the request may or may not have been carried out. */
  get isUnknown(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

export const offline = (cause?: unknown): Problem => {
  const problem = new Problem(0, "offline", "no answer");
  problem.cause = cause;
  return problem;
};

type ProblemDocument = {
  code?: string;
  detail?: string;
  title?: string;
  errors?: { path?: string }[];
  facts?: Record<string, unknown>;
};

export function problemFrom(status: number, body: unknown): Problem {
  const document: ProblemDocument = typeof body === "object" && body !== null ? body : {};
  const fields = (document.errors ?? []).map(({ path }) => path?.split(".").at(-1) ?? "");
  return new Problem(status, document.code ?? "unknown", document.detail ?? document.title ?? "", {
    fields,
    ...(document.facts && { facts: document.facts }),
  });
}
