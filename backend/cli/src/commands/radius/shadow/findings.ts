import type { Judgement } from "@beacom/proto/radius/v1/radius_admin";

/** What differs in one way, or cannot be told for one reason. */
export type Finding = { what: string; count: number; examples: string[] };

export type Findings = {
  add(judgement: Judgement, at: Date): void;
  readonly same: () => number;
  /** Answered otherwise, however many ways. */
  readonly different: () => number;
  readonly unclear: () => number;
  differences(): readonly Finding[];
  reasons(): readonly Finding[];
};

const mostExamples = 3;

/** `ignored`: attributes in which the two servers may differ, in any case. */
export function openFindings(timeText: (at: Date) => string, ignored: readonly string[] = []): Findings {
  const passedOver = new Set(ignored.map((name) => name.toLowerCase()));
  const counts = { same: 0, differs: 0, "cannot-tell": 0 };
  const differences = new Map<string, Finding>();
  const reasons = new Map<string, Finding>();

  return {
    add(judgement, at) {
      const who = `${judgement.username || "(no name)"} at ${judgement.nas || "?"}, ${timeText(at)}`;
      switch (judgement.verdict) {
        case "same":
          counts.same++;
          return;
        case "differs": {
          const ways = waysOf(judgement, passedOver);
          counts[ways.length === 0 ? "same" : "differs"]++;
          for (const [what, detail] of ways) note(differences, what, `${who}${detail}`);
          return;
        }
        default:
          counts["cannot-tell"]++;
          note(reasons, judgement.because, who);
      }
    },
    same: () => counts.same,
    different: () => counts.differs,
    unclear: () => counts["cannot-tell"],
    differences: () => sorted(differences),
    reasons: () => sorted(reasons),
  };
}

/** The decision, or each attribute by its name: what an engineer mends at once for all of them. */
function waysOf(
  { theirs, ours, because, differences }: Judgement,
  passedOver: ReadonlySet<string>,
): [what: string, detail: string][] {
  if (theirs !== ours) {
    // Why somebody is let in is a long story, and another one for everybody.
    const why = ours === "Access-Reject" ? ` (${because})` : "";
    return [[`decision: ${theirs || "none"} there, ${ours || "none"} here${why}`, ""]];
  }
  const counted = differences.filter(({ name }) => !passedOver.has(name.toLowerCase()));
  return counted.map(({ name, theirs: there, ours: here }) => {
    const way = here === "" ? "only there" : there === "" ? "only here" : "another value";
    return [`${name}: ${way}`, `: ${there || "-"} there, ${here || "-"} here`];
  });
}

function note(findings: Map<string, Finding>, what: string, example: string): void {
  const finding = findings.get(what) ?? { what, count: 0, examples: [] };
  finding.count++;
  if (finding.examples.length < mostExamples) finding.examples.push(example);
  findings.set(what, finding);
}

const sorted = (findings: ReadonlyMap<string, Finding>): Finding[] =>
  [...findings.values()].toSorted((a, b) => b.count - a.count);
