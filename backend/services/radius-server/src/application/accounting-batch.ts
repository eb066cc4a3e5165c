import { keyOf, merge, type SessionKey, type SessionTable } from "#application/session-table";
import type { Report } from "#domain/report";
import { endSession, followReport, isNews, type Opening, putBackMs, type Session } from "#domain/session";

/** What waits to be written. `done` acknowledges it, after the commit and never before; `aside`: it was put into the quarantine. */
export type Work = Readonly<
  | { kind: "report"; report: Report; done: (aside?: "aside") => void }
  /** Accounting-On or -Off: what was open at the NAS is over; with `nasSource`, only what that router of several reported. */
  | {
      kind: "nas-restart";
      nasId: string;
      nasSource: string | undefined;
      atMs: number;
      receivedAtMs: number;
      done: (aside?: "aside") => void;
    }
  /** Our own conclusion, if nothing was heard of the session since. */
  | {
      kind: "end";
      of: SessionKey;
      sessionId: string;
      by: "stale" | "not-found";
      silentSinceMs: number;
      /** When it is taken to have ended; when it was last heard of, unless given. */
      endedAtMs?: number;
      done: (aside?: "aside") => void;
    }
>;

/**
 * `before` is the session as the store must still hold it; absent when it does not know it yet. `told`: followers want to know.
 *
 * While a session is open nobody begins another under its key without closing it. But where a session is begun, or one that had ended
 * goes on, somebody else may have begun one meanwhile, or gone on with one: `among` are the newest of the key as the store must still hold them.
 */
export type SessionChange = {
  session: Session;
  before: Session | undefined;
  among: readonly Pick<Session, "sessionId" | "revision">[] | undefined;
  told: boolean;
};

export type Drafted = {
  changes: SessionChange[];
  records: { sessionId: string; report: Report }[];
  /** What the rules could not take, with the reason. */
  broken: { work: Work; reason: unknown }[];
};

/**
 * Follows a batch in order, over a draft: the table changes only when the draft has been committed. Every key must be in the table;
 * `openAt` are the keys of what is stored as open where a NAS restarted.
 */
export function draftBatch(
  works: readonly Work[],
  table: SessionTable,
  openingOf: (report: Report) => Opening,
  openAt: ReadonlyMap<Work, readonly string[]>,
): Drafted & { adopt(): void } {
  const draft = new Map<string, readonly Session[]>();
  const changes = new Map<string, SessionChange>();
  const records: Drafted["records"] = [];
  const broken: Drafted["broken"] = [];
  const current = (key: string): readonly Session[] => draft.get(key) ?? table.get(key) ?? [];

  function change(key: string, sessions: readonly Session[], told: boolean): void {
    const known = current(key);
    const next = sessions.map((session) => {
      const former = changes.get(session.sessionId);
      const before = former ? former.before : known.find(({ sessionId }) => sessionId === session.sessionId);
      const revised = { ...session, revision: (before?.revision ?? 0) + 1 };
      const among = before === undefined || before.end ? (table.get(key) ?? []) : undefined;
      changes.set(session.sessionId, { session: revised, before, among, told: told || (former?.told ?? false) });
      return revised;
    });
    draft.set(key, merge(known, next));
  }

  function end(session: Session, by: "stale" | "not-found" | "nas-restart", atMs: number): void {
    const ended = endSession(session, by, atMs);
    if (ended !== session) change(keyOf(session), [ended], isNews(session, ended));
  }

  function follow(work: Work): void {
    switch (work.kind) {
      case "report": {
        const { report } = work;
        const key = keyOf(report);
        const followed = followReport(current(key), report, () => openingOf(report));
        if (followed.kind === "repeated") return;
        change(key, followed.sessions, followed.told);
        records.push({ sessionId: followed.sessions.at(-1)!.sessionId, report });
        return;
      }
      case "nas-restart":
        for (const session of openNow(work)) {
          const before = session.lastReportAtMs <= work.atMs || session.lastReportAtMs - work.receivedAtMs > putBackMs;
          if (before) end(session, "nas-restart", work.atMs);
        }
        return;
      case "end": {
        const session = current(keyOf(work.of)).find(({ sessionId }) => sessionId === work.sessionId);
        // It ended when it was last heard of, as far as anybody knows.
        if (session && session.lastReportAtMs <= work.silentSinceMs)
          end(session, work.by, work.endedAtMs ?? session.lastReportAtMs);
        return;
      }
      default:
        return work satisfies never;
    }
  }

  function openNow(work: Work & { kind: "nas-restart" }): Session[] {
    const isThere = (session: Session): boolean =>
      !session.end &&
      session.nasId === work.nasId &&
      (work.nasSource === undefined || session.nasSource === work.nasSource);
    const drafted = [...draft.values()].flat().filter(isThere);
    const stored = (openAt.get(work) ?? []).filter((key) => !draft.has(key)).flatMap((key) => table.get(key) ?? []);
    return [...drafted, ...stored.filter(isThere)];
  }

  for (const work of works) {
    try {
      follow(work);
    } catch (reason) {
      broken.push({ work, reason });
    }
  }
  return {
    changes: [...changes.values()],
    records,
    broken,
    adopt() {
      for (const [key, sessions] of draft) table.set(key, sessions);
    },
  };
}
