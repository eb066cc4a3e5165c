import assert from "node:assert/strict";
import {
  Code,
  eapAttributes,
  eapMessageOf,
  md5,
  type Packet,
  readNamed,
  stateAttribute,
  stateOf,
  textAttribute,
  Type,
} from "@beacom/radius";
import { eventually } from "@beacom/testing";
import { afterAll, beforeAll, describe, test } from "vitest";
import { openRouter, openStage, type Stage } from "#stage";

let stage: Stage;
let router: Awaited<ReturnType<typeof openRouter>>;

beforeAll(async () => {
  stage = await openStage();
  router = await openRouter();
  await stage.putNas();
});
afterAll(async () => {
  router.close();
  await stage.close();
});

const request = 1;
const success = 3;
const failure = 4;
const nak = 3;
const md5Challenge = 4;

function response(identifier: number, type: number, data: Uint8Array): Uint8Array {
  const length = 5 + data.length;
  return Uint8Array.from([2, identifier, length >> 8, length & 255, type, ...data]);
}

/** A supplicant that only knows EAP-MD5 (RFC 3748 section 5.4), whose packets may go to another server each time. */
async function eapMd5(username: string, password: string, ports: readonly number[]) {
  let turn = 0;
  const send = (eap: Uint8Array, state?: Uint8Array) =>
    router.ask(ports[turn++ % ports.length]!, Code.AccessRequest, [
      textAttribute(Type.UserName, username),
      ...eapAttributes(eap),
      ...(state ? [stateAttribute(state)] : []),
    ]);
  let reply = await send(response(0, 1, Buffer.from(username)));
  for (let round = 0; reply?.code === Code.AccessChallenge && round < 5; round++) {
    const eap = eapMessageOf(reply)!;
    const [, identifier = 0, , , type] = eap;
    assert.equal(eap[0], request);
    const answer =
      type === md5Challenge
        ? response(identifier, md5Challenge, Uint8Array.from([16, ...proofOf(identifier, password, eap)]))
        : response(identifier, nak, Uint8Array.of(md5Challenge));
    reply = await send(answer, stateOf(reply));
  }
  return reply;
}

const proofOf = (identifier: number, password: string, challenge: Uint8Array): Uint8Array =>
  md5(Uint8Array.of(identifier), Buffer.from(password), challenge.subarray(6, 6 + challenge[5]!));

const eapCode = (reply: Packet | undefined): number | undefined => reply && eapMessageOf(reply)?.[0];

describe("a login by EAP", () => {
  test("is let in with the service that was paid for, and not with another password", async () => {
    const { username, password } = await stage.customer();
    const accepted = await eapMd5(username, password, [stage.authPort]);
    assert.equal(accepted?.code, Code.AccessAccept);
    assert.equal(eapCode(accepted), success);
    const named = readNamed(accepted);
    assert.equal(named["User-Name"], username);
    assert.equal(named["Mikrotik-Rate-Limit"], "5M/20M");
    const refused = await eapMd5(username, `${password}x`, [stage.authPort]);
    assert.equal(refused?.code, Code.AccessReject);
    assert.equal(eapCode(refused), failure);
  });

  test("is refused by EAP's own word when the password was right and the customer may not", async () => {
    const { username, password, customerId } = await stage.customer();
    await stage.admin.setAccess({ customerId, personal: { disabled: true } });
    await eventually(async () => {
      const refused = await eapMd5(username, password, [stage.authPort]);
      assert.equal(refused?.code, Code.AccessReject);
      assert.equal(eapCode(refused), failure);
      assert.equal(readNamed(refused)["Reply-Message"], "This account is closed. Ask for help");
    });
  });

  test("goes on when its packets reach another process of the same service", async () => {
    const { username, password } = await stage.customer();
    const other = await openStage({ databaseUrl: stage.databaseUrl });
    await eventually(async () => {
      // Each knows the other after a moment.
      const accepted = await eapMd5(username, password, [stage.authPort, other.authPort]);
      assert.equal(accepted?.code, Code.AccessAccept);
    });
    const refused = await eapMd5(username, "wrong", [other.authPort, stage.authPort]);
    assert.equal(eapCode(refused), failure);
    await other.close();
  });

  test("with a State that nobody gave begins anew with an identity, and ends with anything else", async () => {
    const { username } = await stage.customer();
    const strange = stateAttribute(crypto.getRandomValues(new Uint8Array(16)));
    const send = (eap: Uint8Array) =>
      router.ask(stage.authPort, Code.AccessRequest, [
        textAttribute(Type.UserName, username),
        ...eapAttributes(eap),
        strange,
      ]);
    assert.equal((await send(response(0, 1, Buffer.from(username))))?.code, Code.AccessChallenge);
    assert.equal((await send(response(7, md5Challenge, new Uint8Array(17))))?.code, Code.AccessReject);
  });

  test("that begins without an identity is asked for it", async () => {
    const start = [textAttribute(Type.UserName, "x"), { type: Type.EapMessage, value: new Uint8Array() }];
    const reply = await router.ask(stage.authPort, Code.AccessRequest, start);
    assert.equal(reply?.code, Code.AccessChallenge);
    assert.equal(eapMessageOf(reply)?.[4], 1);
  });
});
