import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { type Done, type Menu, type MenuOptions, menusOf } from "#router-os/menus";
import { type Item, matches } from "#router-os/query";
import { cutSentences, sentence } from "#router-os/words";

export type ApiOptions = {
  /** 0 takes a free port. */
  port: number;
  username: string;
  password: string;
  /** `challenge` is how RouterOS before 6.43 did it. */
  login: "plain" | "challenge";
  /** PEM texts; without them it speaks plain TCP. */
  tls?: { key: string; cert: string };
  /** "7.16.1 (stable)" unless given; from 7.18 on, a print that finds nothing says `!empty`. */
  version?: string;
  board?: string;
};

/** What the API does wrong from now on; a login is spared unless it says so. */
export type ApiFault =
  | { kind: "none" }
  | { kind: "refuses-login" }
  | { kind: "traps"; message: string; category?: number }
  /** Queues can be seen, not set: so are the dynamic ones of most RouterOS versions. */
  | { kind: "queues-read-only" }
  /** Says yes to a set, and changes nothing. */
  | { kind: "ignores-set" }
  | { kind: "closes-midway" }
  | { kind: "never-answers" }
  | { kind: "garbage" };

export type RouterApiOptions = ApiOptions &
  Omit<MenuOptions, "version" | "board"> & { address: string; fault: () => ApiFault };

type Session = { loggedIn: boolean; challenge: string | undefined };

export async function routerApi(options: RouterApiOptions) {
  const { tls, version = "7.16.1 (stable)", board = "RB5009UG+S+" } = options;
  const menus = menusOf({ ...options, version, board });
  const sockets = new Set<Socket>();
  const serve = (socket: Socket): void => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    const session: Session = { loggedIn: false, challenge: undefined };
    let arrived: Buffer = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      const cut = cutSentences(Buffer.concat([arrived, chunk]));
      if (cut === undefined) {
        socket.destroy();
        return;
      }
      arrived = cut.rest;
      for (const words of cut.sentences) {
        if (socket.destroyed) break;
        answer(socket, words, session, menus, { ...options, version });
      }
    });
  };
  const server: Server = tls === undefined ? createTcpServer(serve) : createTlsServer(tls, serve);
  // A client that does not like the certificate leaves during the handshake.
  server.on("tlsClientError", () => undefined);
  server.listen(options.port, options.address);
  await once(server, "listening");
  const place = server.address();
  return {
    port: place !== null && typeof place === "object" ? place.port : options.port,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}

function answer(
  socket: Socket,
  words: readonly string[],
  session: Session,
  menus: Readonly<Record<string, Menu>>,
  options: RouterApiOptions & { version: string },
): void {
  const [command = ""] = words;
  const tag = words.filter((word) => word.startsWith(".tag="));
  const say = (...reply: string[]) => void socket.write(sentence(...reply, ...tag));
  const fault = options.fault();
  if (fault.kind === "never-answers") return;
  if (fault.kind === "garbage") return void socket.write(Buffer.alloc(64, 0xfb));
  if (command === "/login") return logIn(words, session, say, options);
  if (!session.loggedIn) return void socket.end(sentence("!fatal", "not logged in"));
  if (command === "/quit") return void socket.end(sentence("!fatal", "session terminated on request"));
  if (command === "/cancel") return say("!done");
  if (fault.kind === "closes-midway") {
    say("!re", "=.id=*1");
    // In the middle of a word: its length says 32 octets.
    return void socket.end(Buffer.from([0x03, 0x21, 0x72, 0x65, 0x20, 0x3d]));
  }
  if (fault.kind === "traps") return finish(trapOf(fault.message, fault.category), say);
  const slash = command.lastIndexOf("/");
  const menu = Object.hasOwn(menus, command.slice(0, slash)) ? menus[command.slice(0, slash)] : undefined;
  const verb = command.slice(slash + 1);
  const attributes = attributesIn(words);
  if (menu === undefined) return finish(trapOf("no such command prefix", 0), say);
  if (verb === "print") return print(menu, words, attributes, say, options.version);
  const id = attributes[".id"] ?? "";
  if (verb === "remove" && menu.remove) return finish(menu.remove(id), say);
  if (verb !== "set" || !menu.set) return finish(trapOf("no such command", 0), say);
  if (fault.kind === "queues-read-only") return finish(trapOf("failure: can not change dynamic queue"), say);
  return finish(fault.kind === "ignores-set" ? "done" : menu.set(id, attributes), say);
}

type Say = (...reply: string[]) => void;

const trapOf = (trap: string, category?: number): Done => ({ trap, ...(category === undefined ? {} : { category }) });

function finish(done: Done, say: Say): void {
  if (done !== "done") {
    say("!trap", ...(done.category === undefined ? [] : [`=category=${done.category}`]), `=message=${done.trap}`);
  }
  say("!done");
}

function print(menu: Menu, words: readonly string[], attributes: Item, say: Say, version: string): void {
  const queries = words.filter((word) => word.startsWith("?"));
  const wanted = attributes[".proplist"]?.split(",");
  const items = menu.print().filter((item) => matches(item, queries));
  for (const item of items) {
    const shown = Object.entries(item).filter(([name]) => wanted?.includes(name) ?? true);
    say("!re", ...shown.map(([name, value]) => `=${name}=${value}`));
  }
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  if (items.length === 0 && (major > 7 || (major === 7 && minor >= 18))) say("!empty");
  say("!done");
}

function logIn(words: readonly string[], session: Session, say: Say, options: RouterApiOptions): void {
  const { name, password, response } = attributesIn(words);
  if (options.login === "challenge" && response === undefined) {
    session.challenge = randomBytes(16).toString("hex");
    return say("!done", `=ret=${session.challenge}`);
  }
  const right =
    options.login === "plain"
      ? password === options.password
      : session.challenge !== undefined && response === `00${digestOf(options.password, session.challenge)}`;
  session.challenge = undefined;
  session.loggedIn = right && name === options.username && options.fault().kind !== "refuses-login";
  finish(session.loggedIn ? "done" : trapOf("invalid user name or password (6)"), say);
}

const digestOf = (password: string, challenge: string): string =>
  createHash("md5")
    .update(Buffer.concat([Buffer.alloc(1), Buffer.from(password), Buffer.from(challenge, "hex")]))
    .digest("hex");

function attributesIn(words: readonly string[]): Item {
  const found = words.flatMap((word) => {
    const parts = /^=([^=]+)=([^]*)$/.exec(word);
    return parts === null ? [] : [[parts[1] ?? "", parts[2] ?? ""] as const];
  });
  return Object.fromEntries(found);
}
