import { type DescField, type DescMessage, type JsonObject, type JsonValue, ScalarType } from "@bufbuild/protobuf";
import type { Known } from "./sample.ts";

/** A message in its JSON form with every field filled in, by name where a name is known; of a choice the first. */
export function messageJson({ fields }: DescMessage, known: Known, depth = 0): JsonObject {
  if (depth > 5) return {};
  const chosen = fields.filter((field) => field.oneof === undefined || field.oneof.fields[0] === field);
  return Object.fromEntries(chosen.map((field) => [field.jsonName, valueOf(field, known, depth)]));
}

function valueOf(field: DescField, known: Known, depth: number): JsonValue {
  switch (field.fieldKind) {
    case "map":
      return {};
    case "list": {
      const { listKind } = field;
      if (listKind === "message") return [messageValue(field.message, known, depth)];
      return [listKind === "enum" ? enumValue(field) : scalarValue(field.scalar, field.localName, known)];
    }
    case "message":
      return messageValue(field.message, known, depth);
    case "enum":
      return enumValue(field);
    default:
      return scalarValue(field.scalar, field.localName, known);
  }
}

/** Messages with a JSON form of their own. */
const ofTheirOwn: Readonly<Record<string, JsonValue>> = {
  "google.protobuf.Timestamp": "2030-01-01T00:00:00Z",
  "google.protobuf.Duration": "60s",
  "google.protobuf.Struct": {},
};

const messageValue = (desc: DescMessage, known: Known, depth: number): JsonValue =>
  ofTheirOwn[desc.typeName] ?? messageJson(desc, known, depth + 1);

const enumValue = ({ enum: { values } }: Extract<DescField, { enum: object }>) => values[1]?.number ?? 0;

function scalarValue(scalar: ScalarType, name: string, known: Known): JsonValue {
  if (scalar === ScalarType.BOOL) return true;
  if (scalar === ScalarType.BYTES) return "";
  if (scalar !== ScalarType.STRING) return 1;
  const value = known[name];
  return typeof value === "string" ? value : "x";
}
