import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { openSubscriberTable, type SealedSubscriber } from "#application/subscriber-table";
import type { ServiceState } from "#domain/service-state";

const open = (sealed: Uint8Array, keyId: string, customerId: string): string =>
  `${Buffer.from(sealed).toString()} ${keyId} ${customerId}`;

const service: fc.Arbitrary<ServiceState> = fc.record(
  {
    version: fc.bigInt({ min: 0n, max: 2n ** 50n }),
    level: fc.constantFrom("full" as const, "throttled" as const, "walled-garden" as const, "blocked" as const),
    downBitsPerSecond: fc.bigInt({ min: 0n, max: 2n ** 40n }),
    upBitsPerSecond: fc.bigInt({ min: 0n, max: 2n ** 40n }),
    reason: fc.constantFrom("in-bundle", "used-up"),
    sinceMs: fc.integer({ min: 0, max: 2 ** 42 }),
  },
  { noNullPrototype: true },
);
const sealed: fc.Arbitrary<SealedSubscriber> = fc.record({
  customerId: fc.integer({ min: 0, max: 30 }).map((n) => `cus_${n}`),
  username: fc.integer({ min: 0, max: 40 }).map((n) => `user${n}`),
  sealed: fc.string({ minLength: 1, maxLength: 90 }).map((text) => new Uint8Array(Buffer.from(text))),
  keyId: fc.constantFrom("key-1", "key-2"),
  passwordForm: fc.constantFrom("cleartext" as const, "stored" as const),
  service: fc.option(service, { nil: undefined }),
  profile: fc.constantFrom(undefined, "gold", "slow"),
  firstLoginAtMs: fc.option(fc.integer({ min: 1, max: 2 ** 42 }), { nil: undefined }),
  personal: fc.constantFrom({}, { disabled: true }, { address: "100.64.0.7" }),
  macs: fc.uniqueArray(
    fc.integer({ min: 0, max: 20 }).map((n) => `aabbcc0000${String(n).padStart(2, "0")}`),
    { maxLength: 2 },
  ),
});

test("gives back what was put in, whatever was changed, removed or put in again meanwhile", () => {
  const steps = fc.array(fc.oneof(sealed, fc.integer({ min: 0, max: 30 })), { maxLength: 80 });
  fc.assert(
    fc.property(steps, (all) => {
      const table = openSubscriberTable({ open });
      const byCustomer = new Map<string, SealedSubscriber>();
      const nameOf = new Map<string, string>();
      const macOf = new Map<string, string>();
      for (const step of all) {
        const customerId = typeof step === "number" ? `cus_${step}` : step.customerId;
        const before = byCustomer.get(customerId);
        if (before) {
          if (nameOf.get(before.username) === customerId) nameOf.delete(before.username);
          for (const mac of before.macs) if (macOf.get(mac) === customerId) macOf.delete(mac);
        }
        if (typeof step === "number") {
          table.remove(customerId);
          byCustomer.delete(customerId);
          continue;
        }
        table.put(step);
        byCustomer.set(customerId, step);
        nameOf.set(step.username, customerId);
        for (const mac of step.macs) macOf.set(mac, customerId);
      }
      assert.equal(table.size(), byCustomer.size);
      for (const [customerId, put] of byCustomer) {
        const found = table.byCustomer(customerId)!;
        const { sealed: bytes, keyId, macs: _, ...rest } = put;
        assert.deepEqual({ ...found }, { ...rest, password: open(bytes, keyId, customerId) });
      }
      for (let n = 0; n <= 40; n++) assert.equal(table.byUsername(`user${n}`)?.customerId, nameOf.get(`user${n}`));
      for (const mac of macOf.keys()) assert.equal(table.byMac(mac)?.customerId, macOf.get(mac));
    }),
    { numRuns: 500 },
  );
});

test("a subscriber is the same object until something about it changes, and its password is opened once", () => {
  let opened = 0;
  const table = openSubscriberTable({
    open() {
      opened++;
      return "umbrella";
    },
  });
  const thandi: SealedSubscriber = {
    customerId: "cus_1",
    username: "27821234567",
    sealed: Uint8Array.of(1, 2, 3),
    keyId: "key",
    passwordForm: "cleartext",
    service: undefined,
    profile: undefined,
    firstLoginAtMs: undefined,
    personal: {},
    macs: [],
  };
  table.put(thandi);
  assert.equal(opened, 0);
  const first = table.byUsername("27821234567");
  assert.equal(table.byCustomer("cus_1"), first);
  assert.equal(opened, 1);
  table.put(thandi);
  assert.notEqual(table.byCustomer("cus_1"), first);
});
