import { Code, ConnectError } from "@connectrpc/connect";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import type { Problem } from "#transport/schemas/common";

/** A refusal at the HTTP edge. `code` is the refusal's kind; the sentence is for a person. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.name = "Refused";
    this.status = status;
    this.code = code;
  }
}

const statusOf: Partial<Record<Code, number>> = {
  [Code.InvalidArgument]: 400,
  [Code.OutOfRange]: 400,
  [Code.Unauthenticated]: 401,
  [Code.PermissionDenied]: 403,
  [Code.NotFound]: 404,
  [Code.AlreadyExists]: 409,
  [Code.FailedPrecondition]: 409,
  [Code.Aborted]: 409,
  [Code.ResourceExhausted]: 429,
  [Code.Unimplemented]: 501,
  [Code.Unavailable]: 503,
  [Code.DeadlineExceeded]: 504,
};

const titles: Record<number, string> = {
  400: "The request is not valid",
  401: "Sign in first",
  403: "Not allowed",
  404: "Not found",
  409: "Not possible right now",
  413: "The request is too large",
  415: "The content type is not supported",
  429: "Too many requests",
  500: "Something failed on our side",
  501: "Not available",
  503: "A part of the service is not answering",
  504: "A part of the service took too long",
};

/** What people read for the refusals that they meet most. Others show their kind in words. */
const sentences: Record<string, string> = {
  "wallet-too-low": "There is not enough money in the wallet for this bundle. Nothing was taken.",
  "plan-not-offered": "This bundle is not on sale any more. Nothing was taken.",
  "plan-unknown": "This bundle is not on sale any more. Nothing was taken.",
  "amount-too-small": "The amount is less than the smallest that can be paid. Nothing was taken.",
  "amount-too-large": "The amount is more than can be paid at once. Nothing was taken.",
  "currency-not-accepted": "Payments in this currency are not taken here. Nothing was taken.",
  "email-not-accepted": "The payment page needs a working e-mail address. Nothing was taken.",
  "idempotency-key-reused": "This key was used for something else already. Nothing more was done.",
  "code-wrong": "That code is not right. Check the newest message we sent.",
  "code-expired": "That code has expired. Ask for a new one.",
  "too-many-attempts": "Too many attempts. Wait a few minutes and try again.",
  "too-many-codes": "We have sent several codes already. Wait an hour, or use the newest one.",
  "not-signed-in": "The phone number, e-mail address or password is not right.",
  "session-ended": "This sign-in has ended. Sign in again.",
  "refresh-token-unknown": "This sign-in has ended. Sign in again.",
  "phone-not-valid": "That is not a phone number we can reach. Write it as 082 123 4567 or +27 82 123 4567.",
  "email-not-valid": "That is not an e-mail address.",
  "password-too-common": "Many people use that password, so it is guessed first. Choose another.",
  "password-too-short": "The password needs 8 characters or more.",
  "account-not-open-yet": "The account is being opened. Try again in a second.",
};

export function problemOf(error: unknown): Problem {
  if (error instanceof Refused) return problem(error.status, error.code, error.message);
  if (error instanceof ConnectError) return problemOfCall(error);
  const fault = error as Partial<FastifyError>;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map((issue) => ({
      path: `${error.validationContext ?? "body"}${issue.instancePath.replaceAll("/", ".")}`,
      message: issue.message ?? "is not valid",
    }));
    const named = errors.map(({ path, message }) => `${path}: ${message}`).join("; ");
    return { ...problem(400, "not-valid", named), errors };
  }
  const status = fault.statusCode ?? 500;
  if (status >= 400 && status < 500) return problem(status, codeOf(fault.code ?? "not-valid"), fault.message ?? "");
  return problem(500, "internal", "We have been told. Nothing was changed twice; try again in a moment.");
}

function problemOfCall(error: ConnectError): Problem {
  const status = statusOf[error.code] ?? 500;
  if (status === 500)
    return problem(500, "internal", "We have been told. Nothing was changed twice; try again in a moment.");
  const kind = /^[a-z][a-z0-9-]*$/.test(error.rawMessage) ? error.rawMessage : codeOf(Code[error.code]);
  return problem(status, kind, sentences[kind] ?? sentenceOf(kind, status));
}

const sentenceOf = (kind: string, status: number) =>
  status >= 500
    ? `${titles[status]}. Try again in a moment.`
    : `${kind.charAt(0).toUpperCase()}${kind.slice(1).replaceAll("-", " ")}.`;

const codeOf = (name: string) =>
  name
    .replace(/^FST_(ERR_)?/, "")
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .replaceAll("_", "-")
    .toLowerCase();

const problem = (status: number, code: string, detail: string): Problem => ({
  type: `urn:beacom:problem:${code}`,
  title: titles[status] ?? "The request was refused",
  status,
  code,
  ...(detail === "" ? {} : { detail }),
});

/** The one place where errors of this edge are answered, counted and, when they are ours, logged. */
export function answerProblems(report: (code: string, status: number) => void) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const answer = problemOf(error);
    report(answer.code, answer.status);
    if (answer.status >= 500) request.log.error({ err: error, code: answer.code }, "request failed");
    return reply.status(answer.status).type("application/problem+json").send(answer);
  };
}
