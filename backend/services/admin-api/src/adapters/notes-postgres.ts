import type { Sql, Tx } from "@beacom/postgres";
import { actsIn } from "#adapters/acts-audited";
import type { NoteRecords, NoteVersion, NoteViews } from "#application/notes";
import type { Note, NoteContent } from "#domain/notes";

type Row = {
  note_id: string;
  customer_id: string;
  written_by: string;
  written_at: Date;
  is_pinned: boolean;
  version: number;
  erased_by: string | null;
  erased_at: Date | null;
  said: string | null;
  said_by: string;
  said_at: Date;
};

export const notesIn = (tx: Tx): NoteRecords => ({
  async add(note, addKey) {
    const { noteId, customerId, writtenBy, writtenAt, isPinned, version, content } = note;
    const added = await tx`
      insert into notes (note_id, customer_id, written_by, written_at, is_pinned, version, add_key)
      values (${noteId}, ${customerId}, ${writtenBy}, ${writtenAt}, ${isPinned}, ${version}, ${addKey})
      on conflict (add_key) do nothing`;
    if (added.count === 0) return false;
    await keepVersion(tx, note, content);
    return true;
  },
  async addedAs(addKey) {
    const [row] = await tx<Row[]>`${notesSaid(tx)} where n.add_key = ${addKey}`;
    return row && noteOf(row);
  },
  async find(noteId) {
    const [row] = await tx<Row[]>`${notesSaid(tx)} where n.note_id = ${noteId} for update of n`;
    return row && noteOf(row);
  },
  async keptOf(customerId) {
    const rows = await tx<Row[]>`
      ${notesSaid(tx)} where n.customer_id = ${customerId} and n.erased_at is null order by n.note_id for update of n`;
    return rows.map(noteOf);
  },
  async save(note) {
    const { noteId, isPinned, version, content } = note;
    const [erasedBy, erasedAt] = content.state === "erased" ? [content.by, content.at] : [null, null];
    await tx`
      update notes set is_pinned = ${isPinned}, version = ${version}, erased_by = ${erasedBy}, erased_at = ${erasedAt}
      where note_id = ${noteId}`;
    if (content.state === "erased") await tx`update note_versions set said = null where note_id = ${noteId}`;
    else await keepVersion(tx, note, content);
  },
  tell: actsIn(tx),
});

async function keepVersion(
  tx: Tx,
  { noteId, version, writtenBy, writtenAt }: Note,
  content: NoteContent,
): Promise<void> {
  if (content.state !== "kept") return;
  await tx`
    insert into note_versions (note_id, version, said, written_by, written_at)
    values (${noteId}, ${version}, ${content.text}, ${content.editedBy ?? writtenBy}, ${content.editedAt ?? writtenAt})
    on conflict (note_id, version) do nothing`;
}

export const noteViewsIn = (sql: Sql): NoteViews => ({
  async page({ customerId, onlyPinned, before, limit }) {
    const rows = await sql<Row[]>`
      ${notesSaid(sql)}
      where n.customer_id = ${customerId}
        ${onlyPinned ? sql`and n.is_pinned` : sql``}
        ${before === undefined ? sql`` : sql`and n.note_id < ${before}`}
      order by n.note_id desc limit ${limit}`;
    return rows.map(noteOf);
  },
  async versions(noteId) {
    const rows = await sql<(NoteVersion & { text: string | null })[]>`
      select version, said as text, written_by as "writtenBy", written_at as "writtenAt"
      from note_versions where note_id = ${noteId} order by version`;
    return rows.map((row) => ({ ...row, text: row.text ?? "" }));
  },
});

/** Every note with its last version. */
const notesSaid = (sql: Sql | Tx) => sql`
  select n.note_id, n.customer_id, n.written_by, n.written_at, n.is_pinned, n.version, n.erased_by, n.erased_at,
    v.said, v.written_by as said_by, v.written_at as said_at
  from notes n join note_versions v using (note_id, version)`;

function noteOf(row: Row): Note {
  return {
    noteId: row.note_id,
    customerId: row.customer_id,
    writtenBy: row.written_by,
    writtenAt: row.written_at,
    isPinned: row.is_pinned,
    version: row.version,
    content: contentOf(row),
  };
}

function contentOf({ version, said, said_by, said_at, erased_by, erased_at }: Row): NoteContent {
  if (erased_by !== null && erased_at !== null) return { state: "erased", by: erased_by, at: erased_at };
  const isEdited = version > 1;
  return { state: "kept", text: said ?? "", editedBy: isEdited ? said_by : null, editedAt: isEdited ? said_at : null };
}
