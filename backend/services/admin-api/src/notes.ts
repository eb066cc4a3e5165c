import { newId } from "@beacom/ids";
import type { Sql } from "@beacom/postgres";
import { NotesService } from "@beacom/proto/admin/v1/notes";
import type { Clock } from "@beacom/time";
import type { ConnectRouter } from "@connectrpc/connect";
import { notesIn, noteViewsIn } from "#adapters/notes-postgres";
import { addNoteWith, changeNoteWith, eraseNotesOfWith, type NoteRecords } from "#application/notes";
import { notesRpc } from "#transport/notes-rpc";

/** Notes on customers, on the service's database. */
export function notes({ sql, clock }: { readonly sql: Sql; readonly clock: Clock }) {
  const inTransaction = <T>(work: (records: NoteRecords) => Promise<T>): Promise<T> =>
    sql.begin((tx) => work(notesIn(tx))) as Promise<T>;
  const ports = {
    inTransaction,
    newId: { note: () => newId("note", clock().getTime()), entry: () => newId("entry") },
    clock,
  };
  const useCases = {
    views: noteViewsIn(sql),
    add: addNoteWith(ports),
    change: changeNoteWith(ports),
    eraseOf: eraseNotesOfWith(ports),
  };
  return { routes: (router: ConnectRouter) => void router.service(NotesService, notesRpc(useCases)) };
}
