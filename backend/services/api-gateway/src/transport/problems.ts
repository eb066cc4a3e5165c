import { Code, ConnectError } from "@connectrpc/connect";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { type RefusalFact, RefusalSchema } from "@beacom/proto/common/v1/common";
import { instant, moneyJson } from "#application/from-proto";
import type { ReceiverRefusal } from "#application/receiver";
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

/** A refusal of the gateway's own that services know as well, in the words that people read for it. */
export const refusedAs = (status: number, code: string): Refused =>
  new Refused(status, code, sentences[code] ?? sentenceOf(code, status));

/** Why nothing goes to a phone number. */
export const refusedReceiver = ({ kind }: ReceiverRefusal): Refused =>
  refusedAs(kind === "receiver-unknown" ? 404 : 409, kind);

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
  "wallet-too-low": "There is not enough money in the wallet. Nothing was taken.",
  "only-as-add-on": "This bundle is only sold beside another one that is active. Nothing was taken.",
  "had-already": "This bundle can be had only so often, and you have had it. Nothing was taken.",
  "receiver-unknown": "Nothing can be sent to this number. Nothing was taken.",
  "to-oneself": "That is your own number.",
  "not-enough-left": "There is not so much left of this bundle. Nothing was sent.",
  "not-transferable": "This bundle cannot be sent to somebody else. Nothing was sent.",
  "bundle-not-active": "This bundle has ended. Nothing was sent.",
  "nothing-shared": "You have no bundle that can be shared.",
  "members-full": "Your bundle is shared with as many as it allows.",
  "member-of-another": "This number shares somebody else's bundle already.",
  "code-mistyped": "That code has a mistake in it. Compare it with the voucher.",
  "code-not-accepted": "That code is not accepted.",
  "try-again-later": "Too many codes were tried. Wait until the time that is given.",
  "vouchers-not-set-up": "Vouchers cannot be redeemed here yet.",
  "not-billed": "You are not invoiced.",
  "document-unknown": "There is no such invoice.",
  "invoice-unknown": "There is no such invoice.",
  "over-what-is-open": "That is more than is open. Nothing was taken.",
  "nothing-open": "Nothing is open.",
  "promise-open": "You have promised to pay already.",
  "promise-too-late": "That day is too far ahead.",
  "document-not-made": "This document cannot be made at this moment. Ask us for it.",
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
  "password-wrong": "That is not your password.",
  "second-factor-wrong": "That code is not right, or was used before. Wait for the next one.",
  "second-factor-needed": "Show a code of your authenticator app, a recovery code or a passkey.",
  "second-factor-missing": "There is no authenticator app to do that for.",
  "totp-not-offered": "The secret was shown too long ago. Begin again.",
  "challenge-ended": "That took too long. Begin again.",
  "passkey-refused": "That passkey is not accepted here.",
  "passkey-unknown": "There is no such passkey.",
  "too-many-passkeys": "You have as many passkeys as you can have. Remove one first.",
  "last-way-in": "This is your last way to sign in. Add another one first.",
  "step-up-needed": "Show once more who you are.",
  "session-unknown": "There is no such device.",
  "session-ended": "This sign-in has ended. Sign in again.",
  "refresh-token-unknown": "This sign-in has ended. Sign in again.",
  "phone-not-valid": "That is not a phone number we can reach. Write it as 082 123 4567 or +27 82 123 4567.",
  "email-not-valid": "That is not an e-mail address.",
  "password-too-common": "Many people use that password, so it is guessed first. Choose another.",
  "password-too-short": "The password needs 8 characters or more.",
  "credential-not-ready-yet": "The network login is being made. Try again in a second.",
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
  const facts = factsOf(error);
  return { ...problem(status, kind, sentences[kind] ?? sentenceOf(kind, status)), ...(facts && { facts }) };
}

/** What a refusal has to say beside its word: how much is left, when to try again. */
function factsOf(error: ConnectError): Problem["facts"] {
  const facts = error.findDetails(RefusalSchema)[0]?.facts ?? [];
  const told = facts.flatMap(({ name, value }) => {
    const fact = factJson(value);
    return fact === undefined ? [] : [[name, fact] as const];
  });
  return told.length > 0 ? Object.fromEntries(told) : undefined;
}

function factJson(value: RefusalFact["value"]): NonNullable<Problem["facts"]>[string] | undefined {
  if (value.case === "number") return Number(value.value);
  if (value.case === "amount") return moneyJson(value.value);
  return value.case === "at" ? instant(value.value) : value.value;
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
    if (answer.status >= 500)
      request.log.error({ err: error, problem: answer.code, reqId: request.id }, "request failed");
    const retryAt = answer.facts?.["retryAt"];
    // RFC 9110 section 10.2.3.
    if (typeof retryAt === "string") void reply.header("retry-after", secondsUntil(retryAt));
    return reply.status(answer.status).type("application/problem+json").send(answer);
  };
}

const secondsUntil = (instant: string) => String(Math.max(1, Math.ceil((Date.parse(instant) - Date.now()) / 1000)));
