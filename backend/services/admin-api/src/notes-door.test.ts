import assert from "node:assert/strict";
import { newId } from "@beacom/ids";
import { NotesService } from "@beacom/proto/admin/v1/notes";
import { type Client, Code } from "@connectrpc/connect";
import { afterAll, beforeAll, test } from "vitest";
import { type OpenPart, openPart, refused } from "#acts-fixture";
import { notes } from "#notes";

let part: OpenPart;
let client: Client<typeof NotesService>;
let keys = 0;
const key = () => `key-${++keys}`;

beforeAll(async () => {
  part = await openPart({
    offers: [NotesService],
    start: ({ sql, clock }) => ({ ...notes({ sql, clock }), close: async () => undefined }),
  });
  client = part.peers.client(NotesService);
});
afterAll(() => part.close());

const thandi = () => part.staff("stf_thandi", "customers.notes");
const sipho = () => part.staff("stf_sipho", "customers.notes");
const added = (customerId: string, text: string, pinned = false) =>
  client.addNote({ customerId, text, pinned, idempotencyKey: key() }, thandi());

test("notes are listed newest first, page by page, and those that are pinned alone", async () => {
  const customerId = newId("customer");
  for (let n = 1; n <= 5; n++) {
    part.time.now = new Date(part.time.now.getTime() + 1_000);
    await added(customerId, `note ${n}`, n === 2);
  }
  const first = await client.listNotes({ customerId, limit: 3 }, thandi());
  const second = await client.listNotes({ customerId, limit: 3, cursor: first.page?.nextCursor ?? "" }, sipho());
  const texts = [...first.notes, ...second.notes].map(({ text }) => text);
  assert.deepEqual(texts, ["note 5", "note 4", "note 3", "note 2", "note 1"]);
  assert.equal(second.page?.nextCursor, "");
  const pinned = await client.listNotes({ customerId, onlyPinned: true }, thandi());
  assert.deepEqual(
    pinned.notes.map(({ text }) => text),
    ["note 2"],
  );
});

test("a note that is added twice with one key is one note, and the key is good for no other customer", async () => {
  const note = { customerId: newId("customer"), text: "Call back.", idempotencyKey: key() };
  const [one, two] = await Promise.all([client.addNote(note, thandi()), client.addNote(note, thandi())]);
  assert.equal(one.noteId, two.noteId);
  const other = { ...note, customerId: newId("customer") };
  await refused(client.addNote(other, thandi()), "idempotency-key-reused", Code.AlreadyExists);
  await refused(
    client.addNote({ ...note, idempotencyKey: "" }, thandi()),
    "idempotency-key-missing",
    Code.InvalidArgument,
  );
});

test("an edit keeps what was there before, and refuses to overwrite another's", async () => {
  const { noteId } = await added(newId("customer"), "Gate code 1234");
  const edit = { noteId, text: "Ring at the gate.", expectedVersion: 1 };
  await refused(client.editNote(edit, sipho()), "note-of-another", Code.PermissionDenied);
  assert.equal((await client.editNote(edit, thandi())).version, 2);
  await refused(client.editNote({ ...edit, text: "Ring twice." }, thandi()), "note-changed-meanwhile", Code.Aborted, {
    version: 2,
  });
  const { versions } = await client.listNoteVersions({ noteId }, sipho());
  assert.deepEqual(
    versions.map(({ text }) => text),
    ["Gate code 1234", "Ring at the gate."],
  );
});

test("of two edits of one version only one is made", async () => {
  const { noteId } = await added(newId("customer"), "first");
  const edits = ["second", "third"].map((text) => client.editNote({ noteId, text, expectedVersion: 1 }, thandi()));
  const made = (await Promise.allSettled(edits)).filter(({ status }) => status === "fulfilled");
  assert.equal(made.length, 1);
});

