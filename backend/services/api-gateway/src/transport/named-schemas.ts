type Described = { paths?: unknown; components?: { schemas?: Record<string, unknown> } };

/** The document without schemas that no operation leads to: each is written for requests and for answers, and most are needed for one of them. */
export function onlyNamedSchemas<D extends Described>(document: D): D {
  const schemas = document.components?.schemas ?? {};
  const named = new Set<string>();
  const waiting: unknown[] = [document.paths];
  while (waiting.length > 0) {
    const part = waiting.pop();
    if (typeof part !== "object" || part === null) continue;
    for (const [name, value] of Object.entries(part)) {
      const schema = name === "$ref" && typeof value === "string" ? value.split("/").at(-1)! : undefined;
      if (schema !== undefined && !named.has(schema)) {
        named.add(schema);
        waiting.push(schemas[schema]);
      } else if (typeof value === "object") waiting.push(value);
    }
  }
  const kept = Object.fromEntries(Object.entries(schemas).filter(([name]) => named.has(name)));
  return { ...document, components: { ...document.components, schemas: kept } };
}
