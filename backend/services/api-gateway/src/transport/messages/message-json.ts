import { create, type DescField, type DescMessage, type Message, ScalarType } from "@bufbuild/protobuf";
import { type Timestamp, timestampDate, timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { Money } from "@beacom/proto/common/v1/common";
import { moneyJson } from "#application/from-proto";
import { enumNames } from "#transport/messages/enum-names";

type Values = Record<string, unknown>;

/** A service's message as `schemaOfMessage` describes it. */
export function jsonOfMessage(desc: DescMessage, message: Message): Values {
  const json: Values = {};
  for (const field of desc.fields) {
    const { oneof, localName } = field;
    if (oneof) {
      const chosen = (message as unknown as Values)[oneof.localName] as { case?: string; value?: unknown };
      if (chosen.case === localName) json[localName] = jsonOfField(field, chosen.value);
    } else json[localName] = jsonOfField(field, (message as unknown as Values)[localName]);
  }
  return json;
}

/** The message that was asked with. What is left out is as if it had been empty. */
export function messageOfJson<D extends DescMessage>(desc: D, json: Values) {
  const init: Values = {};
  for (const field of desc.fields) {
    const { oneof, localName } = field;
    const given = json[localName];
    if (given === undefined || given === null) continue;
    const value = valueOfField(field, given);
    if (oneof) init[oneof.localName] = { case: localName, value };
    else init[localName] = value;
  }
  return create(desc, init as never);
}

function jsonOfField(field: DescField, value: unknown): unknown {
  switch (field.fieldKind) {
    case "list":
      return (value as unknown[]).map((item) => jsonOfOne(field, item));
    case "map":
      return Object.fromEntries(Object.entries(value as Values).map(([name, item]) => [name, jsonOfOne(field, item)]));
    default:
      return jsonOfOne(field, value);
  }
}

function jsonOfOne({ message, enum: choice, scalar }: DescField, value: unknown): unknown {
  if (message) {
    if (value === undefined) return null;
    if (message.typeName === "google.protobuf.Timestamp") return timestampDate(value as Timestamp).toISOString();
    if (message.typeName === "beacom.common.v1.Money") return moneyJson(value as Money);
    if (message.typeName === "google.protobuf.Struct") return value;
    return jsonOfMessage(message, value as Message);
  }
  if (choice) return enumNames(choice).nameOf(value as number);
  if (scalar === ScalarType.BYTES) return Buffer.from(value as Uint8Array).toString("base64");
  return typeof value === "bigint" ? Number(value) : value;
}

function valueOfField(field: DescField, given: unknown): unknown {
  switch (field.fieldKind) {
    case "list":
      return (given as unknown[]).map((item) => valueOfOne(field, item));
    case "map":
      return Object.fromEntries(Object.entries(given as Values).map(([name, item]) => [name, valueOfOne(field, item)]));
    default:
      return valueOfOne(field, given);
  }
}

function valueOfOne({ message, enum: choice, scalar }: DescField, given: unknown): unknown {
  if (message) {
    if (message.typeName === "google.protobuf.Timestamp") return timestampFromDate(new Date(given as string));
    if (message.typeName === "beacom.common.v1.Money") {
      const { minorUnits, currency } = given as { minorUnits: number; currency: string };
      return { minorUnits: BigInt(minorUnits), currency };
    }
    if (message.typeName === "google.protobuf.Struct") return given;
    return messageOfJson(message, given as Values);
  }
  if (choice) return enumNames(choice).numberOf(given as string);
  if (scalar === ScalarType.BYTES) return Buffer.from(given as string, "base64");
  return isWide(scalar) ? BigInt(given as number) : given;
}

const wide = new Set([ScalarType.INT64, ScalarType.UINT64, ScalarType.SINT64, ScalarType.FIXED64, ScalarType.SFIXED64]);
const isWide = (scalar: ScalarType | undefined): boolean => scalar !== undefined && wide.has(scalar);
