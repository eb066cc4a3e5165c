import { ok, type Result, refuse } from "@beacom/result";

/** What staff wrote down about a customer, for each other to read. */
export type Note = {
  readonly noteId: string;
  readonly customerId: string;
  readonly writtenBy: string;
  readonly writtenAt: Date;
  readonly isPinned: boolean;
  /** From 1 on; each edit is the next. */
  readonly version: number;
  readonly content: NoteContent;
};
/** Erased for good (POPIA, section 24): that there was a note stays known, and what it said does not. */
export type NoteContent =
  | { readonly state: "kept"; readonly text: string; readonly editedBy: string | null; readonly editedAt: Date | null }
  | { readonly state: "erased"; readonly by: string; readonly at: Date };

export type NoteCommand =
  | { readonly type: "edit"; readonly text: string; readonly expectedVersion: number; readonly by: string }
  | { readonly type: "pin"; readonly isPinned: boolean }
  | { readonly type: "erase"; readonly reason: string; readonly by: string };
export type NoteTextRefusal = { readonly kind: "note-empty" | "note-too-long" | "note-not-plain" };
export type NoteRefusal =
  | NoteTextRefusal
  | { readonly kind: "note-erased" | "note-of-another" | "nothing-changed" | "reason-missing" }
  | { readonly kind: "note-changed-meanwhile"; readonly version: number };

const longestNote = 4_000;

/** The text as it is kept. */
export function checkNoteText(text: string): Result<string, NoteTextRefusal> {
  const trimmed = text.replaceAll("\r\n", "\n").trim();
  if (trimmed === "") return refuse({ kind: "note-empty" });
  if (trimmed.length > longestNote) return refuse({ kind: "note-too-long" });
  return /[^\P{Cc}\n\t]|\p{Cs}/u.test(trimmed) ? refuse({ kind: "note-not-plain" }) : ok(trimmed);
}

export function decideNote(note: Note, command: NoteCommand, at: Date): Result<Note, NoteRefusal> {
  const { content } = note;
  if (content.state === "erased") return refuse({ kind: "note-erased" });
  switch (command.type) {
    case "edit": {
      // Else words would stand under a name that never wrote them.
      if (command.by !== note.writtenBy) return refuse({ kind: "note-of-another" });
      if (command.expectedVersion !== note.version)
        return refuse({ kind: "note-changed-meanwhile", version: note.version });
      const text = checkNoteText(command.text);
      if (!text.ok) return text;
      if (text.value === content.text) return refuse({ kind: "nothing-changed" });
      const edited = { state: "kept", text: text.value, editedBy: command.by, editedAt: at } as const;
      return ok({ ...note, version: note.version + 1, content: edited });
    }
    case "pin":
      return note.isPinned === command.isPinned
        ? refuse({ kind: "nothing-changed" })
        : ok({ ...note, isPinned: command.isPinned });
    case "erase":
      if (command.reason.trim() === "") return refuse({ kind: "reason-missing" });
      return ok({ ...note, isPinned: false, content: { state: "erased", by: command.by, at } });
    default:
      return command satisfies never;
  }
}
