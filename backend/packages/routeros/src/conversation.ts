import type { Duplex } from "node:stream";
import { ok, type Result, refuse } from "@beacom/result";
import { encodeSentence } from "#encode-sentence";
import { type Reply, type Row, readReply } from "#reply";
import { sentenceReader } from "#sentence-reader";

/** What the router said against a command. Categories: 0 missing item or command, 1 bad argument, 2 interrupted, 4 general, 5 API. */
export type Trap = { readonly kind: "trap"; readonly message: string; readonly category: number | undefined };

export type ConnectionLost = {
  readonly kind: "connection-lost";
  readonly reason:
    | "closed-by-us"
    | "closed-by-router"
    | "socket-error"
    /** `!fatal`, with the router's words in `detail`. */
    | "ended-by-router"
    /** What came is no sentence, or no reply, or answers what nobody asked: `detail` says which. */
    | "not-routeros"
    | "router-does-not-read";
  readonly detail?: string;
};
export type TimedOut = { readonly kind: "timed-out"; readonly afterMs: number };
export type AnswerTooLong = { readonly kind: "answer-too-long"; readonly limitOctets: number };
export type AskRefusal = Trap | ConnectionLost | TimedOut | AnswerTooLong;

export type Conversation = {
  /** Untagged, for the login alone, while nothing else is asked. */
  askAlone(words: readonly string[], timeoutMs: number): Promise<Result<readonly Row[], AskRefusal>>;
  /** Under a tag of its own: any number at once, answered in any order. What `!done` carries (`ret` of an add) is the last row. */
  ask(words: readonly string[], timeoutMs: number): Promise<Result<readonly Row[], AskRefusal>>;
  end(reason: ConnectionLost): void;
  lost(): ConnectionLost | undefined;
};

const longestAnswerOctets = 16 * 1024 * 1024;
const mostUnsentOctets = 1024 * 1024;

type Pending = {
  readonly rows: Row[];
  octets: number;
  trap: Trap | undefined;
  settle(result: Result<readonly Row[], AskRefusal>): void;
};

/** Questions and answers over an open stream. It keeps what a command still waits for, and nothing of one that gave up. */
export function conversation(stream: Duplex): Conversation {
  const reader = sentenceReader();
  const pending = new Map<string | undefined, Pending>();
  let lost: ConnectionLost | undefined;
  let tags = 0;

  const end = (reason: ConnectionLost): void => {
    if (lost !== undefined) return;
    lost = reason;
    if (reason.reason === "closed-by-us") {
      stream.end();
      // A router that no longer reads would keep the rest, and the socket, for ever.
      setTimeout(() => stream.destroy(), 1_000).unref();
    } else stream.destroy();
    for (const asked of pending.values()) asked.settle(refuse(reason));
  };
  const broken = (detail: string): void => end({ kind: "connection-lost", reason: "not-routeros", detail });

  const hear = (reply: Reply, octets: number): void => {
    if (reply.kind === "fatal") {
      const detail = reply.text || reply.attributes["message"] || "";
      return end({ kind: "connection-lost", reason: "ended-by-router", detail });
    }
    const asked = pending.get(reply.tag);
    if (asked === undefined) {
      // Of a command that timed out, the rest may still come; of one that was never sent, nothing can.
      const late = reply.tag !== undefined && /^[1-9]\d{0,14}$/.test(reply.tag) && Number(reply.tag) <= tags;
      return late ? undefined : broken("it answers what nobody asked");
    }
    if (reply.kind === "row") {
      asked.octets += octets;
      if (asked.octets > longestAnswerOctets) {
        cancel(reply.tag);
        return asked.settle(refuse({ kind: "answer-too-long", limitOctets: longestAnswerOctets }));
      }
      asked.rows.push(reply.attributes);
    } else if (reply.kind === "trap") {
      asked.trap ??= trapOf(reply);
    } else if (reply.kind === "done") {
      if (Object.keys(reply.attributes).length > 0) asked.rows.push(reply.attributes);
      asked.settle(asked.trap === undefined ? ok(asked.rows) : refuse(asked.trap));
    }
  };

  stream.on("data", (chunk: Buffer) => {
    if (lost !== undefined) return;
    const { sentences, refusal } = reader.take(chunk);
    for (const sentence of sentences) {
      if (lost !== undefined) return;
      const reply = readReply(sentence);
      if (!reply.ok) return broken(reply.error.kind);
      hear(
        reply.value,
        sentence.reduce((sum, word) => sum + word.length, 0),
      );
    }
    if (refusal !== undefined) broken(refusal.kind);
  });
  stream.on("error", (error: NodeJS.ErrnoException) =>
    end({ kind: "connection-lost", reason: "socket-error", detail: error.code ?? error.message }),
  );
  stream.on("close", () => end({ kind: "connection-lost", reason: "closed-by-router" }));
  stream.on("end", () => end({ kind: "connection-lost", reason: "closed-by-router" }));
  if (stream.destroyed) end({ kind: "connection-lost", reason: "closed-by-router" });

  const send = (words: readonly string[]): void => {
    stream.write(encodeSentence(words));
    if (stream.writableLength > mostUnsentOctets) end({ kind: "connection-lost", reason: "router-does-not-read" });
  };
  const cancel = (tag: string | undefined): void => {
    if (tag !== undefined && lost === undefined) send(["/cancel", `=tag=${tag}`, `.tag=${++tags}`]);
  };

  const ask = (words: readonly string[], tag: string | undefined, timeoutMs: number) =>
    new Promise<Result<readonly Row[], AskRefusal>>((resolve) => {
      if (lost !== undefined) return resolve(refuse(lost));
      const timer = setTimeout(() => {
        cancel(tag);
        asked.settle(refuse({ kind: "timed-out", afterMs: timeoutMs }));
      }, timeoutMs);
      const asked: Pending = {
        rows: [],
        octets: 0,
        trap: undefined,
        settle(result) {
          clearTimeout(timer);
          pending.delete(tag);
          resolve(result);
        },
      };
      pending.set(tag, asked);
      send(tag === undefined ? words : [...words, `.tag=${tag}`]);
    });

  return {
    askAlone: (words, timeoutMs) => ask(words, undefined, timeoutMs),
    ask: (words, timeoutMs) => ask(words, String(++tags), timeoutMs),
    end,
    lost: () => lost,
  };
}

function trapOf({ attributes, text }: Reply): Trap {
  const category = /^\d{1,3}$/.test(attributes["category"] ?? "") ? Number(attributes["category"]) : undefined;
  return { kind: "trap", message: attributes["message"] ?? text, category };
}
