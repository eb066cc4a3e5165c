import type { AccessAttributes } from "#application/access-attributes";
import type { LocalView, NasEntry } from "#application/local-view";
import { errorCause } from "#domain/error-cause";
import { canFind, firstStep, type LiveStep, stepAfter } from "#domain/live-change";
import type { RetransmissionPlan } from "#domain/retransmission";
import type { ServiceState } from "#domain/service-state";
import type { Session } from "#domain/session";
import type { Attribute } from "@beacom/radius";

/** A change of a live session that is wanted and not yet done; `service` is what the customer may use now. */
export type Wanted = {
  readonly id: bigint;
  readonly kind: LiveStep;
  /** How many steps were tried for it before this one. */
  readonly step: number;
  readonly serviceVersion: bigint;
  readonly session: Session;
  readonly service: ServiceState | undefined;
};

export type NasAnswer =
  | { readonly outcome: "acknowledged"; readonly attempts: number; readonly errorCause: 0; readonly detail?: string }
  | { readonly outcome: "refused"; readonly attempts: number; readonly errorCause: number; readonly detail?: string }
  | { readonly outcome: "no-answer"; readonly attempts: number; readonly errorCause: 0; readonly detail?: string };

/** How many more may be under way at a NAS; one that is not named has room for `most`. */
export type Room = { readonly most: number; readonly at: ReadonlyMap<string, number> };

export type DynamicAuthorizations = {
  /** Wanted ones that nobody works on, leased to the caller. */
  claim(most: number, room: Room): Promise<readonly Wanted[]>;
  /**
   * Records what came of it and tells followers; `next` wants another step in its stead, in the same transaction. False when it was
   * superseded in the meantime.
   */
  finish(
    wanted: Wanted,
    done: { kind: LiveStep; answer: NasAnswer; sentAt: Date; doneAt: Date; next: LiveStep | undefined },
  ): Promise<boolean>;
  finishEnded(wanted: Wanted, doneAt: Date): Promise<void>;
  /** A Disconnect by hand, leased to the caller; absent when the session is not open. */
  wantDisconnect(sessionId: string, at: Date): Promise<Wanted | undefined>;
  /** Asks for a change of these sessions if they enforce an older version than the newest. */
  wantChanges(sessionIds: readonly string[], at: Date): Promise<void>;
};

export type NasDialogue = {
  /** Sends and sends again as planned; rejects only when aborted. */
  ask(
    request: { entry: NasEntry; session: Session; kind: "coa" | "disconnect"; attributes: readonly Attribute[] },
    options: { plan: RetransmissionPlan; signal: AbortSignal },
  ): Promise<NasAnswer>;
};

/** The router's own API, for when RADIUS cannot. */
export type DeviceApis = {
  end(entry: NasEntry, session: Session): Promise<NasAnswer>;
  change(
    entry: NasEntry,
    session: Session,
    rate: { downBitsPerSecond: bigint; upBitsPerSecond: bigint },
  ): Promise<NasAnswer>;
};

export type SessionAuthorizer = {
  /** There may be something to claim. */
  wake(): void;
  disconnect(sessionId: string): Promise<NasAnswer | undefined>;
  underWay(): number;
  close(): Promise<void>;
};

/** After so many in a row without an answer a NAS is asked less patiently, so that the others do not wait for it. */
const silentAfter = 3;
const claimEveryMs = 25;

/**
 * Brings live sessions to what their customers may use now. What is wanted is in the store before it is sent, so a restart resumes it. A step
 * that is refused or not answered is followed by the next one that the NAS allows (domain/live-change).
 */
