import assert from "node:assert/strict";
import { test } from "vitest";
import { askingOrder, type ServerHealth } from "#domain/home-server";
import { type Realm, realmFor, splitName } from "#domain/realm";

const realm = (name: string): Realm => ({
  name,
  homeServers: [],
  order: "failover",
  strip: true,
  accounting: false,
  allowedReplyAttributes: [],
});

test("a name's realm follows the last @, or stands before a backslash", () => {
  assert.deepEqual(splitName("thandi@Partner.Example"), { user: "thandi", realm: "partner.example" });
  assert.deepEqual(splitName("thandi@home@partner.example"), { user: "thandi@home", realm: "partner.example" });
  assert.deepEqual(splitName("PARTNER\\thandi"), { user: "thandi", realm: "partner" });
  assert.deepEqual(splitName("27821234567"), { user: "27821234567", realm: undefined });
  assert.deepEqual(splitName("@partner.example"), { user: "", realm: "partner.example" });
});

test("a realm that nobody knows is the default one's, and no realm is its own", () => {
  const realms = new Map(["partner.example", "default", "none"].map((name) => [name, realm(name)] as const));
  assert.equal(realmFor(realms, splitName("a@partner.example"))?.name, "partner.example");
  assert.equal(realmFor(realms, splitName("a@elsewhere.example"))?.name, "default");
  assert.equal(realmFor(realms, splitName("a"))?.name, "none");
  assert.equal(realmFor(new Map(), splitName("a@x")), undefined);
});

test("servers that answer are asked first, and of the silent ones the one that was silent longest", () => {
  const health: Record<string, ServerHealth> = {
    one: { state: "silent", sinceMs: 200 },
    two: { state: "alive", sinceMs: 0 },
    three: { state: "silent", sinceMs: 100 },
    four: { state: "unknown", sinceMs: 0 },
  };
  const order = (how: "failover" | "balance", turn: number) =>
    askingOrder(["one", "two", "three", "four"], (name) => health[name]!, how, turn);
  assert.deepEqual(order("failover", 7), ["two", "four", "three", "one"]);
  assert.deepEqual(order("balance", 0), ["two", "four", "three", "one"]);
  assert.deepEqual(order("balance", 1), ["four", "two", "three", "one"]);
});
