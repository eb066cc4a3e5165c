import {
  type DescMessage,
  type DescMethod,
  type DescService,
  fromJson,
  getOption,
  hasOption,
} from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { catalogue } from "@beacom/main";
import { Caller as Allowed, access } from "@beacom/proto/access/v1/access";
import type { RunningServices } from "@beacom/runtime";
import { messageJson } from "./message-json.ts";
import type { Known } from "./sample.ts";

export type Method = {
  /** As people write it: `BillingService.GetAccount`. */
  name: string;
  service: DescService;
  desc: DescMethod;
  /** Whom the schema lets in; nobody where it does not say. */
  callers: readonly Allowed[];
  /** The schema says that a call changes nothing. */
  onlyReads: boolean;
};

/** Every method of every service of the installation. */
export const methods: readonly Method[] = Object.values(catalogue)
  .flatMap(({ offers }) => offers)
  .flatMap((service) =>
    service.methods.map((desc) => ({
      name: `${service.name}.${desc.name}`,
      service,
      desc,
      callers: hasOption(desc, access) ? getOption(desc, access).callers : [],
      onlyReads: desc.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS,
    })),
  );

export type Outcome = { code: Code | undefined; word: string; answer: unknown };

type Call = (message: unknown, options: object) => Promise<unknown> | AsyncIterable<unknown>;

/** Calls a method with a message that has these ids in it; of a stream the first message is awaited. Without a token as nobody. */
export async function call(
  peers: RunningServices["peers"],
  { service, desc }: Method,
  ids: Known | "an empty message",
  accessToken?: string,
): Promise<Outcome> {
  const client = peers.client(service) as unknown as Record<string, Call>;
  const authorization = accessToken === undefined ? "none" : `Bearer ${accessToken}`;
  return outcomeOf(client[desc.localName]!, messageFor(desc.input, ids), { headers: { authorization } });
}

/** As a service of the installation, for which every method is open that any service may call. */
export const callAsService = (peers: RunningServices["peers"], { service, desc }: Method, ids: Known) =>
  outcomeOf(
    (peers.client(service) as unknown as Record<string, Call>)[desc.localName]!,
    messageFor(desc.input, ids),
    {},
  );

const messageFor = (input: DescMessage, ids: Known | "an empty message") =>
  fromJson(input, ids === "an empty message" ? {} : messageJson(input, ids));

async function outcomeOf(send: Call, message: unknown, options: object): Promise<Outcome> {
  const leave = new AbortController();
  try {
    const sent = send(message, { ...options, signal: leave.signal, timeoutMs: 10_000 });
    const answer = Symbol.asyncIterator in sent ? await firstOf(sent) : await sent;
    return { code: undefined, word: "", answer };
  } catch (error) {
    const { code, rawMessage } = ConnectError.from(error);
    return { code, word: rawMessage, answer: undefined };
  } finally {
    leave.abort();
  }
}

async function firstOf(stream: AsyncIterable<unknown>): Promise<unknown> {
  for await (const message of stream) return message;
  return undefined;
}