export function openSessionAuthorizer(deps: {
  wanted: DynamicAuthorizations;
  view: Pick<LocalView, "nasTable" | "subscriberOf">;
  attributes: AccessAttributes;
  dialogue: NasDialogue;
  devices: DeviceApis;
  /** Keeps a NAS's pace: ends when the next request may go out. */
  turn: (nasId: string, perSecond: number, signal: AbortSignal) => Promise<void>;
  /** Routers that only another process can reach now: over their RadSec connection to it. */
  outOfReach: () => readonly string[];
  clock: () => Date;
  pause: (ms: number) => Promise<void>;
  plan: RetransmissionPlan;
  silentPlan: RetransmissionPlan;
  byHandPlan: RetransmissionPlan;
  mostUnderWay: number;
  mostPerNas: number;
  everyMs: number;
  finished: (wanted: Wanted, kind: LiveStep, answer: NasAnswer) => void;
  /** The NAS says that it has no such session. */
  notFound: (session: Session) => void;
  failed: (error: unknown) => void;
}): SessionAuthorizer {
  const underWay = new Map<string, { id: bigint; nasId: string; abort: AbortController; ended: Promise<unknown> }>();
  const silence = new Map<string, number>();
  let claiming: Promise<void> | undefined;
  let again = false;
  const closing = new AbortController();
  let failing = false;
  // A lease that ran out, and a notification that was lost, are found here.
  const timer = setInterval(wake, deps.everyMs);
  timer.unref();

  function wake(): void {
    again = true;
    claiming ??= claim().finally(() => {
      claiming = undefined;
    });
  }

  async function claim(): Promise<void> {
    while (again && !closing.signal.aborted && underWay.size < deps.mostUnderWay) {
      again = false;
      try {
        const claimed = await deps.wanted.claim(deps.mostUnderWay - underWay.size, roomNow());
        failing = false;
        for (const wanted of claimed) void start(wanted, undefined).catch(fail);
      } catch (error) {
        fail(error);
      }
      // What ends within this time is claimed for at once.
      await deps.pause(claimEveryMs);
    }
  }

  function roomNow(): Room {
    const at = new Map<string, number>(deps.outOfReach().map((nasId) => [nasId, 0]));
    for (const { nasId } of underWay.values()) at.set(nasId, (at.get(nasId) ?? deps.mostPerNas) - 1);
    return { most: deps.mostPerNas, at };
  }

  function fail(error: unknown): void {
    if (!failing) deps.failed(error);
    failing = true;
  }

  function start(wanted: Wanted, plan: RetransmissionPlan | undefined): Promise<NasAnswer | undefined> {
    const { sessionId, nasId } = wanted.session;
    underWay.get(sessionId)?.abort.abort();
    const abort = new AbortController();
    const ended = perform(wanted, plan, abort.signal).finally(() => {
      if (underWay.get(sessionId)?.id === wanted.id) underWay.delete(sessionId);
      wake();
    });
    underWay.set(sessionId, { id: wanted.id, nasId, abort, ended });
    return ended;
  }

  async function perform(
    wanted: Wanted,
    plan: RetransmissionPlan | undefined,
    signal: AbortSignal,
  ): Promise<NasAnswer | undefined> {
    const { session } = wanted;
    if (session.end) {
      await deps.wanted.finishEnded(wanted, deps.clock());
      return undefined;
    }
    const entry = deps.view.nasTable.byId(session.nasId);
    let sentAt = deps.clock();
    const step = entry ? stepFor(wanted, entry) : { kind: wanted.kind, send: nobodyThere };
    let answer: NasAnswer;
    try {
      if (entry) await deps.turn(session.nasId, entry.nas.coaPerSecond, signal);
      sentAt = deps.clock();
      answer = await step.send({ plan: plan ?? planFor(session.nasId), signal });
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
    if (entry) listenTo(session.nasId, answer);
    const failed = answer.outcome !== "acknowledged";
    const gone = step.kind !== "coa" && answer.errorCause === errorCause.sessionContextNotFound;
    const next = entry && failed && !gone ? stepAfter(step.kind, entry.nas) : undefined;
    const times = { sentAt, doneAt: deps.clock() };
    const counted = await deps.wanted.finish(wanted, { kind: step.kind, answer, ...times, next });
    if (!counted) return answer;
    deps.finished(wanted, step.kind, answer);
    if (gone) deps.notFound(session);
    return answer;
  }

  type Send = (options: { plan: RetransmissionPlan; signal: AbortSignal }) => Promise<NasAnswer>;

  /** What is sent for it now: the subscriber may have lost the right to be online since it was wanted. */
  function stepFor({ kind: wantedKind, session, service }: Wanted, entry: NasEntry): { kind: LiveStep; send: Send } {
    const granted =
      wantedKind === "coa" || wantedKind === "device-change" ? grantedNow(session, service, entry) : undefined;
    const changes = granted?.ok
      ? wantedKind
      : wantedKind === "device-change"
        ? "device-end"
        : wantedKind === "coa"
          ? "disconnect"
          : wantedKind;
    const kind = firstStep(changes, entry.kind);
    if (kind === "device-end") return { kind, send: () => deps.devices.end(entry, session) };
    if (kind === "device-change" && granted?.ok) {
      const { rate } = granted.value.entitled;
      return { kind, send: () => deps.devices.change(entry, session, rate) };
    }
    if (!canFind(session, entry.nas, entry.kind)) return { kind, send: cannotBeFound };
    const attributes = [
      ...deps.attributes.forSession(session, entry),
      ...(kind === "coa" && granted?.ok ? deps.attributes.forChange(granted.value) : []),
    ];
    const request = { entry, session, kind: kind === "coa" ? kind : ("disconnect" as const), attributes };
    return { kind, send: (options) => deps.dialogue.ask(request, options) };
  }

  function grantedNow(session: Session, service: ServiceState | undefined, nas: NasEntry) {
    const subscriber = session.customerId === undefined ? undefined : deps.view.subscriberOf(session.customerId);
    if (subscriber === undefined) return undefined;
    // The store may be ahead of the view.
    const newer = service && service.version > (subscriber.service?.version ?? -1n);
    const atMs = deps.clock().getTime();
    return deps.attributes.of(newer ? { ...subscriber, service } : subscriber, {
      nas,
      callingStationId: session.callingStationId,
      atMs,
    });
  }

  function planFor(nasId: string): RetransmissionPlan {
    return (silence.get(nasId) ?? 0) >= silentAfter ? deps.silentPlan : deps.plan;
  }

  function listenTo(nasId: string, { outcome, attempts }: NasAnswer): void {
    if (outcome !== "no-answer") silence.delete(nasId);
    else if (attempts > 0) silence.set(nasId, (silence.get(nasId) ?? 0) + 1);
  }

  return {
    wake,
    async disconnect(sessionId) {
      const wanted = await deps.wanted.wantDisconnect(sessionId, deps.clock());
      return wanted && start(wanted, deps.byHandPlan);
    },
    underWay: () => underWay.size,
    async close() {
      closing.abort();
      clearInterval(timer);
      for (const { abort } of underWay.values()) abort.abort();
      await Promise.allSettled([claiming, ...[...underWay.values()].map(({ ended }) => ended)]);
    },
  };
}

/** The NAS was removed in the meantime. */
const nobodyThere = async (): Promise<NasAnswer> => ({
  outcome: "no-answer",
  attempts: 0,
  errorCause: 0,
  detail: "the router is not known any more",
});

const cannotBeFound = async (): Promise<NasAnswer> => ({
  outcome: "refused",
  attempts: 0,
  errorCause: errorCause.missingAttribute,
  detail: "the session lacks what this make finds sessions by",
});
