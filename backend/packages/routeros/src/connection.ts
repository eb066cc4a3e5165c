import { ok, type Result, refuse } from "@beacom/result";
import { type AskRefusal, type ConnectionLost, conversation, type TimedOut } from "#conversation";
import { type LoginRefused, logIn } from "#login";
import { type OpenRefusal, openSocket, type RouterTls } from "#open-socket";
import type { Row } from "#reply";

export type RouterOsOptions = {
  readonly address: string;
  /** 8728, or 8729 with `tls`, unless the router was told another. */
  readonly port?: number;
  readonly tls?: RouterTls;
  readonly username: string;
  readonly password: string;
  /** For connecting and logging in together, and again for each command. */
  readonly timeoutMs: number;
};

export type ConnectRefusal = OpenRefusal | LoginRefused | ConnectionLost | TimedOut;

export type RouterOsConnection = {
  /**
   * One command, such as `/ppp/active/print`; any number at once. Queries are the API's words without their question mark:
   * `name=thandi`, or `#|` to join the two before it; all that remain must hold. A refusal never says what was asked.
   */
  ask(
    command: string,
    attributes?: Readonly<Record<string, string>>,
    queries?: readonly string[],
  ): Promise<Result<readonly Row[], AskRefusal>>;
  /** Commands under way are refused with `connection-lost`. */
  close(): void;
  /** Why there is no connection any more; undefined while there is one. It is not opened again by itself. */
  lost(): ConnectionLost | undefined;
};

/** A logged-in connection to a MikroTik's API. The password is in nothing that this returns. */
export async function connectRouterOs(options: RouterOsOptions): Promise<Result<RouterOsConnection, ConnectRefusal>> {
  const { address, tls, timeoutMs, username, password } = options;
  const deadline = performance.now() + timeoutMs;
  const socket = await openSocket({ address, port: options.port ?? (tls ? 8729 : 8728), tls }, timeoutMs);
  if (!socket.ok) return socket;
  const talk = conversation(socket.value);
  const loggedIn = await logIn(talk, { username, password }, Math.max(1, deadline - performance.now()));
  if (!loggedIn.ok) {
    talk.end({ kind: "connection-lost", reason: "closed-by-us" });
    return refuse(connectRefusalOf(loggedIn.error, timeoutMs));
  }
  return ok({
    ask(command, attributes = {}, queries = []) {
      const words = [command];
      for (const [name, value] of Object.entries(attributes)) words.push(`=${name}=${value}`);
      for (const query of queries) words.push(`?${query}`);
      return talk.ask(words, timeoutMs);
    },
    close: () => talk.end({ kind: "connection-lost", reason: "closed-by-us" }),
    lost: () => talk.lost(),
  });
}

function connectRefusalOf(refusal: LoginRefused | AskRefusal, timeoutMs: number): ConnectRefusal {
  switch (refusal.kind) {
    case "timed-out":
      return { kind: "timed-out", afterMs: timeoutMs };
    case "trap":
      return { kind: "login-refused", message: refusal.message };
    case "answer-too-long":
      return { kind: "connection-lost", reason: "not-routeros", detail: refusal.kind };
    default:
      return refusal;
  }
}
