import { newId } from "@beacom/ids";
import { type Attribute, readNamed } from "@beacom/radius";
import { type Result, ok, refuse } from "@beacom/result";
import type { AccessAttributes } from "#application/access-attributes";
import type { NamedText } from "#application/explain-access";
import type { LocalView, NasEntry } from "#application/local-view";
import { canFind, firstStep } from "#domain/live-change";
import type { Session } from "#domain/session";

export type MassAction = "disconnect" | "refresh";

/** Open sessions for which all that is given holds. */
export type Chosen = {
  readonly nasName: string | undefined;
  readonly profile: string | undefined;
  readonly level: string | undefined;
  readonly customerIds: readonly string[];
};

export type MassChange = {
  readonly massChangeId: string;
  readonly action: MassAction;
  readonly note: string;
  readonly startedAt: Date;
  readonly finishedAt: Date | undefined;
  readonly sessions: number;
  readonly done: number;
  readonly acknowledged: number;
  readonly refused: number;
  readonly noAnswer: number;
  readonly overtaken: number;
  readonly cancelled: boolean;
  readonly startedBy: string;
};

export type MassChangeStore = {
  /** Of each NAS: how many sessions, one of them, and whether it answered nothing lately. */
  count(chosen: Chosen): Promise<readonly { nasId: string; sessions: number; example: Session; silent: boolean }[]>;
  /** Wants every one of them, in one transaction; how many. */
  start(change: {
    massChangeId: string;
    action: MassAction;
    note: string;
    chosen: Chosen;
    startedBy: string;
    at: Date;
  }): Promise<number>;
  read(massChangeId: string): Promise<MassChange | undefined>;
  /** Newest first. */
  ids(limit: number): Promise<readonly string[]>;
  cancel(massChangeId: string, at: Date): Promise<boolean>;
};

export type MassChangeRefusal = { readonly kind: "action-unknown" | "nas-unknown" | "profile-unknown" | "not-there" };

export type MassChangePreview = {
  readonly sessions: number;
  readonly seconds: number;
  readonly routers: readonly {
    readonly nasName: string;
    readonly sessions: number;
    readonly seconds: number;
    readonly kind: "coa" | "disconnect";
    readonly example: readonly NamedText[];
  }[];
  readonly warnings: readonly string[];
};

/** Changes many sessions at once: first on paper, then at the pace of each router, with progress, and so that a restart goes on with it. */
export const massChangesWith = (deps: {
  store: MassChangeStore;
  view: LocalView;
  attributes: AccessAttributes;
  clock: () => Date;
}) => {
  const { store, view } = deps;

  function checked(asked: {
    action: string;
    nasName: string;
    profile: string;
    level: string;
    customerIds: readonly string[];
  }) {
    const { action, nasName, profile, level, customerIds } = asked;
    if (action !== "disconnect" && action !== "refresh") return refuse({ kind: "action-unknown" });
    if (nasName !== "" && view.nasTable.byName(nasName) === undefined) return refuse({ kind: "nas-unknown" });
    if (profile !== "" && !view.policy().profiles.has(profile)) return refuse({ kind: "profile-unknown" });
    const chosen: Chosen = {
      nasName: nasName || undefined,
      profile: profile || undefined,
      level: level || undefined,
      customerIds,
    };
    return ok({ action, chosen } as const);
  }

  function exampleAt(entry: NasEntry, action: MassAction, session: Session) {
    const subscriber = session.customerId === undefined ? undefined : view.subscriberOf(session.customerId);
    const at = { nas: entry, callingStationId: session.callingStationId, atMs: deps.clock().getTime() };
    const granted = action === "refresh" && subscriber ? deps.attributes.of(subscriber, at) : undefined;
    const kind =
      firstStep(granted?.ok ? "coa" : "disconnect", entry.kind) === "coa" ? ("coa" as const) : ("disconnect" as const);
    const attributes: Attribute[] = [
      ...deps.attributes.forSession(session, entry),
      ...(kind === "coa" && granted?.ok ? deps.attributes.forChange(granted.value) : []),
    ];
    const named = Object.entries(readNamed({ attributes }, view.policy().dictionary));
    return { kind, example: named.map(([name, value]) => ({ name, value: String(value) })) };
  }

  return {
    async preview(asked: Parameters<typeof checked>[0]): Promise<Result<MassChangePreview, MassChangeRefusal>> {
      const request = checked(asked);
      if (!request.ok) return request;
      const { action, chosen } = request.value;
      const warnings: string[] = [];
      const routers = (await store.count(chosen)).flatMap(({ nasId, sessions, example, silent }) => {
        const entry = view.nasTable.byId(nasId);
        if (entry === undefined) {
          warnings.push(`${sessions} sessions are at a router that is not known any more: they cannot be changed`);
          return [];
        }
        const { name, coaPerSecond } = entry.nas;
        const sample = exampleAt(entry, action, example);
        if (silent) warnings.push(`${name} did not answer its last CoA: expect none now`);
        if (action === "refresh" && sample.kind === "disconnect")
          warnings.push(
            `${name} (${entry.kind.title}) cannot change a live session: its ${sessions} sessions are ended`,
          );
        if (!canFind(example, entry.nas, entry.kind))
          warnings.push(
            `${name} reports too little to find its sessions by: ${entry.kind.dynamicAuthorization.needs.join(", ")} is needed`,
          );
        return [{ nasName: name, sessions, seconds: Math.ceil(sessions / coaPerSecond), ...sample }];
      });
      return ok({
        sessions: routers.reduce((sum, { sessions }) => sum + sessions, 0),
        seconds: Math.max(0, ...routers.map(({ seconds }) => seconds)),
        routers,
        warnings,
      });
    },
    async start(
      asked: Parameters<typeof checked>[0] & { note: string; startedBy: string },
    ): Promise<Result<MassChange, MassChangeRefusal>> {
      const request = checked(asked);
      if (!request.ok) return request;
      const massChangeId = newId("massChange");
      const { note, startedBy } = asked;
      await store.start({ massChangeId, ...request.value, note, startedBy, at: deps.clock() });
      return ok((await store.read(massChangeId))!);
    },
    async read(massChangeId: string): Promise<Result<MassChange, MassChangeRefusal>> {
      const found = await store.read(massChangeId);
      return found ? ok(found) : refuse({ kind: "not-there" });
    },
    async list(limit: number): Promise<readonly MassChange[]> {
      const ids = await store.ids(Math.min(limit || 20, 100));
      const found = await Promise.all(ids.map((id) => store.read(id)));
      return found.filter((change) => change !== undefined);
    },
    async cancel(massChangeId: string): Promise<Result<MassChange, MassChangeRefusal>> {
      if (!(await store.cancel(massChangeId, deps.clock()))) return refuse({ kind: "not-there" });
      return ok((await store.read(massChangeId))!);
    },
  };
};
