import { type ClientRequest, type IncomingMessage, request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import type { Answer, FindAddresses, SendWebhook, WebhookRequest } from "#application/webhooks/ports";
import type { Outcome } from "#domain/webhooks/after-attempt";

/** Of an answer no more than this is read: a receiver must not fill our memory. */
const mostOctetsRead = 16_384;
const mostCharactersKept = 500;

/**
 * Posts over a new connection to an address that was checked just before, so that a name which changes its address meanwhile leads
 * nowhere else. Redirects are not followed: they would lead around the check.
 */
export const sendHttpWith =
  (needs: {
    findAddresses: FindAddresses;
    timeoutMs: number;
    nowMs: () => number;
    authorities?: string;
  }): SendWebhook =>
  async (request, signal) => {
    const startedMs = needs.nowMs();
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(needs.timeoutMs)]);
    const answer = await attempt(request, needs, deadline).catch((error: unknown) => failure(error, deadline));
    return { ...answer, durationMs: Math.round(needs.nowMs() - startedMs) };
  };

type Attempted = Omit<Answer, "durationMs">;
type Needs = { findAddresses: FindAddresses; authorities?: string };

async function attempt(
  { url: href, headers, body }: WebhookRequest,
  needs: Needs,
  deadline: AbortSignal,
): Promise<Attempted> {
  const url = new URL(href);
  const found = await within(deadline, needs.findAddresses(url));
  if (!found.ok) return noAnswer(found.error.kind, "");
  const addresses = [...found.value];
  const lookup: LookupFunction = (_, { all }, done) =>
    all ? done(null, addresses) : done(null, addresses[0]!.address, addresses[0]!.family);
  const sent = url.protocol === "https:" ? tlsRequest : plainRequest;
  const request = sent(url, {
    method: "POST",
    agent: false,
    lookup,
    signal: deadline,
    headers: {
      ...headers,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      "user-agent": "Beacom-Webhooks",
    },
    ...(needs.authorities !== undefined && { ca: needs.authorities }),
  });
  try {
    const response = await answerTo(request, body);
    const text = await beginningOf(response);
    return { outcome: outcomeOf(response), text };
  } finally {
    request.destroy();
  }
}

function answerTo(request: ClientRequest, body: string): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request.once("response", resolve);
  // Stays: a connection that breaks after the answer must not end the process.
  request.on("error", reject);
  request.end(body);
  return promise;
}

/** The status is the answer: a text that never ends, or breaks off, takes nothing from it. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let octets = 0;
  try {
    for await (const part of response) {
      parts.push(part as Buffer);
      octets += (part as Buffer).length;
      if (octets >= mostOctetsRead) break;
    }
  } catch {
    // What came before it broke off is what there is.
  }
  return readable(Buffer.concat(parts).toString("utf8"));
}

function outcomeOf({ statusCode: status = 0, headers }: IncomingMessage): Outcome {
  const asked = /^\d{1,6}$/.test(headers["retry-after"] ?? "") ? Number(headers["retry-after"]) : null;
  const askedSeconds = status === 429 || status === 503 ? asked : null;
  if (status >= 200 && status < 300) return { kind: "delivered", status, askedSeconds };
  if (status >= 300 && status < 400) return { kind: "redirected", status, askedSeconds };
  return { kind: status === 410 ? "gone" : "refused", status, askedSeconds };
}

function failure(error: unknown, deadline: AbortSignal): Attempted {
  if (deadline.aborted) return noAnswer("timed-out", "");
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const text = readable(error instanceof Error ? error.message : String(error));
  return noAnswer(
    /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS/.test(code) ? "certificate-not-trusted" : "connection-failed",
    text,
  );
}

const noAnswer = (kind: Outcome["kind"], text: string): Attempted => ({
  outcome: { kind, status: 0, askedSeconds: null },
  text,
});

/** PostgreSQL keeps no NUL, and a log wants one line. */
const readable = (text: string): string =>
  text
    .slice(0, mostCharactersKept)
    .replaceAll(/[\p{Cc}\p{Cs}\s]+/gu, " ")
    .trim();

/** The system's own look-up cannot be stopped, only left alone. */
async function within<T>(deadline: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const over = () => reject(new Error("out of time"));
  if (deadline.aborted) over();
  deadline.addEventListener("abort", over, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    deadline.removeEventListener("abort", over);
  }
}
