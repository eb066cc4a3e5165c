export {
  type Burst,
  changeRate,
  type ChangeRateRefusal,
  type QueueChanged,
  type RateChange,
} from "#change-rate";
export {
  type ConnectRefusal,
  connectRouterOs,
  type RouterOsConnection,
  type RouterOsOptions,
} from "#connection";
export type { AnswerTooLong, AskRefusal, ConnectionLost, TimedOut, Trap } from "#conversation";
export { encodeSentence } from "#encode-sentence";
export { endSession, type EndSessionRefusal, type SessionCounts, type SessionsEnded } from "#end-session";
export type { LoginRefused } from "#login";
export type { OpenRefusal, RouterTls } from "#open-socket";
export { probe, type ProbeRefusal, type RouterDescription } from "#probe";
export type { Row } from "#reply";
export {
  type NotASentence,
  type Sentence,
  type SentenceLimits,
  type SentenceReader,
  sentenceReader,
} from "#sentence-reader";
export type { SessionToFind } from "#session-of-router";
