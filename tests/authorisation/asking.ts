import type { Caller } from "./callers.ts";
import type { Api, Operation } from "./operations.ts";
import { type Known, sampleOf } from "./sample.ts";

/** An operation with everything filled in. */
export type Ask = { operation: Operation; path: string; headers: Record<string, string>; body: unknown };
export type Told = { status: number; code: string | undefined; text: string };

/** How to ask for an operation with these ids. Fails for an id that nobody has said how to fill in. */
export function asking(api: Api, operation: Operation, ids: Known): Ask {
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  let path = operation.path;
  for (const { in: place, name, required, schema } of operation.parameters) {
    // A method of a service answers for an id that nobody has, once it has let somebody in.
    const known = ids[name] ?? (operation.rpc === undefined ? undefined : `none-${name}`);
    if (place === "path") {
      if (typeof known !== "string") throw new Error(`${operation.name}: the test does not know a {${name}}`);
      path = path.replace(`{${name}}`, encodeURIComponent(known));
      continue;
    }
    if (!required) continue;
    const value = String(known ?? sampleOf(schema, api.schemas));
    if (place === "query") query.set(name, value);
    if (place === "header") headers[name] = `${value}-${crypto.randomUUID()}`;
  }
  const body = operation.body && sampleOf(operation.body, api.schemas, ids);
  return { operation, path: query.size === 0 ? path : `${path}?${query.toString()}`, headers, body };
}

/**
 * With everything filled in; with one id of two that exclude each other; and with a body that says nothing, because a rule holds before a body
 * is looked at.
 */
export function waysToAsk(api: Api, operation: Operation, ids: Known): Ask[] {
  const full = asking(api, operation, ids);
  if (!operation.body) return [full];
  const { invoiceId: _invoice, ...forBundle } = ids;
  const { planId: _plan, ...forInvoice } = ids;
  const bodies = [ids, forBundle, forInvoice].map((known) => sampleOf(operation.body!, api.schemas, known));
  const different = new Map([...bodies, {}].map((body) => [JSON.stringify(body), body]));
  return [...different.values()].map((body) => ({ ...full, body, headers: asking(api, operation, ids).headers }));
}

/** Asks as somebody. Of a stream of events the first words are read. */
export async function ask(gateway: string, { accessToken }: Caller, wanted: Ask): Promise<Told> {
  const { operation, path, body } = wanted;
  const headers = {
    ...wanted.headers,
    ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
    ...(body !== undefined && { "content-type": "application/json" }),
  };
  const response = await fetch(`${gateway}${path}`, {
    method: operation.method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const type = response.headers.get("content-type") ?? "";
  const text = type.startsWith("text/event-stream") ? await firstWords(response) : await response.text();
  return { status: response.status, code: type.includes("json") ? codeIn(JSON.parse(text)) : undefined, text };
}

async function firstWords(response: Response): Promise<string> {
  const reader = response.body!.getReader();
  const words = new TextDecoder();
  let text = "";
  while (!text.includes("data:")) {
    const { done, value } = await reader.read();
    if (done) break;
    text += words.decode(value, { stream: true });
  }
  await reader.cancel();
  return text;
}

const codeIn = (body: unknown): string | undefined =>
  typeof body === "object" && body !== null && "code" in body && typeof body.code === "string" ? body.code : undefined;
