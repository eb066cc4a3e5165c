import { type KnownLink, verifyAudit } from "@beacom/audit-log";
import colours from "picocolors";
import type { AuditHere } from "#commands/audit/audit-here";
import { machineJson } from "#console/machine-json";

/** Computes the chain again and names the first entry that does not follow; ends with 1 if there is one. */
export async function auditVerify(
  { sql, terminal }: AuditHere,
  { known, json }: { known?: KnownLink; json?: boolean },
): Promise<void> {
  const report = await verifyAudit(sql, known);
  if (!report.intact) terminal.fail();
  if (json === true) return terminal.say(machineJson(report));
  const { entries, firstBroken, madeAnew, hash } = report;
  const lines = [
    firstBroken === undefined
      ? line(true, `the chain of ${entries} ${entries === 1n ? "entry" : "entries"} is unbroken`)
      : line(
          false,
          `entry ${firstBroken} was altered, removed or inserted; the ${entries} before it follow one another`,
        ),
    ...(known && firstBroken === undefined ? [line(!madeAnew, knownInWords(known, madeAnew))] : []),
    // Who can write to the database can make a whole chain anew, but not with the same end.
    ...(entries === 0n ? [] : [`  write this down elsewhere: ${entries}:${hash}`]),
  ];
  terminal.say(lines.join("\n"));
}

const knownInWords = ({ position }: KnownLink, madeAnew: boolean): string =>
  madeAnew
    ? `entry ${position} has another hash than the one that was written down: the chain was made anew`
    : `entry ${position} is the one that was written down`;

const line = (fine: boolean, text: string) => `${fine ? colours.green("✓") : colours.red("✗")} ${text}`;
