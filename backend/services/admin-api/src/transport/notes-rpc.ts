import { isId } from "@beacom/ids";
import type { NotesService } from "@beacom/proto/admin/v1/notes";
import { requirePermission } from "@beacom/runtime";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import type {
  AddNote,
  AddNoteRefusal,
  ChangeNote,
  ChangeNoteRefusal,
  EraseNotesOf,
  NoteViews,
} from "#application/notes";
import type { Note } from "#domain/notes";
import { refusalsOf } from "#transport/refusals-told";
import { actOf, pageOf } from "#transport/staff-acts";

const permission = "customers.notes";

const codes = {
  "idempotency-key-missing": Code.InvalidArgument,
  "idempotency-key-reused": Code.AlreadyExists,
  "note-changed-meanwhile": Code.Aborted,
  "note-empty": Code.InvalidArgument,
  "note-erased": Code.FailedPrecondition,
  "note-not-plain": Code.InvalidArgument,
  "note-of-another": Code.PermissionDenied,
  "note-too-long": Code.InvalidArgument,
  "note-unknown": Code.NotFound,
  "nothing-changed": Code.FailedPrecondition,
  "reason-missing": Code.InvalidArgument,
} satisfies Record<(AddNoteRefusal | ChangeNoteRefusal)["kind"], Code>;

export function notesRpc({
  views,
  add,
  change,
  eraseOf,
}: {
  readonly views: NoteViews;
  readonly add: AddNote;
  readonly change: ChangeNote;
  readonly eraseOf: EraseNotesOf;
}): ServiceImpl<typeof NotesService> {
  const answered = refusalsOf(codes);
  return {
    async addNote({ customerId, text, pinned, idempotencyKey }, context) {
      const act = actOf(context, permission);
      const note = { customerId: customerAsked(customerId), text, isPinned: pinned, idempotencyKey, act };
      return messageOf(answered(await add(note)));
    },
    async editNote({ noteId, text, expectedVersion }, context) {
      const act = actOf(context, permission);
      const edit = { type: "edit", text, expectedVersion, by: act.who.id } as const;
      return messageOf(answered(await change({ noteId, change: edit, act })));
    },
    async pinNote({ noteId, pinned }, context) {
      const act = actOf(context, permission);
      return messageOf(answered(await change({ noteId, change: { type: "pin", isPinned: pinned }, act })));
    },
    async eraseNote({ noteId, reason }, context) {
      const act = actOf(context, permission);
      return messageOf(answered(await change({ noteId, change: { type: "erase", reason, by: act.who.id }, act })));
    },
    async eraseNotesOf({ customerId, reason }, context) {
      const act = actOf(context, permission);
      return { erased: answered(await eraseOf({ customerId: customerAsked(customerId), reason, act })) };
    },
    async listNotes({ customerId, cursor, limit, onlyPinned }, context) {
      requirePermission(context, permission);
      if (cursor !== "" && !isId("note", cursor)) throw new ConnectError("cursor-unknown", Code.InvalidArgument);
      const size = pageOf(limit);
      const before = cursor === "" ? undefined : cursor;
      const notes = await views.page({ customerId: customerAsked(customerId), onlyPinned, before, limit: size + 1 });
      const shown = notes.slice(0, size);
      const nextCursor = notes.length > size ? (shown.at(-1)?.noteId ?? "") : "";
      return { notes: shown.map(messageOf), page: { nextCursor } };
    },
    async listNoteVersions({ noteId }, context) {
      requirePermission(context, permission);
      const versions = await views.versions(noteId);
      if (versions.length === 0) throw new ConnectError("note-unknown", Code.NotFound);
      return { versions: versions.map((said) => ({ ...said, writtenAt: timestampFromDate(said.writtenAt) })) };
    },
  };
}

function customerAsked(customerId: string): string {
  if (!isId("customer", customerId)) throw new ConnectError("customer-not-valid", Code.InvalidArgument);
  return customerId;
}

function messageOf({ noteId, customerId, writtenBy, writtenAt, isPinned, version, content }: Note) {
  const note = { noteId, customerId, pinned: isPinned, version, writtenBy, writtenAt: timestampFromDate(writtenAt) };
  if (content.state === "erased") return { ...note, erasedBy: content.by, erasedAt: timestampFromDate(content.at) };
  const { text, editedBy, editedAt } = content;
  return { ...note, text, editedBy: editedBy ?? "", ...(editedAt && { editedAt: timestampFromDate(editedAt) }) };
}
