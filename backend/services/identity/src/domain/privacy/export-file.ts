import type { Json } from "#domain/events";

export type ExportSection = { title: string; rows: { [label: string]: Json }[]; leftOut: number };
/** What one service has; undefined when it did not answer. */
export type ExportPart = { from: string; sections: ExportSection[] | undefined };

/** A file that a person can read, and a program too: JSON in UTF-8, with sentences where something has to be said. */
export function exportFile({
  customerId,
  at,
  parts,
}: {
  customerId: string;
  at: Date;
  parts: readonly ExportPart[];
}): Uint8Array {
  const missing = parts.filter(({ sections }) => !sections).map(({ from }) => from);
  const file = {
    about:
      "All personal data that we keep about you, as the Protection of Personal Information Act (section 23) lets you ask for.",
    customer: customerId,
    madeAt: at.toISOString(),
    "how to read this":
      "Each section is one kind of record. Times are in UTC, amounts in cents. Passwords, codes and keys are not in it, because they are kept in a form that nobody can read. Copies of your identity papers are listed, and can be asked for.",
    ...(missing.length > 0 && {
      "not included": `These parts of the system did not answer, and their records are missing: ${missing.join(", ")}. Please ask again.`,
    }),
    sections: parts.flatMap(({ from, sections = [] }) =>
      sections.map(({ title, rows, leftOut }) => ({
        "kept by": from,
        title,
        ...(leftOut > 0 && { note: `${leftOut} more records are not shown here; please ask for them.` }),
        records: rows,
      })),
    ),
  };
  return new TextEncoder().encode(`${JSON.stringify(file, undefined, 2)}\n`);
}
