import assert from "node:assert/strict";
import { ask, asking } from "./asking.ts";
import type { Caller } from "./callers.ts";
import type { Api } from "./operations.ts";

/** Everything that a customer can read without knowing an id, by operation; what changes by itself is left out. */
export type Picture = Record<string, unknown>;

const ofTheMoment = new Set(["asOf", "lastUsedAt", "thisOne"]);
const streams = new Set(["GET /v1/me/events"]);

export async function pictureOf(gateway: string, api: Api, customer: Caller): Promise<Picture> {
  const picture: Picture = {};
  for (const operation of api.operations) {
    const { access, method, name, parameters, answers } = operation;
    const needsIds = parameters.some(({ in: place }) => place === "path");
    if (
      !["customer", "public"].includes(access) ||
      method !== "GET" ||
      needsIds ||
      streams.has(name) ||
      !answers.has("200")
    )
      continue;
    const told = await ask(gateway, customer, asking(api, operation, {}));
    assert.ok(told.status < 500, `${name}: ${told.text}`);
    picture[name] = JSON.parse(told.text, (key, value: unknown) => (ofTheMoment.has(key) ? undefined : value));
  }
  return picture;
}

/** What can only be this customer's: their name, numbers and ids, without what is in the others' pictures as well. */
export function tracesIn(picture: Picture, others: readonly Picture[]): string[] {
  const shared = new Set(others.flatMap(textsIn));
  return [...new Set(textsIn(picture))].filter((text) => telling.test(text) && !shared.has(text));
}

/** Names of two words, numbers, addresses of mail and ids: what is long enough not to be met by chance. */
const telling = /^(?=.{10,})(?!\d{4}-\d{2}-\d{2})(\+\d+|.*@.*|[a-z]{2,4}_.+|\S+ \S+-\S+)$/;

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
