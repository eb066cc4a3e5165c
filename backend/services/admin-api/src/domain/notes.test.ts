import assert from "node:assert/strict";
import { refuse, valueOf } from "@beacom/result";
import fc from "fast-check";
import { describe, test } from "vitest";
import { checkNoteText, decideNote, type Note, type NoteCommand } from "#domain/notes";

const noon = new Date("2026-11-27T10:00:00Z");
const note: Note = {
  noteId: "nte_1",
  customerId: "cus_1",
  writtenBy: "stf_thandi",
  writtenAt: noon,
  isPinned: false,
  version: 1,
  content: { state: "kept", text: "Dog bites.", editedBy: null, editedAt: null },
};
const edit = { type: "edit", text: "Dog bites. Phone first.", expectedVersion: 1, by: "stf_thandi" } as const;

test("an edit is the next version, and says by whom and when", () => {
  const edited = valueOf(decideNote(note, edit, noon));
  assert.equal(edited.version, 2);
  assert.deepEqual(edited.content, { state: "kept", text: edit.text, editedBy: "stf_thandi", editedAt: noon });
});

test("a note is pinned and unpinned by anybody", () => {
  const pinned = valueOf(decideNote(note, { type: "pin", isPinned: true }, noon));
  assert.ok(pinned.isPinned);
  assert.deepEqual(valueOf(decideNote(pinned, { type: "pin", isPinned: false }, noon)), note);
});

test("of an erased note nothing is left but that there was one", () => {
  const erased = valueOf(
    decideNote({ ...note, isPinned: true }, { type: "erase", reason: "asked to", by: "stf_sipho" }, noon),
  );
  assert.deepEqual(erased.content, { state: "erased", by: "stf_sipho", at: noon });
  assert.ok(!erased.isPinned);
  assert.ok(!JSON.stringify(erased).includes("Dog"));
});

describe("refused is", () => {
  const erased = valueOf(decideNote(note, { type: "erase", reason: "asked to", by: "stf_sipho" }, noon));
  test.each<[string, Note, NoteCommand, object]>([
    ["an edit by another", note, { ...edit, by: "stf_sipho" }, { kind: "note-of-another" }],
    [
      "an edit of what was edited meanwhile",
      { ...note, version: 3 },
      edit,
      { kind: "note-changed-meanwhile", version: 3 },
    ],
    ["an edit that changes nothing", note, { ...edit, text: " Dog bites.\r\n" }, { kind: "nothing-changed" }],
    ["an edit that leaves nothing", note, { ...edit, text: " " }, { kind: "note-empty" }],
    ["an edit of an erased note", erased, edit, { kind: "note-erased" }],
    [
      "pinning what is pinned",
      { ...note, isPinned: true },
      { type: "pin", isPinned: true },
      { kind: "nothing-changed" },
    ],
    ["pinning an erased note", erased, { type: "pin", isPinned: true }, { kind: "note-erased" }],
    ["erasing without a reason", note, { type: "erase", reason: " ", by: "stf_sipho" }, { kind: "reason-missing" }],
    ["erasing twice", erased, { type: "erase", reason: "again", by: "stf_sipho" }, { kind: "note-erased" }],
  ])("%s", (_, before, command, refusal) => assert.deepEqual(decideNote(before, command, noon), refuse(refusal)));

  test("a note of nothing, one that nobody reads to its end, and one with something invisible in it", () => {
    assert.deepEqual(checkNoteText(" \n"), refuse({ kind: "note-empty" }));
    assert.deepEqual(checkNoteText("n".repeat(4_001)), refuse({ kind: "note-too-long" }));
    assert.deepEqual(checkNoteText("a\u0000b"), refuse({ kind: "note-not-plain" }));
  });
});

test("a text that was accepted is accepted again as it is", () =>
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const first = checkNoteText(text);
      if (first.ok) assert.deepEqual(checkNoteText(first.value), first);
    }),
  ));
