import type { Session } from "@beacom/proto/radius/v1/radius";
import type { ExplainAccessResponse } from "@beacom/proto/radius/v1/radius_admin";
import colours from "picocolors";
import { drawExplanation } from "#commands/radius/explain";
import { drawSessions } from "#commands/radius/session-table";
import type { Reported } from "#commands/radius/test-login/account";
import { drawSections, type Section } from "#console/table";
import { millisecondsInWords } from "#console/units";

/** What came of a test login. */
export type Tested = {
  user: string;
  method: string;
  /** As which kind of router it was done, and which router that is like. */
  kind: string;
  like: string | undefined;
  decision: string;
  milliseconds: number;
  attempts: number;
  proved?: boolean;
  attributes: readonly { name: string; value: string }[];
  /** Of a reject: what the server's rules say. */
  why?: ExplainAccessResponse;
  reports?: readonly Reported[];
  session?: Session;
};

export function drawTest(tested: Tested): string {
  const { decision, method, kind, like, milliseconds, attempts } = tested;
  const accepted = decision === "Access-Accept";
  const repeated = attempts > 1 ? `, heard at attempt ${attempts}` : "";
  const heading = `${(accepted ? colours.green : colours.red)(decision)} in ${millisecondsInWords(milliseconds)}${repeated}`;
  const as = `${tested.user} by ${method}, at a router of kind ${kind}${like === undefined ? "" : ` like ${like}`}`;
  const sections: Section[] = [
    { title: "It carries", rows: tested.attributes.map(({ name, value }) => [name, value] as const) },
  ];
  if (tested.reports) {
    const rows = tested.reports.map(({ status, milliseconds: ms }) => [status, reportInWords(ms)] as const);
    sections.push({ title: "Accounting", rows });
  }
  const parts = [`${heading}  ${colours.dim(as)}`, drawSections(sections.filter(({ rows }) => rows.length > 0))];
  if (tested.proved === false) parts.push(colours.red("The server did not prove that it knows the password."));
  if (tested.session) parts.push(drawSessions([tested.session]));
  else if (tested.reports) parts.push(colours.red("The session is not in the list of sessions."));
  if (tested.why) parts.push(whyInWords(tested.why));
  return parts.filter((part) => part !== "").join("\n\n");
}

const reportInWords = (ms: number | undefined): string =>
  ms === undefined ? colours.red("not acknowledged") : `acknowledged in ${millisecondsInWords(ms)}`;

/** The rules may let in whom the password, or a limit, kept out. */
function whyInWords(why: ExplainAccessResponse): string {
  if (why.decision === "Access-Accept") {
    return [
      colours.bold("Why"),
      "  The rules would let this login in: it was the password, the number of devices at once, or an empty pool.",
      "  The Reply-Message tells which.",
    ].join("\n");
  }
  const elsewhere =
    why.reason === "another-nas"
      ? "\n\nThis subscriber may come online at certain routers only, and a test is none of them: ./beacom radius explain"
      : "";
  return `${colours.bold("Why")}  ${drawExplanation(why)}${elsewhere}`;
}
