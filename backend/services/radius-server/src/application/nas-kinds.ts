import type { Dictionary } from "@beacom/radius";
import { type Result, ok, refuse } from "@beacom/result";
import { z } from "zod";
import { type DefinitionRefusal, isKnown, problemsOf } from "#application/access-profiles";
import { nasKindOf } from "#domain/policy/kinds";
import { formats, type NasKind } from "#domain/policy/nas-kind";

const template = z.strictObject({ attribute: z.string().min(1), value: z.string().min(1).max(500) });
const grants = z.enum([
  "rate",
  "burst",
  "list",
  "listLeft",
  "session",
  "idle",
  "interim",
  "address",
  "nasPool",
  "prefix",
  "prefixNasPool",
  "delegated",
  "delegatedNasPool",
]);

const definition = z.strictObject({
  title: z.string().max(200).default(""),
  grants: z.partialRecord(grants, z.array(template).max(20)).default({}),
  dynamicAuthorization: z
    .strictObject({
      port: z.number().int().min(1).max(65_535).optional(),
      changesSessions: z.enum(["yes", "no"]).optional(),
      session: z.array(template).min(1).max(20).optional(),
      needs: z.array(z.string()).max(10).optional(),
    })
    .default({}),
  deviceApi: z.enum(["routeros"]).optional(),
});

/** Reads a make of NAS as an operator writes it; every attribute and every field must be known. */
export function readNasKind(name: string, json: unknown, dictionary: Dictionary): Result<NasKind, DefinitionRefusal> {
  const parsed = definition.safeParse(json);
  if (!parsed.success) return refuse({ kind: "definition-not-valid", problems: problemsOf(parsed.error) });
  const { title, grants: granted, dynamicAuthorization, deviceApi } = parsed.data;
  const templates = [...Object.values(granted).flat(), ...(dynamicAuthorization.session ?? [])];
  const problems = templates.flatMap(({ attribute, value }) => [
    ...(isKnown(attribute, dictionary) ? [] : [`no attribute is called ${attribute}`]),
    ...unknownFormats(value),
  ]);
  if (problems.length > 0) return refuse({ kind: "definition-not-valid", problems });
  const { port, changesSessions, session, needs } = dynamicAuthorization;
  return ok(
    nasKindOf({
      name,
      title,
      grants: granted,
      dynamicAuthorization: {
        ...(port !== undefined && { port }),
        ...(changesSessions && { changesSessions }),
        ...(session && { session }),
        ...(needs && { needs }),
      },
      ...(deviceApi && { deviceApi }),
    }),
  );
}

function unknownFormats(value: string): string[] {
  const used = [...value.matchAll(/\{\w+:(\w+)\}/g)].map(([, format = ""]) => format);
  return used.filter((format) => !(format in formats)).map((format) => `no format is called ${format}`);
}
