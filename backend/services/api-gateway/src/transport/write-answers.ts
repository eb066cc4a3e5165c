import fastJson from "fast-json-stringify";
import type { FastifySerializerCompiler } from "fastify";
import { z } from "zod";

/**
 * Answers are written by code that is made from their schema once: only what the schema names leaves this process, in a fraction of the time
 * that it takes to check every value against it. Inputs are checked; what services answer has types.
 */
export const writeAnswers: FastifySerializerCompiler<z.ZodType> = ({ schema }) => {
  const described = z.toJSONSchema(schema, { io: "output", target: "draft-7", unrepresentable: "any" });
  return fastJson(written(described) as Parameters<typeof fastJson>[0]);
};

type Json = { [name: string]: unknown };

/** What a writer needs of a schema. Choices cost a check of each branch, so `nullable` stands for the choice between something and null. */
function written(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(written);
  if (!isJson(schema)) return schema;
  const { anyOf, ...rest } = schema;
  const kept = Object.fromEntries(
    Object.entries(rest)
      .filter(([name]) => !checks.has(name))
      .map(([name, value]) => [name, maps.has(name) && isJson(value) ? eachOf(value) : written(value)]),
  );
  if (!Array.isArray(anyOf)) return kept;
  const branches = anyOf.filter((branch) => isJson(branch) && branch["type"] !== "null").map(written);
  const [only] = branches;
  const canBeInPlace = branches.length === 1 && branches.length < anyOf.length && isJson(only) && !("$ref" in only);
  return canBeInPlace ? { ...kept, ...only, nullable: true } : { ...kept, anyOf: anyOf.map(written) };
}

const eachOf = (named: Json): Json =>
  Object.fromEntries(Object.entries(named).map(([name, schema]) => [name, written(schema)]));

const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

/** Whose names are those of fields, not of the language of schemas. */
const maps = new Set(["properties", "definitions", "patternProperties"]);
/** Of what comes in, not of how it is written. */
const checks = new Set([
  "format",
  "pattern",
  "description",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "examples",
]);