test("what is erased is nowhere any more, not in its history and not in the audit log", async () => {
  const customerId = newId("customer");
  const secret = "has-a-rare-illness";
  const { noteId } = await added(customerId, secret, true);
  await client.editNote({ noteId, text: `${secret} still`, expectedVersion: 1 }, thandi());
  const erased = await client.eraseNote({ noteId, reason: "the customer asked" }, sipho());
  assert.deepEqual([erased.text, erased.pinned, erased.erasedBy], ["", false, "stf_sipho"]);
  await refused(client.eraseNote({ noteId, reason: "again" }, sipho()), "note-erased", Code.FailedPrecondition);
  const { versions } = await client.listNoteVersions({ noteId }, thandi());
  assert.deepEqual(
    versions.map(({ text }) => text),
    ["", ""],
  );
  for (const table of ["notes", "note_versions", "audit_entries"]) {
    const [row] = await part.database.sql`
      select count(*)::int as count from ${part.database.sql(table)} t where t::text like ${`%${secret}%`}`;
    assert.equal(row?.["count"], 0, table);
  }
});

test("all notes on a customer who is to be forgotten go at once, and nobody else's", async () => {
  const [gone, stays] = [newId("customer"), newId("customer")];
  for (const text of ["one", "two"]) await added(gone, text);
  await added(stays, "three");
  assert.equal((await client.eraseNotesOf({ customerId: gone, reason: "POPIA request 7" })).erased, 2);
  assert.equal((await client.eraseNotesOf({ customerId: gone, reason: "POPIA request 7" })).erased, 0);
  assert.ok((await client.listNotes({ customerId: gone }, thandi())).notes.every(({ text }) => text === ""));
  assert.equal((await client.listNotes({ customerId: stays }, thandi())).notes[0]?.text, "three");
});

test("the audit log says who did what from where, once for each change", async () => {
  const customerId = newId("customer");
  const { noteId } = await added(customerId, "Dog bites.");
  await client.pinNote({ noteId, pinned: true }, sipho());
  await refused(client.pinNote({ noteId, pinned: true }, sipho()), "nothing-changed", Code.FailedPrecondition);
  const entries = (await part.audited()).filter(({ whomId }) => whomId === customerId);
  assert.deepEqual(
    entries.map(({ who, what, whomKind }) => [who, what, whomKind]),
    [
      ["stf_thandi", "note.added", "customer"],
      ["stf_sipho", "note.pinned", "customer"],
    ],
  );
  const { before, after, from } = JSON.parse(entries[1]?.entry ?? "");
  assert.deepEqual(from, { address: "10.0.0.9", userAgent: "test" });
  assert.deepEqual([before.isPinned, after.isPinned], [false, true]);
});

test("who may not read notes is refused everything", async () => {
  const customerId = newId("customer");
  const { noteId } = await added(customerId, "note");
  const other = part.staff("stf_nomsa", "customers.read");
  for (const call of [
    () => client.addNote({ customerId, text: "x", idempotencyKey: key() }, other),
    () => client.editNote({ noteId, text: "x", expectedVersion: 1 }, other),
    () => client.pinNote({ noteId, pinned: true }, other),
    () => client.eraseNote({ noteId, reason: "x" }, other),
    () => client.eraseNotesOf({ customerId, reason: "x" }, other),
    () => client.listNotes({ customerId }, other),
    () => client.listNoteVersions({ noteId }, other),
  ])
    await refused(call(), "permission-missing", Code.PermissionDenied);
  await refused(
    client.listNotes({ customerId }, part.customer(customerId)),
    "caller-not-allowed",
    Code.PermissionDenied,
  );
});

test("requests that cannot be meant are refused", async () => {
  const customerId = newId("customer");
  const unknown = newId("note");
  await refused(
    client.addNote({ customerId: "Thandi", text: "x", idempotencyKey: key() }, thandi()),
    "customer-not-valid",
    Code.InvalidArgument,
  );
  await refused(
    client.addNote({ customerId, text: " ", idempotencyKey: key() }, thandi()),
    "note-empty",
    Code.InvalidArgument,
  );
  await refused(client.listNotes({ customerId, cursor: "x" }, thandi()), "cursor-unknown", Code.InvalidArgument);
  await refused(client.pinNote({ noteId: unknown, pinned: true }, thandi()), "note-unknown", Code.NotFound);
  await refused(client.listNoteVersions({ noteId: unknown }, thandi()), "note-unknown", Code.NotFound);
  await refused(client.eraseNotesOf({ customerId, reason: "" }, thandi()), "reason-missing", Code.InvalidArgument);
});
