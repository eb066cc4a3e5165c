import type { Counts } from "@beacom/capture";
import colours from "picocolors";
import type { Finding, Findings } from "#commands/radius/shadow/findings";
import type { PairingCounts } from "#commands/radius/shadow/pair-exchanges";
import { countInWords, countOf } from "#console/units";

export type Shadowed = {
  findings: Findings;
  pairs: Readonly<PairingCounts>;
  capture: Readonly<Counts>;
  /** Packets that could not be read, by what is wrong with them. */
  unreadable: ReadonlyMap<string, number>;
};

export const progressInWords = ({ findings, pairs }: Pick<Shadowed, "findings" | "pairs">): string =>
  `${countOf(pairs.requests, "request")}: ${countInWords(findings.same())} the same, ${countInWords(findings.different())} different, ${countInWords(findings.unclear())} cannot be told`;

export function drawShadow(shadowed: Shadowed): string {
  const { findings, pairs, capture, unreadable } = shadowed;
  const line = (count: number, text: string, paint: (text: string) => string) =>
    `${paint(countInWords(count).padStart(9))}  ${text}`;
  const plain = (text: string) => text;
  const head = [
    line(findings.same(), "answered the same", findings.same() > 0 ? colours.green : plain),
    line(findings.different(), "answered otherwise", findings.different() > 0 ? colours.red : plain),
    line(findings.unclear(), "cannot be told", findings.unclear() > 0 ? colours.yellow : plain),
  ];
  return [
    ...head,
    ...listed("What differs", findings.differences(), colours.red),
    ...listed("What cannot be told", findings.reasons(), colours.yellow),
    "",
    colours.dim(seen(pairs, capture, unreadable)),
  ].join("\n");
}

function listed(title: string, findings: readonly Finding[], paint: (text: string) => string): string[] {
  if (findings.length === 0) return [];
  return [
    `\n${colours.bold(title)}`,
    ...findings.flatMap(({ what, count, examples }) => [
      `${paint(countInWords(count).padStart(9))}  ${what}`,
      ...examples.map((example) => colours.dim(`             ${example}`)),
    ]),
  ];
}

/** What was in the capture besides, so that nobody wonders where something is. */
function seen(pairs: PairingCounts, capture: Counts, unreadable: ReadonlyMap<string, number>): string {
  const parts = [
    [pairs.repeated, "repeated"],
    [pairs.unanswered, "not answered"],
    [pairs.stray, "answers without a request"],
    [pairs.cutOff, "unanswered where the capture ends"],
    [pairs.other, "datagrams of something else"],
    [capture.otherTraffic, "packets of something else"],
  ] as const;
  const broken = [...unreadable].map(([kind, count]) => `${countInWords(count)} ${kind.replaceAll("-", " ")}`);
  return [
    `${countOf(pairs.requests, "request")} in ${countOf(capture.packets, "packet")}`,
    ...parts.filter(([count]) => count > 0).map(([count, what]) => `${countInWords(count)} ${what}`),
    ...broken,
  ].join(", ");
}
