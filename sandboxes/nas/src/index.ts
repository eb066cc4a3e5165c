export type { AnsweringFault, DynamicAuthorization } from "#dynamic-authorization";
export type { RadsecState } from "#line";
export type { Login, LoginRefusal, MacLogin, PasswordLogin } from "#login";
export { createNas, type Nas } from "#nas";
export type { Misbehaviour, NasOptions, RebootAnnouncement } from "#nas-options";
export type { PolicyMaps } from "#obeyed-rate";
export {
  findRadclient,
  type RadclientAnswer,
  type RadclientRefusal,
  type RadclientRequest,
  radclientSend,
} from "#radclient";
export type { NoAnswer, Retransmission, SendingFault } from "#radius-client";
export type { RadsecTls } from "#radsec-line";
export { type RateLimit, rateLimitOf } from "#rate-limit";
export type { CounterFault, Traffic } from "#report";
export type { ApiFault, ApiOptions } from "#router-os/api-server";
export type { Acknowledged, NasSession } from "#session";
export type { StormOptions, StormReport } from "#storm";
export type { Flavour } from "#vendor";
