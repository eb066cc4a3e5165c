import assert from "node:assert/strict";
import { file_beacom_billing_v1_billing } from "@beacom/proto/billing/v1/billing";
import { file_beacom_identity_v1_identity } from "@beacom/proto/identity/v1/identity";
import { create, type DescField, type DescMessage, ScalarType, toJsonString } from "@bufbuild/protobuf";
import { FieldMaskSchema, TimestampSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { test } from "vitest";
import { protobufJson } from "#protobuf-json";

const messages = [...file_beacom_billing_v1_billing.messages, ...file_beacom_identity_v1_identity.messages];

test.for(messages.map((schema) => [schema.typeName, schema] as const))(
  "%s is told as protobuf's own JSON tells it",
  ([, schema]) => {
    fc.assert(
      fc.property(initOf(schema, 3), (init) => {
        const message = create(schema, init);
        assert.equal(protobufJson(schema, message), toJsonString(schema, message));
        assert.equal(protobufJson(schema, init), toJsonString(schema, message));
      }),
      { numRuns: 60 },
    );
  },
);

test("instants are told to as many digits as they have", () => {
  for (const nanos of [0, 1, 1_000, 123_000, 1_000_000, 999_000_000, 120_000_000, 999_999_999]) {
    for (const seconds of [0n, -1n, 1_795_341_600n, -62_135_596_800n, 253_402_300_799n]) {
      const at = create(TimestampSchema, { seconds, nanos });
      assert.equal(protobufJson(TimestampSchema, at), toJsonString(TimestampSchema, at));
    }
  }
});

test("what does not fit its field, or has a form of its own, is left to protobuf's own JSON", () => {
  const late = create(TimestampSchema, { seconds: 253_402_300_800n });
  assert.throws(() => protobufJson(TimestampSchema, late), /must be from/);
  const mask = create(FieldMaskSchema, { paths: ["a_b"] });
  assert.equal(protobufJson(FieldMaskSchema, mask), '"aB"');
});

/** Any value that a message can be made from, with as many messages in messages. */
function initOf(schema: DescMessage, depth: number): fc.Arbitrary<Record<string, unknown>> {
  if (schema.typeName === "google.protobuf.Timestamp") {
    return fc.record({
      seconds: fc.bigInt({ min: -62_135_596_800n, max: 253_402_300_799n }),
      nanos: fc.oneof(
        fc.constant(0),
        fc.integer({ min: 0, max: 999 }).map((n) => n * 1_000_000),
        fc.nat(999_999_999),
      ),
    });
  }
  const own = schema.fields.filter(({ oneof }) => !oneof);
  const fields = Object.fromEntries(
    own.flatMap((field) => {
      const value = valueOf(field, depth);
      return value ? [[field.localName, value]] : [];
    }),
  );
  const chosen = Object.fromEntries(
    schema.oneofs.map((oneof) => {
      const cases = oneof.fields.flatMap((field) => {
        const value = valueOf(field, depth);
        return value ? [value.map((value) => ({ case: field.localName, value }))] : [];
      });
      return [oneof.localName, fc.oneof(fc.constant({ case: undefined }), ...cases)];
    }),
  );
  return fc.record({ ...fields, ...chosen }, { requiredKeys: [] });
}

function valueOf(field: DescField, depth: number): fc.Arbitrary<unknown> | undefined {
  const one = field.fieldKind === "map" ? undefined : singleOf(field, depth);
  return field.fieldKind === "list" && one ? fc.array(one, { maxLength: 3 }) : one;
}

function singleOf(field: Exclude<DescField, { fieldKind: "map" }>, depth: number): fc.Arbitrary<unknown> | undefined {
  if (field.message) return depth === 0 ? undefined : initOf(field.message, depth - 1);
  if (field.enum) return fc.oneof(fc.constantFrom(...field.enum.values.map(({ number }) => number)), fc.constant(977));
  return scalars[field.scalar];
}

const text = fc.oneof(fc.string({ unit: "binary" }), fc.constant(""));
const large = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.constant(0n));
const positive = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.constant(0n));
const small = fc.oneof(fc.integer(), fc.constant(0));
const scalars: Partial<Record<ScalarType, fc.Arbitrary<unknown>>> = {
  [ScalarType.STRING]: text,
  [ScalarType.BOOL]: fc.boolean(),
  [ScalarType.INT32]: small,
  [ScalarType.SINT32]: small,
  [ScalarType.UINT32]: fc.nat(),
  [ScalarType.INT64]: large,
  [ScalarType.SINT64]: large,
  [ScalarType.UINT64]: positive,
  [ScalarType.DOUBLE]: fc.double(),
  [ScalarType.BYTES]: fc.uint8Array({ maxLength: 9 }),
};
