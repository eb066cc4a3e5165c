import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { type FollowedEvent, read } from "@beacom/outbox";
import { CodeIssuedSchema, IdentityService } from "@beacom/proto/identity/v1/identity";
import { PasskeyService } from "@beacom/proto/identity/v1/passkeys";
import { SecurityService } from "@beacom/proto/identity/v1/security";
import { type StaffActed, StaffActedSchema, StaffService, type StaffSignedIn } from "@beacom/proto/identity/v1/staff";
import { type RunningServices, startServices } from "@beacom/runtime";
import { codeShown, testDatabase } from "@beacom/testing";
import { type Code, ConnectError } from "@connectrpc/connect";
import { identity } from "#module";

export const stageOrigin = "https://my.karoo.example";
export type Stage = Awaited<ReturnType<typeof identityStage>>;

/** Identity alone with a database and a clock of its own. */
export async function identityStage(more: Record<string, string> = {}) {
  const database = await testDatabase(identity.database!);
  let now = new Date("2026-11-22T10:00:00Z");
  const env = {
    IDENTITY_DATABASE_URL: database.url,
    IDENTITY_SEALING_KEY: randomBytes(32).toString("base64"),
    BEACOM_PUBLIC_URL: stageOrigin,
  };
  const app: RunningServices = await startServices(
    { here: [identity], elsewhere: {}, clock: () => now, runtime: { logLevel: "silent" } },
    { ...env, ...more },
  );
  const people = app.peers.client(IdentityService);
  const staff = app.peers.client(StaffService);
  const security = app.peers.client(SecurityService);
  const passkeys = app.peers.client(PasskeyService);

  async function events(): Promise<FollowedEvent[]> {
    return database.sql<
      FollowedEvent[]
    >`select position, type, key, at, json, traceparent from outbox order by position`;
  }

  return {
    app,
    people,
    staff,
    passkeys,
    security,
    sql: database.sql,
    events,
    now: () => now,
    later: (seconds: number) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
    /** What staff did to this one, the oldest first. */
    async acts(subjectId: string): Promise<StaffActed[]> {
      return (await events())
        .flatMap((event) => read(StaffActedSchema, event) ?? [])
        .filter((act) => act.subjectId === subjectId);
    },
    async codeSent(verificationId: string): Promise<string> {
      const codes = (await events()).flatMap((event) => read(CodeIssuedSchema, event) ?? []);
      const code = codes.find((issued) => issued.verificationId === verificationId)?.code;
      assert.ok(code, "no code was sent");
      return code;
    },
    /** The first step for somebody without a second factor, and the enrolment of one. */
    async enrol(email: string, password: string): Promise<Enrolled> {
      const { next } = await staff.signIn({ email, password, device: "a desk" });
      assert.equal(next.case, "enrolment");
      const enrolment = as(next.case === "enrolment" ? next.value.enrolmentToken : "");
      const { secret } = await staff.beginTotp({}, enrolment);
      const code = { totpCode: codeShown(secret, now), device: "a desk" };
      const { recoveryCodes, signedIn } = await staff.confirmTotp(code, enrolment);
      assert.ok(signedIn);
      return { email, password, secret, recoveryCodes, signedIn };
    },
    /** Both steps, with a code that has not been used yet. */
    async signIn({ email, password, secret }: Pick<Enrolled, "email" | "password" | "secret">): Promise<StaffSignedIn> {
      now = new Date(now.getTime() + 30_000);
      const { next } = await staff.signIn({ email, password, device: "another desk" });
      assert.ok(next.case === "secondFactor");
      const proof = { case: "totpCode" as const, value: codeShown(secret, now) };
      return staff.confirmSignIn({ challenge: next.value.challenge, proof });
    },
    async close() {
      await app.close();
      await database.close();
    },
  };
}

export type Enrolled = {
  email: string;
  password: string;
  secret: string;
  recoveryCodes: string[];
  signedIn: StaffSignedIn;
};

export const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

export const refused = (call: Promise<unknown>, kind: string, code?: Code) =>
  assert.rejects(call, (error) => {
    assert.ok(error instanceof ConnectError, String(error));
    assert.equal(error.rawMessage, kind);
    if (code !== undefined) assert.equal(error.code, code);
    return true;
  });

export const wrong = (code: string) => ((Number(code) + 1) % 1_000_000).toString().padStart(6, "0");
