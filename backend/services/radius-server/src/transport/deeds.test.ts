import assert from "node:assert/strict";
import { RadiusService } from "@beacom/proto/radius/v1/radius";
import { RadiusAdminService } from "@beacom/proto/radius/v1/radius_admin";
import type { DescService } from "@bufbuild/protobuf";
import { test } from "vitest";
import { radiusAdminDeeds, radiusDeeds } from "#transport/deeds";
import type { Deed } from "#transport/staff-deeds";

const reads = /^(list|get|explain|preview|judge)/;

test.each<[string, DescService, Readonly<Record<string, Deed>>]>([
  ["RadiusService", RadiusService, radiusDeeds],
  ["RadiusAdminService", RadiusAdminService, radiusAdminDeeds],
])("every method of %s that changes something is told of, by fields that it has", (_, service, deeds) => {
  const changing = Object.keys(service.method).filter((name) => !reads.test(name));
  assert.deepEqual(Object.keys(deeds).toSorted(), changing.toSorted());
  for (const [name, { names }] of Object.entries(deeds)) {
    const fields = service.method[name]?.input.fields.map(({ jsonName }) => jsonName);
    for (const field of names) assert.ok(fields?.includes(field), `${name} has no ${field}`);
  }
});
