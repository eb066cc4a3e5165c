import assert from "node:assert/strict";
import type { ImportedNas } from "@beacom/freeradius-sql";
import { create } from "@bufbuild/protobuf";
import { NasSchema } from "@beacom/proto/radius/v1/radius";
import { describe, test } from "vitest";
import { routerOrders, routersByAddress } from "#commands/radius/import/router";
import { aRouter } from "#commands/radius/testing/imported";

const kinds = new Set(["mikrotik", "cisco", "standard", "chillispot"]);
const order = (more: Partial<ImportedNas>, existing = [] as Parameters<typeof routerOrders>[1]) =>
  routerOrders(kinds, existing)(aRouter(more));

describe("a router", () => {
  test("is new under its name, with its secret", () => {
    const { outcome, request } = order({ type: "mikrotik" });
    assert.equal(outcome, "added");
    assert.deepEqual(
      [request?.name, request?.address, request?.vendor, request?.secret],
      ["tower-1", "10.0.0.1/32", "mikrotik", "a-secret-of-16-or-more"],
    );
  });

  test.for([
    ["other", "standard", 0],
    ["cisco", "cisco", 0],
    ["CoovaChilli", "chillispot", 0],
    ["livingston", "standard", 1],
  ] as const)("of type %s is spoken to as %s", ([type, kind, notes]) => {
    const made = order({ type });
    assert.equal(made.request?.vendor, kind);
    assert.equal(made.notes.length, notes);
  });

  test("that is there keeps what was set here, and gets the address and secret from there", () => {
    const before = create(NasSchema, {
      name: "tower-1",
      address: "10.0.0.1/32",
      vendor: "mikrotik",
      coaPort: 1700,
      requireMessageAuthenticator: "yes",
    });
    const same = order({ type: "other" }, [before]);
    assert.equal(same.outcome, "unchanged");
    assert.deepEqual(
      [same.request?.vendor, same.request?.coaPort, same.request?.requireMessageAuthenticator],
      ["mikrotik", 1700, "yes"],
    );
    const moved = order({ address: { kind: "network", address: "10.0.0.0", prefixLength: 24 } }, [before]);
    assert.equal(moved.outcome, "changed");
    assert.equal(moved.request?.address, "10.0.0.0/24");
  });

  test.for([
    [{ address: { kind: "host", hostName: "tower.isp.example" } }, /host name/],
    [{ address: { kind: "network", address: "0.0.0.0", prefixLength: 0 } }, /every address/],
    [{ secret: "" }, /no secret/],
  ] as const)("that cannot be known is refused: %j", ([more, why]) => {
    const made = order(more);
    assert.equal(made.outcome, "refused");
    assert.match(made.why!, why);
    assert.equal(made.request, undefined);
  });

  test("whose name another one has is told apart by its address", () => {
    const orderOf = routerOrders(kinds, []);
    assert.equal(orderOf(aRouter()).name, "tower-1");
    assert.equal(orderOf(aRouter({ address: { kind: "address", address: "10.0.0.2" } })).name, "tower-1 (10.0.0.2/32)");
  });
});

test("a router is found by its address, or by one in its network", () => {
  const at = routersByAddress([
    aRouter(),
    aRouter({ name: "towers", address: { kind: "network", address: "10.0.0.0", prefixLength: 24 } }),
    aRouter({ name: "named", address: { kind: "host", hostName: "x" } }),
  ]);
  assert.deepEqual(at("10.0.0.1"), ["tower-1", "towers"]);
  assert.deepEqual(at("10.0.0.2"), ["towers"]);
  assert.deepEqual(at("10.0.1.2"), []);
});
