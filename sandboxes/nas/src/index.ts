export type { AnsweringFault, DynamicAuthorization } from "#dynamic-authorization";
export { createNas, type Misbehaviour, type Nas, type NasOptions } from "#nas";
export {
  findRadclient,
  type RadclientAnswer,
  type RadclientRefusal,
  type RadclientRequest,
  radclientSend,
} from "#radclient";
export type { NoAnswer, Retransmission, SendingFault } from "#radius-client";
export { type RateLimit, rateLimitOf } from "#rate-limit";
export type { Acknowledged, Login, LoginRefusal, NasSession, Traffic } from "#session";
