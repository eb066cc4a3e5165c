import { setTimeout as pause } from "node:timers/promises";
import type { Event, FollowRequestSchema, EventBatch } from "@beacom/proto/events/v1/events";
import { PaymentsEvents, PaymentSucceededSchema } from "@beacom/proto/payments/v1/payments";
import {
  DynamicAuthorizationDoneSchema,
  RadiusEvents,
  SessionReportedSchema,
  SessionsReportedSchema,
} from "@beacom/proto/radius/v1/radius";
import { type DescMessage, fromJsonString, type MessageInitShape, type MessageShape } from "@bufbuild/protobuf";
import { type Timestamp, timestampMs } from "@bufbuild/protobuf/wkt";
import type { ServicePeers } from "#installation/service-peers";

export type CoaTimes = { sentMs: number; doneMs: number; outcome: string; kind: string };
export type ReportTimes = { receivedMs: number; octets: bigint };

/** Listens to the services' own events: the budgets are measured where they are defined, not by when the demo notices. */
export function followTimes(peers: ServicePeers, customerId: () => string | undefined) {
  const ended = new AbortController();
  const paid: number[] = [];
  const coa: CoaTimes[] = [];
  const reports: ReportTimes[] = [];

  async function follow(
    open: (request: MessageInitShape<typeof FollowRequestSchema>, options: object) => AsyncIterable<EventBatch>,
    take: (event: Event) => void,
  ) {
    // From now on at first; after a broken stream from where it broke.
    let after: bigint | undefined;
    while (!ended.signal.aborted) {
      try {
        const request = after === undefined ? { onlyNew: true } : { afterPosition: after };
        for await (const batch of open(request, { signal: ended.signal, timeoutMs: 0 })) {
          for (const event of batch.events) take(event);
          after = batch.events.at(-1)?.position ?? after;
        }
      } catch {
        if (!ended.signal.aborted) await pause(200);
      }
    }
  }

  const payments = follow(peers.core(PaymentsEvents).follow, (event) => {
    const succeeded = read(PaymentSucceededSchema, event);
    if (succeeded?.payment?.customerId === customerId()) paid.push(ms(succeeded?.receivedAt));
  });
  const radius = follow(peers.radius(RadiusEvents).follow, (event) => {
    const done = read(DynamicAuthorizationDoneSchema, event);
    if (done?.customerId === customerId() && done) {
      coa.push({ sentMs: ms(done.sentAt), doneMs: ms(done.doneAt), outcome: done.outcome, kind: done.kind });
    }
    const one = read(SessionReportedSchema, event);
    for (const report of [...(one ? [one] : []), ...(read(SessionsReportedSchema, event)?.reports ?? [])]) {
      if (report.customerId === customerId()) {
        reports.push({ receivedMs: ms(report.reportedAt), octets: report.octetsDown + report.octetsUp });
      }
    }
  });

  return {
    paid,
    coa,
    reports,
    async close() {
      ended.abort();
      await Promise.all([payments, radius]);
    },
  };
}

function read<S extends DescMessage>(schema: S, event: Event): MessageShape<S> | undefined {
  return event.type === schema.typeName ? fromJsonString(schema, event.json, { ignoreUnknownFields: true }) : undefined;
}

const ms = (at: Timestamp | undefined): number => (at ? timestampMs(at) : Number.NaN);
