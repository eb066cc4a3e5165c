import type { Session } from "#model";
import { offline, Problem, problemFrom } from "#problem";

export type SessionKeeper = {
  /** A token that is good for at least half a minute; undefined when nobody is signed in. */
  accessToken(): Promise<string | undefined>;
  /** Drops the token that was refused, so that the next call fetches another. */
  forget(token: string): void;
  begin(session: Session): void;
  /** The same session with a token that is fresher. */
  renew(access: Pick<Session, "accessToken" | "accessExpiresAt">): void;
  end(): void;
  onChange(listener: (customer: Session["customer"] | undefined) => void): () => void;
};

type Kept = { token: string; expiresAt: number };

/**
 * The access token lives in memory only; the refresh token in a cookie that scripts cannot read. Refresh tokens rotate,
 * and a token used twice ends the session: so one refresh at a time, in this tab and, by a lock, across tabs.
 */
export function keepSession(options: {
  fetch: typeof fetch;
  baseUrl: string;
  locks?: LockManager | undefined;
  now?: () => number;
}): SessionKeeper {
  const { locks, now = Date.now } = options;
  const listeners = new Set<(customer: Session["customer"] | undefined) => void>();
  let kept: Kept | undefined;
  let refreshing: Promise<string | undefined> | undefined;
  let generation = 0;

  const tell = (customer: Session["customer"] | undefined) => {
    for (const listener of listeners) listener(customer);
  };
  const renew = ({ accessToken, accessExpiresAt }: Pick<Session, "accessToken" | "accessExpiresAt">) => {
    generation++;
    kept = { token: accessToken, expiresAt: Date.parse(accessExpiresAt) };
  };
  const begin = (session: Session) => {
    renew(session);
    tell(session.customer);
  };
  const end = () => {
    generation++;
    kept = undefined;
    tell(undefined);
  };

  async function refresh(): Promise<string | undefined> {
    const started = generation;
    const response = await options
      .fetch(`${options.baseUrl}/v1/sign-in/refresh`, {
        method: "POST",
        credentials: "same-origin",
        headers: { "content-type": "application/json" },
        body: "{}",
      })
      .catch((error: unknown) => Promise.reject(offline(error)));
    // Somebody signed in or out meanwhile: their word counts.
    if (started !== generation) return kept?.token;
    if (response.status === 401 || response.status === 403) {
      end();
      return undefined;
    }
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) throw problemFrom(response.status, body);
    begin(body as Session);
    return kept?.token;
  }

  const refreshAlone = () => (locks ? locks.request("beacom-refresh", refresh) : refresh());

  return {
    async accessToken() {
      if (kept && kept.expiresAt - now() > 30_000) return kept.token;
      refreshing ??= refreshAlone().finally(() => (refreshing = undefined));
      return refreshing;
    },
    forget(token) {
      if (kept?.token === token) kept = undefined;
    },
    begin,
    renew,
    end,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export const signedOut = (): Problem => new Problem(401, "signed-out", "sign in first");
