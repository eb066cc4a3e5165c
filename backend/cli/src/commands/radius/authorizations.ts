import type { DynamicAuthorization } from "@beacom/proto/radius/v1/radius_admin";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import colours from "picocolors";
import { requireRouter } from "#commands/radius/customer";
import { errorCauseName } from "#commands/radius/error-cause";
import type { RadiusHere } from "#commands/radius/here";
import { drawColumns } from "#console/columns";
import { machineJson } from "#console/machine-json";
import { countOf, millisecondsInWords, timeInWords } from "#console/units";

export type AuthorizationsOptions = {
  failed?: boolean;
  nas?: string;
  customer?: string;
  session?: string;
  change?: string;
  limit: number;
  json?: boolean;
};

const mostPerPage = 500;

/** CoA and Disconnect, newest first, with what came of each. */
export async function radiusAuthorizations(here: RadiusHere, options: AuthorizationsOptions): Promise<void> {
  const outcomes = options.failed === true ? ["refused", "no-answer"] : [""];
  const lists = await Promise.all(outcomes.map((outcome) => listed(here, outcome, options)));
  const authorizations = lists
    .flat()
    .toSorted((a, b) => Number(b.id - a.id))
    .slice(0, options.limit);
  if (authorizations.length === 0 && options.nas !== undefined) await requireRouter(here, options.nas);
  if (options.json === true) return here.terminal.say(machineJson({ authorizations }));
  if (authorizations.length === 0)
    return here.terminal.say(options.failed === true ? "None failed." : "None was sent.");
  here.terminal.say(drawAuthorizations(authorizations));
  here.terminal.say(`\n${colours.dim(`${countOf(authorizations.length, "entry", "entries")}, newest first`)}`);
}

async function listed(
  { admin }: RadiusHere,
  outcome: string,
  options: AuthorizationsOptions,
): Promise<DynamicAuthorization[]> {
  const found: DynamicAuthorization[] = [];
  let cursor = "";
  do {
    const page = await admin.listDynamicAuthorizations({
      outcome,
      nasName: options.nas ?? "",
      customerId: options.customer ?? "",
      sessionId: options.session ?? "",
      massChangeId: options.change ?? "",
      limit: Math.min(options.limit - found.length, mostPerPage),
      cursor,
    });
    found.push(...page.authorizations);
    cursor = page.page?.nextCursor ?? "";
  } while (cursor !== "" && found.length < options.limit);
  return found;
}

export const drawAuthorizations = (authorizations: readonly DynamicAuthorization[]): string =>
  drawColumns(
    [
      { title: "asked for" },
      { title: "what" },
      { title: "user" },
      { title: "router" },
      { title: "because of" },
      { title: "outcome" },
      { title: "attempts", align: "right" },
      { title: "took", align: "right" },
    ],
    authorizations.map((one) => [
      one.requestedAt ? timeInWords(timestampDate(one.requestedAt)) : "",
      one.kind,
      one.username,
      one.nasName,
      one.reason,
      outcomeInWords(one),
      one.attempts === 0 ? "" : String(one.attempts),
      tookInWords(one),
    ]),
  );

export function outcomeInWords(one: Pick<DynamicAuthorization, "outcome" | "errorCause" | "detail">): string {
  if (one.outcome === "") return "under way";
  const cause = errorCauseName(one.errorCause);
  // The server says Error-Cause in words where the router gave no words of its own.
  const detail = one.detail !== "" && !cause.endsWith(one.detail) ? one.detail : "";
  return [one.outcome, [cause, detail].filter((part) => part !== "").join(", ")]
    .filter((part) => part !== "")
    .join(": ");
}

const tookInWords = ({ sentAt, doneAt }: DynamicAuthorization): string =>
  sentAt && doneAt ? millisecondsInWords(timestampDate(doneAt).getTime() - timestampDate(sentAt).getTime()) : "";
