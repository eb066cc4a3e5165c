import { ok, type Result, refuse } from "@beacom/result";
import type { Clock } from "@beacom/time";
import type { Act, Tell } from "#application/act";
import {
  checkNoteText,
  decideNote,
  type Note,
  type NoteCommand,
  type NoteRefusal,
  type NoteTextRefusal,
} from "#domain/notes";

/** What one transaction reads and writes. */
export type NoteRecords = {
  /** False if something was added under the key before. */
  add(note: Note, addKey: string): Promise<boolean>;
  addedAs(addKey: string): Promise<Note | undefined>;
  /** Held for this transaction: whoever changes it too waits. */
  find(noteId: string): Promise<Note | undefined>;
  /** A version that is new becomes part of the history; of an erased note all of it goes. */
  save(note: Note): Promise<void>;
  keptOf(customerId: string): Promise<readonly Note[]>;
  readonly tell: Tell;
};
export type NoteVersion = {
  readonly version: number;
  readonly text: string;
  readonly writtenBy: string;
  readonly writtenAt: Date;
};
/** What is only read. */
export type NoteViews = {
  page(wanted: {
    customerId: string;
    onlyPinned: boolean;
    before: string | undefined;
    limit: number;
  }): Promise<readonly Note[]>;
  versions(noteId: string): Promise<readonly NoteVersion[]>;
};
type Ports = {
  readonly inTransaction: <T>(work: (records: NoteRecords) => Promise<T>) => Promise<T>;
  readonly newId: { readonly note: () => string; readonly entry: () => string };
  readonly clock: Clock;
};

export type AddNoteRefusal = NoteTextRefusal | { readonly kind: "idempotency-key-missing" | "idempotency-key-reused" };
export type AddNote = (command: {
  readonly customerId: string;
  readonly text: string;
  readonly isPinned: boolean;
  readonly idempotencyKey: string;
  readonly act: Act;
}) => Promise<Result<Note, AddNoteRefusal>>;

/** Writes a note once for the key and the person. */
export const addNoteWith =
  ({ inTransaction, newId, clock }: Ports): AddNote =>
  async ({ customerId, text, isPinned, idempotencyKey, act }) => {
    const checked = checkNoteText(text);
    if (!checked.ok) return checked;
    if (idempotencyKey === "") return refuse({ kind: "idempotency-key-missing" });
    const at = clock();
    const note: Note = {
      noteId: newId.note(),
      customerId,
      writtenBy: act.who.id,
      writtenAt: at,
      isPinned,
      version: 1,
      content: { state: "kept", text: checked.value, editedBy: null, editedAt: null },
    };
    const addKey = `${act.who.id}:${idempotencyKey}`;
    return inTransaction(async (records) => {
      if (await records.add(note, addKey)) {
        await records.tell({ act, ...toldOf("note.added", null, note), why: "", at, entryId: newId.entry() });
        return ok(note);
      }
      const before = await records.addedAs(addKey);
      // An edited or erased note is still the one that was added: only whom it is about cannot have changed.
      return before?.customerId === customerId ? ok(before) : refuse({ kind: "idempotency-key-reused" });
    });
  };

export type ChangeNoteRefusal = NoteRefusal | { readonly kind: "note-unknown" };
export type ChangeNote = (command: {
  readonly noteId: string;
  readonly change: NoteCommand;
  readonly act: Act;
}) => Promise<Result<Note, ChangeNoteRefusal>>;

export const changeNoteWith =
  ({ inTransaction, newId, clock }: Ports): ChangeNote =>
  ({ noteId, change, act }) =>
    inTransaction(async (records) => {
      const at = clock();
      const note = await records.find(noteId);
      if (!note) return refuse({ kind: "note-unknown" });
      const decided = decideNote(note, change, at);
      if (!decided.ok) return decided;
      await records.save(decided.value);
      const why = change.type === "erase" ? change.reason.trim() : "";
      await records.tell({ act, ...toldOf(done[change.type], note, decided.value), why, at, entryId: newId.entry() });
      return decided;
    });

export type EraseNotesOf = (command: {
  readonly customerId: string;
  readonly reason: string;
  readonly act: Act;
}) => Promise<Result<number, NoteRefusal>>;

/** Everything that was ever noted about a customer who is to be forgotten, at once. */
export const eraseNotesOfWith =
  ({ inTransaction, newId, clock }: Ports): EraseNotesOf =>
  ({ customerId, reason, act }) =>
    inTransaction(async (records) => {
      const at = clock();
      if (reason.trim() === "") return refuse({ kind: "reason-missing" });
      const notes = await records.keptOf(customerId);
      for (const note of notes) {
        const erased = decideNote(note, { type: "erase", reason, by: act.who.id }, at);
        if (!erased.ok) return erased;
        await records.save(erased.value);
        const told = toldOf("note.erased", note, erased.value);
        await records.tell({ act, ...told, why: reason.trim(), at, entryId: newId.entry() });
      }
      return ok(notes.length);
    });

const done = { edit: "note.edited", pin: "note.pinned", erase: "note.erased" } as const;

/** Never what it said: the log keeps what it was told, and a note must be erasable. */
const toldOf = (what: string, before: Note | null, after: Note) => ({
  what,
  whom: { kind: "customer", id: after.customerId },
  before: before && outlineOf(before),
  after: outlineOf(after),
});
const outlineOf = ({ noteId, version, isPinned, content }: Note) => ({
  noteId,
  version,
  isPinned,
  ...(content.state === "kept" ? { characters: content.text.length } : { isErased: true }),
});
