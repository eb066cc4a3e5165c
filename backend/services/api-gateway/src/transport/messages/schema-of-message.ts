import { type DescEnum, type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { z } from "zod";
import { enumNames } from "#transport/messages/enum-names";
import { Instant, Money } from "#transport/schemas/common";

/** What is written under a route: an answer holds every field, a request those that it needs. */
export type Direction = "request" | "answer";

/**
 * The schema of a service's message as this API writes it: amounts and times as everywhere else, numbers instead of 64 bits, names instead of
 * numbers for what is one of several. A message that an answer does not have is null.
 */
export function schemaOfMessage(desc: DescMessage, direction: Direction): z.ZodObject {
  const known = made[direction].get(desc);
  if (known) return known;
  const shape = Object.fromEntries(
    desc.fields.map((field) => [field.localName, direction === "answer" ? answered(field) : asked(field)]),
  );
  const schema = (direction === "answer" ? z.object(shape) : z.strictObject(shape)).meta({
    id: `${nameOf(desc)}${direction === "request" ? "Asked" : ""}`,
  });
  made[direction].set(desc, schema);
  return schema;
}

const made = { request: new Map<DescMessage, z.ZodObject>(), answer: new Map<DescMessage, z.ZodObject>() };

/** `beacom.admin.v1.AuditEntry` is AdminAuditEntry: services name things without looking at each other. */
function nameOf({ typeName }: DescMessage): string {
  const [, area = "", , ...names] = typeName.split(".");
  return `${area.charAt(0).toUpperCase()}${area.slice(1)}${names.join("")}`;
}

function asked(field: DescField): z.ZodType {
  const schema = ofField(field, "request");
  return field.fieldKind === "message" ? schema.nullish() : schema.optional();
}

function answered(field: DescField): z.ZodType {
  const schema = ofField(field, "answer");
  if (field.oneof) return schema.optional();
  return field.fieldKind === "message" ? schema.nullable() : schema;
}

function ofField(field: DescField, direction: Direction): z.ZodType {
  switch (field.fieldKind) {
    case "list": {
      const item = z.array(
        field.listKind === "message"
          ? ofMessage(field.message, direction)
          : field.listKind === "enum"
            ? ofEnum(field.enum)
            : ofScalar(field.scalar, direction),
      );
      return direction === "request" ? item.max(mostInList) : item;
    }
    case "map":
      return z.record(
        z.string(),
        field.mapKind === "message"
          ? ofMessage(field.message, direction)
          : field.mapKind === "enum"
            ? ofEnum(field.enum)
            : ofScalar(field.scalar, direction),
      );
    case "message":
      return ofMessage(field.message, direction);
    case "enum":
      return ofEnum(field.enum);
    default:
      return ofScalar(field.scalar, direction);
  }
}

const mostInList = 20_000;
const mostInText = 20_000;
/** 5 MB in base 64. */
const mostInFile = 7_000_000;

function ofMessage(desc: DescMessage, direction: Direction): z.ZodType {
  if (desc.typeName === "google.protobuf.Timestamp") return Instant;
  if (desc.typeName === "beacom.common.v1.Money") return Money;
  if (desc.typeName === "google.protobuf.Struct") return z.record(z.string(), z.unknown());
  return schemaOfMessage(desc, direction);
}

const ofEnum = (desc: DescEnum): z.ZodType => z.enum(enumNames(desc).names as [string, ...string[]]);

function ofScalar(scalar: ScalarType, direction: Direction): z.ZodType {
  switch (scalar) {
    case ScalarType.BOOL:
      return z.boolean();
    case ScalarType.BYTES:
      return direction === "request" ? z.base64().max(mostInFile) : z.string().meta({ description: "Base 64" });
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return z.number();
    case ScalarType.STRING:
      return direction === "request"
        ? z
            .string()
            .max(mostInText)
            .regex(/^[\P{Cc}\n\r\t]*$/u, "holds control characters")
        : z.string();
    case ScalarType.UINT32:
      return z.int().min(0).max(4_294_967_295);
    case ScalarType.UINT64:
      return z.int().min(0);
    case ScalarType.INT32:
      return z.int().min(-2_147_483_648).max(2_147_483_647);
    default:
      return z.int();
  }
}
