import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import * as fc from "fast-check";
import { testDatabase } from "@beacom/testing";
import { afterAll, beforeAll, test } from "vitest";
import { type Household, householdAt, householdSettings } from "../authorisation/household.ts";
import { type Api, apiOf, type Operation } from "../authorisation/operations.ts";
import { endsAccess } from "../authorisation/rules.ts";
import type { Known } from "../authorisation/sample.ts";
import { joined, type Member, ownerOf } from "../authorisation/team.ts";
import { type Installation, startInstallation } from "../placements/installation.ts";
import { type Answer, type Check, checksOf, faultsOf, sent } from "./answers.ts";
import { goodRequests, type Request, spoiltRequests } from "./requests.ts";

/** `BEACOM_API_SEED` repeats a run, `BEACOM_API_ROUNDS` makes it longer. */
const seed = Number(process.env["BEACOM_API_SEED"] ?? randomInt(2 ** 31));
const rounds = Number(process.env["BEACOM_API_ROUNDS"] ?? 1);

let here: Installation;
let api: Api;
let check: Check;
let owner: Member;
let household: Household;
let known: Known;

beforeAll(async () => {
  here = await startInstallation({
    placement: "in one process",
    makeDatabase: testDatabase,
    settings: { ...householdSettings, GATEWAY_PHONE_ATTEMPTS_PER_MINUTE: "100000" },
  });
  api = await apiOf(here.gateway);
  check = checksOf(api);
  owner = await ownerOf(here);
  household = await householdAt(here, owner);
  // In addresses `name` is of a thing, never of a person.
  const { name: _, ...ids } = household;
  known = {
    ...ids,
    currency: "ZAR",
    phone: household.person.phone,
    role: "support",
    permissions: ["audit.read"],
  };
});
afterAll(() => here?.close());

type Run = { operation: Operation; requests: fc.Arbitrary<Request>; numRuns: number; token: string | undefined };

async function holds(
  { operation, requests, numRuns, token }: Run,
  more: (answer: Answer, request: Request) => string[],
) {
  const property = fc.asyncProperty(requests, async (request) => {
    const answer = await sent(here.gateway, operation, request, token);
    const faults = [...faultsOf(check, operation, request, answer), ...more(answer, request)];
    assert.deepEqual(faults, [], `${operation.name} is answered ${answer.status} ${answer.text.slice(0, 500)}`);
  });
  await fc.assert(property, { seed, numRuns: numRuns * rounds, interruptAfterTimeLimit: 20_000 });
}

const atOnce = 6;

test(
  `as a customer, the owner and nobody, every answer is as the document says (BEACOM_API_SEED=${seed})`,
  async () => {
    const failed: string[] = [];
    const left = [...api.operations];
    const oneAfterAnother = async () => {
      for (let operation = left.shift(); operation; operation = left.shift())
        failed.push(...(await failuresOf(operation)));
    };
    await Promise.all(Array.from({ length: atOnce }, oneAfterAnother));
    assert.deepEqual(failed, []);
  },
  600_000 * rounds,
);

async function failuresOf(operation: Operation): Promise<string[]> {
  const failed: string[] = [];
  const leaver = endsAccess.has(operation.name) ? await joined(here.gateway, owner, { role: "owner" }) : owner;
  const askers = [
    { token: household.person.accessToken, runs: operation.access === "customer" ? 8 : 1 },
    { token: leaver.accessToken, runs: operation.access === "staff" ? 8 : 1 },
    { token: undefined, runs: operation.access === "public" ? 8 : 1 },
  ];
  const good = goodRequests(api, operation, known);
  const spoilt = spoiltRequests(api, operation, known);
  for (const { token, runs } of askers) {
    try {
      await holds({ operation, requests: good, numRuns: Math.ceil(runs / 2), token }, (answer, request) =>
        answer.text.includes('"code":"not-valid"') && !saysLess(operation, request) ? ["the document allows it"] : [],
      );
      await holds({ operation, requests: spoilt, numRuns: runs, token }, () => []);
    } catch (error) {
      failed.push(error instanceof Error ? `${error.message.slice(0, 1_000)} ${causeOf(error)}` : String(error));
    }
  }
  return failed;
}

const causeOf = ({ cause }: Error) => (cause instanceof Error ? cause.message.slice(0, 1_000) : "");

/** What a schema cannot say: of two properties only one; yes and no in an address; and that space around words is not counted. */
const saysLess = ({ name }: Operation, { path, body = "" }: Request) =>
  name === "POST /v1/me/payments" || /[?&]only[A-Z]\w*=/.test(path) || /"\s|\s"/u.test(body.replaceAll("\\", ""));
