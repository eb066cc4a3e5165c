import * as fc from "fast-check";
import type { Api, Operation, Parameter } from "../authorisation/operations.ts";
import type { Known } from "../authorisation/sample.ts";
import { nasty, spoiltFrom } from "./spoilt.ts";
import { valuesOf } from "./values.ts";

export type Request = { path: string; headers: Record<string, string>; body: string | undefined };

/** Requests as the document describes them. */
export const goodRequests = (api: Api, operation: Operation, known: Known): fc.Arbitrary<Request> =>
  fc
    .tuple(partsOf(api, operation, known), operation.body ? valuesOf(operation.body, api.schemas, known) : nothing)
    .map(([parts, body]) => requestOf(operation, parts, body === undefined ? undefined : JSON.stringify(body)));

/** Requests with a fault: in the body, in what it is called, in its text, or in an address or header. */
export function spoiltRequests(api: Api, operation: Operation, known: Known): fc.Arbitrary<Request> {
  const parts = partsOf(api, operation, known);
  const body = operation.body ? valuesOf(operation.body, api.schemas, known) : fc.jsonValue();
  const ofBody = fc
    .tuple(parts, spoiltFrom(body))
    .map(([good, spoilt]) => requestOf(operation, good, JSON.stringify(spoilt)));
  const ofText = fc
    .tuple(parts, body, fc.nat(), fc.constantFrom("{", "\u0000", '"', "]", "9e999", '{"__proto__":1}'))
    .map(([good, value, at, more]) => {
      const text = JSON.stringify(value);
      return requestOf(operation, good, text.slice(0, at % (text.length + 1)) + more);
    });
  const ofType = fc.tuple(parts, body, fc.constantFrom(...types)).map(([good, value, type]) => {
    const request = requestOf(operation, good, JSON.stringify(value));
    return { ...request, headers: { ...request.headers, "content-type": type } };
  });
  const ofParts = fc
    .tuple(parts, body, fc.constantFrom(...Object.keys(places(operation)), ""), fc.constantFrom(...texts))
    .map(([good, value, name, text]) =>
      requestOf(operation, { ...good, [name]: text }, operation.body && JSON.stringify(value)),
    );
  const kinds = operation.method === "GET" ? [ofParts] : [ofBody, ofBody, ofText, ofType, ofParts];
  return fc.oneof(...kinds);
}

const nothing = fc.constant(undefined);
const types = [
  "text/plain",
  "application/xml",
  "application/x-www-form-urlencoded",
  "application/json; charset=x",
  "a/b",
];
const texts = [...nasty.filter((value) => typeof value === "string" && value.isWellFormed()), "%00", "%ff", "a/b"];

type Parts = Record<string, unknown>;

const places = ({ parameters }: Operation): Record<string, Parameter> =>
  Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter]));

function partsOf(api: Api, operation: Operation, known: Known): fc.Arbitrary<Parts> {
  const values = operation.parameters.map(({ name, schema }) => {
    const free = valuesOf(schema, api.schemas);
    return [name, Object.hasOwn(known, name) ? fc.oneof(fc.constant(known[name]), free) : free] as const;
  });
  const required = operation.parameters.filter((parameter) => parameter.required).map(({ name }) => name);
  return fc.record(Object.fromEntries(values), { requiredKeys: required });
}

function requestOf(operation: Operation, parts: Parts, body: string | undefined): Request {
  const query = new URLSearchParams();
  const headers: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
  let { path } = operation;
  for (const [name, value] of Object.entries(parts)) {
    const place = places(operation)[name]?.in;
    const text = String(value);
    if (place === "path") path = path.replace(`{${name}}`, inAddress(text));
    if (place === "query") query.append(name, text);
    if (place === "header" && /^[\x20-\x7e]*$/.test(text)) headers[name] = text;
  }
  return { path: query.size === 0 ? path : `${path}?${query.toString()}`, headers, body };
}

/** Octets that are no text go as they are; `.` and `..` would name another address before they leave. */
function inAddress(text: string): string {
  if (/^%[0-9a-f]{2}$/.test(text)) return text;
  return /^\.{1,2}$/.test(text) ? "dots" : encodeURIComponent(text);
}
