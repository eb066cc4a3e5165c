import { findRadclient, type RadclientAnswer, type RadclientRefusal, radclientSend } from "@beacom/nas-sandbox";
import { type Result, valueOf } from "@beacom/result";
import { secret } from "./radius-server.ts";

const radclient = await findRadclient();
export const radclientInstalled: boolean = radclient !== undefined;

export type RadclientQuestion = {
  kind: "auth" | "acct" | "status";
  port: number;
  /** By FreeRADIUS' names. Packet-Src-IP-Address is where it is sent from: on Linux, every 127.x.y.z will do. */
  attributes?: Record<string, string | number>;
  secret?: string;
  server?: string;
  /** How often it is sent, each time for a second. */
  retries?: number;
};

/** One request of FreeRADIUS' client, where it may be that nobody answers. */
export const tryRadclient = (asked: RadclientQuestion): Promise<Result<RadclientAnswer, RadclientRefusal>> =>
  radclientSend({
    radclient: radclient!,
    server: "127.0.0.1",
    attributes: {},
    secret,
    retries: 1,
    timeoutSeconds: 1,
    ...asked,
  });

/** The same where an answer has to come, also from a busy machine. */
export const askRadclient = async (asked: RadclientQuestion): Promise<RadclientAnswer> =>
  valueOf(await tryRadclient({ retries: 6, ...asked }));
