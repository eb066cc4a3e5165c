import {
  type ChargeAnswer,
  chargeOf,
  ErrorAnswer,
  InitializeAnswer,
  type InitializeRequest,
  type OpenAnswer,
  type Order,
  parseJson,
  type PaymentProvider,
  paystackReference,
  readPaystackCallback,
  VerifyAnswer,
} from "@beacom/payments";

type Answer = { readonly status: number; readonly json: unknown } | { readonly lost: string };

/** Paystack over HTTPS. The secret key is in one header of one function, so that no log or error can carry it. */
export function paystackProvider(options: { apiUrl: string; secretKey: string }): PaymentProvider {
  const base = options.apiUrl.replace(/\/$/, "");

  async function call(
    method: "GET" | "POST",
    path: string,
    signal: AbortSignal,
    body?: InitializeRequest,
  ): Promise<Answer> {
    const headers = { authorization: `Bearer ${options.secretKey}`, "content-type": "application/json" };
    try {
      const answer = await fetch(`${base}${path}`, {
        method,
        headers,
        signal,
        redirect: "error",
        ...(body && { body: JSON.stringify(body) }),
      });
      const json = parseJson(await answer.text());
      return json.ok ? { status: answer.status, json: json.value } : { lost: `HTTP ${answer.status} without JSON` };
    } catch (error) {
      return { lost: signal.aborted ? "no answer in time" : `no answer: ${causeOf(error)}` };
    }
  }

  return {
    name: "paystack",
    reference: paystackReference,
    readCallback: readPaystackCallback,
    async open(order, { signal }) {
      return openAnswer(await call("POST", "/transaction/initialize", signal, requestOf(order)), order.reference);
    },
    async charge(reference, { signal }) {
      return chargeAnswer(await call("GET", `/transaction/verify/${encodeURIComponent(reference)}`, signal));
    },
  };
}

const requestOf = ({ reference, amount, email, returnUrl, metadata }: Order): InitializeRequest => ({
  reference,
  amount: Number(amount.minorUnits),
  currency: amount.currency,
  email,
  callback_url: returnUrl,
  metadata: { ...metadata },
});

function openAnswer(answer: Answer, reference: string): OpenAnswer {
  if ("lost" in answer) return { kind: "unknown", reason: answer.lost };
  const opened = InitializeAnswer.safeParse(answer.json);
  if (answer.status === 200 && opened.success && opened.data.status && opened.data.data.reference === reference) {
    return { kind: "opened", reference, redirectUrl: opened.data.data.authorization_url };
  }
  const { status, message, code } = errorOf(answer);
  if (code === "duplicate_reference" || /duplicate transaction reference/i.test(message))
    return { kind: "reference-taken" };
  // Only "your request is wrong" is final. A wrong key, a limit or a fault of theirs may be gone in a minute.
  if (status === 400 || status === 422) return { kind: "refused", reason: `HTTP ${status}: ${message}` };
  return { kind: "unknown", reason: `HTTP ${status}: ${message}` };
}

function chargeAnswer(answer: Answer): ChargeAnswer {
  if ("lost" in answer) return { kind: "unknown", reason: answer.lost };
  const verified = VerifyAnswer.safeParse(answer.json);
  if (answer.status === 200 && verified.success && verified.data.status)
    return { kind: "charge", charge: chargeOf(verified.data.data) };
  const { status, message, code } = errorOf(answer);
  const unknown = code === "transaction_not_found" || /reference not found/i.test(message);
  if ((status === 400 || status === 404) && unknown) return { kind: "reference-unknown" };
  return { kind: "unknown", reason: `HTTP ${status}: ${message}` };
}

function errorOf({ status, json }: { status: number; json: unknown }): {
  status: number;
  message: string;
  code: string;
} {
  const error = ErrorAnswer.safeParse(json);
  if (!error.success) return { status, message: "in a shape that is not Paystack's", code: "" };
  return { status, message: error.data.message.slice(0, 200), code: error.data.code ?? "" };
}

/** `fetch failed` says nothing; the code of its cause does. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return "unknown cause";
  return "code" in cause && typeof cause.code === "string" ? cause.code : cause.name;
}
