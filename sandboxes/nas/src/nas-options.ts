import type { AnsweringFault } from "#dynamic-authorization";
import type { PolicyMaps } from "#obeyed-rate";
import type { RadsecTls } from "#radsec-line";
import type { Retransmission, SendingFault } from "#radius-client";
import type { CounterFault } from "#report";
import type { ApiFault, ApiOptions } from "#router-os/api-server";
import type { Flavour } from "#vendor";

export type NasOptions = {
  server: string;
  identifier: string;
  /** Its own address, also its NAS-IP-Address. Every 127.x.y.z will do on Linux. */
  address?: string;
  flavour?: Flavour;
  /** Session-Timeout, Idle-Timeout, Acct-Interim-Interval and Acct-Session-Time run this many times as fast as ours. */
  clock?: { factor: number };
  /** Sends Interim-Updates by itself, as often as the server said, once a session was started. */
  automaticInterims?: boolean;
  /** For a Cisco: the policy maps that were configured on it, to bits a second. */
  policyMaps?: PolicyMaps;
  /** A RouterOS API beside, over the same sessions. */
  api?: ApiOptions;
} & (UdpOptions | RadsecOptions);

type UdpOptions = {
  transport?: "udp";
  authPort: number;
  acctPort: number;
  secret: string;
  /** Where it listens for CoA and Disconnect; 0 takes a free port. */
  coaPort: number;
  retransmission?: Partial<Retransmission>;
};

type RadsecOptions = {
  transport: "radsec";
  /** 2083 unless given. */
  port?: number;
  tls: RadsecTls;
  /** How long a question waits for its answer, also over a new connection: 10 seconds unless given. */
  answerWithinMs?: number;
  reconnect?: { firstMs: number; longestMs: number };
};

/** What goes wrong from now on; what is left out goes right again. */
export type Misbehaviour = {
  answering?: AnsweringFault;
  /** On UDP. */
  sending?: SendingFault;
  /** `reset`: the counters of all open sessions fall to zero, once, and count on from there. */
  counters?: CounterFault | "reset";
  /** Its date is wrong by so much; durations stay right. */
  clockShiftSeconds?: number;
  /** Starts get lost, with their repetitions. */
  losing?: "starts";
  /** Acct-Session-Ids count from 1, and do so again after a reboot. */
  sessionIds?: "counter";
  api?: ApiFault;
};

/** Off and On of an orderly restart; only On after a power cut; or neither. */
export type RebootAnnouncement = "off-and-on" | "on" | "nothing";
