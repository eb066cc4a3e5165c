import assert from "node:assert/strict";
import { test } from "vitest";
import { msChapV2Method } from "#method/mschapv2";
import { proofsFrom } from "#testing/server";

const octets = (text: string) => Uint8Array.from(Buffer.from(text, "hex"));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex").toUpperCase();

// RFC 2759 section 9.2 and RFC 3079 section 3.5.3.
const example = {
  challenge: "5B5D7C7D7B3F2F3E3C2C602132262628",
  peerChallenge: "21402324255E262A28295F2B3A337C7E",
  ntResponse: "82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF",
  authenticatorResponse: "S=407A5589115FD0D6209F510FE9C04566932CDA56",
  sendKey: "8B7CDC149B993A1BA118CB153F56DCCB",
};

const methodFor = (password: string) =>
  msChapV2Method({
    username: "User",
    proofs: () => Promise.resolve(proofsFrom(password, "cleartext")),
    random: () => octets(example.challenge),
    serverName: "beacom",
  });

/** The name in the response is part of what was hashed, so it is the example's. */
const responseWith = (id: string, name = "User") => {
  const length = (54 + name.length).toString(16).padStart(4, "0");
  const value = `${example.peerChallenge}0000000000000000${example.ntResponse}00`;
  return octets(`02${id}${length}31${value}${Buffer.from(name).toString("hex")}`);
};

test("the example of RFC 2759 goes through, to the keys of RFC 3079", async () => {
  const method = methodFor("clientPass");
  assert.equal(hex(method.open(6)), `0106001B10${example.challenge}${hex(Buffer.from("beacom"))}`);
  const success = await method.hear(responseWith("06"), 6);
  assert.ok(success.kind === "ask");
  assert.equal(hex(success.data.subarray(0, 2)), "0306");
  assert.equal(Buffer.from(success.data.subarray(4)).toString(), `${example.authenticatorResponse} M=OK`);
  const accepted = await method.hear(octets("03"), 7);
  assert.ok(accepted.kind === "accepted");
  assert.equal(accepted.username, "User");
  assert.equal(hex(accepted.msk!.subarray(16, 32)), example.sendKey);
  assert.equal(hex(accepted.msk!.subarray(32)), "00".repeat(32));
});

test("a domain before the name does not count, another name does", async () => {
  const method = methodFor("clientPass");
  method.open(6);
  const withDomain = await method.hear(responseWith("06", "OFFICE\\User"), 6);
  assert.ok(withDomain.kind === "ask");
  assert.equal(withDomain.data[0], 3);
  const other = methodFor("clientPass");
  other.open(6);
  const withAnother = await other.hear(responseWith("06", "user"), 6);
  assert.ok(withAnother.kind === "ask");
  assert.equal(withAnother.data[0], 4);
});

test("a response with another MS-CHAPv2 id is not the one that was asked for", async () => {
  const method = methodFor("clientPass");
  method.open(6);
  assert.deepEqual(await method.hear(responseWith("07"), 6), { kind: "ignored", reason: "mschapv2-another-id" });
});

test("who proved itself is let in only after it has accepted our own proof", async () => {
  const method = methodFor("clientPass");
  method.open(6);
  await method.hear(responseWith("06"), 6);
  assert.deepEqual(await method.hear(responseWith("06"), 7), {
    kind: "ignored",
    reason: "mschapv2-not-a-confirmation",
  });
  const refused = await method.hear(octets("04"), 7);
  assert.deepEqual(refused, { kind: "refused", refusal: { kind: "refused-by-peer" }, username: "User" });
});

test("who did not prove itself is refused, whatever it says then", async () => {
  for (const leave of ["03", "04", ""]) {
    const method = methodFor("another");
    method.open(6);
    const failure = await method.hear(responseWith("06"), 6);
    assert.ok(failure.kind === "ask");
    assert.equal(failure.data[0], 4);
    const refused = await method.hear(octets(leave), 7);
    assert.deepEqual(refused, { kind: "refused", refusal: { kind: "wrong-password" }, username: "User" });
  }
});
