import { randomUUID } from "node:crypto";

/** Somebody who asks, with what proves it. */
export type Person = { readonly customerId: string; readonly token: string };

export type Request = {
  readonly name: string;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly status: number;
  /** Made anew for each request. */
  readonly body?: () => { readonly json: object; readonly idempotencyKey: string };
};

/** What the portal asks for when it is opened, and what it is there for. The peer answers on the same paths. */
export const requests: readonly Request[] = [
  { name: "plans", method: "GET", path: "/v1/plans", status: 200 },
  { name: "account", method: "GET", path: "/v1/me/account", status: 200 },
  { name: "usage", method: "GET", path: "/v1/me/usage", status: 200 },
  { name: "statement", method: "GET", path: "/v1/me/statement", status: 200 },
  { name: "payments", method: "GET", path: "/v1/me/payments", status: 200 },
  {
    name: "top-up",
    method: "POST",
    path: "/v1/me/payments",
    status: 201,
    body: () => ({ json: { amount: { minorUnits: 5_000, currency: "ZAR" } }, idempotencyKey: randomUUID() }),
  },
];
