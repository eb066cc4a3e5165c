import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { JudgementSchema } from "@beacom/proto/radius/v1/radius_admin";
import { test } from "vitest";
import { drawShadow } from "#commands/radius/shadow/draw-shadow";
import { openFindings } from "#commands/radius/shadow/findings";
import { pairing } from "#commands/radius/shadow/pair-exchanges";

const judged = (more: MessageInitShape<typeof JudgementSchema>) =>
  create(JudgementSchema, {
    verdict: "differs",
    username: "thandi",
    nas: "tower-1",
    theirs: "Access-Accept",
    ours: "Access-Accept",
    ...more,
  });
const noon = new Date(0);
const found = (judgements: readonly MessageInitShape<typeof JudgementSchema>[], ignored: readonly string[] = []) => {
  const findings = openFindings(() => "12:00", ignored);
  for (const one of judgements) findings.add(judged(one), noon);
  return findings;
};

test("differences are grouped by what an engineer mends: the decision with its reason, or an attribute", () => {
  const rate = { name: "Mikrotik-Rate-Limit", theirs: "1M/9M", ours: "" };
  const findings = found([
    { ours: "Access-Reject", because: "unknown-user" },
    { ours: "Access-Reject", because: "unknown-user", username: "bo" },
    { theirs: "Access-Reject", because: "profile: gold; service: full" },
    { differences: [rate, { name: "Class", theirs: "", ours: "x" }] },
    { differences: [{ ...rate, ours: "5M/9M" }] },
    { verdict: "same" },
    { verdict: "cannot-tell", because: "EAP's tunnel hides what was proved" },
  ]);
  assert.deepEqual([findings.same(), findings.different(), findings.unclear()], [1, 5, 1]);
  assert.deepEqual(
    findings.differences().map(({ what, count }) => [what, count]),
    [
      ["decision: Access-Accept there, Access-Reject here (unknown-user)", 2],
      ["decision: Access-Reject there, Access-Accept here", 1],
      ["Mikrotik-Rate-Limit: only there", 1],
      ["Class: only here", 1],
      ["Mikrotik-Rate-Limit: another value", 1],
    ],
  );
  assert.deepEqual(findings.reasons()[0]?.examples, ["thandi at tower-1, 12:00"]);
  assert.match(findings.differences().at(-1)!.examples[0]!, /: 1M\/9M there, 5M\/9M here$/);
});

test("what may differ does not count, unless something else differs too", () => {
  const interim = { name: "Acct-Interim-Interval", theirs: "", ours: "300" };
  const findings = found(
    [{ differences: [interim] }, { differences: [interim, { name: "Class", theirs: "a", ours: "b" }] }],
    ["acct-interim-interval"],
  );
  assert.deepEqual([findings.same(), findings.different()], [1, 1]);
  assert.deepEqual(
    findings.differences().map(({ what }) => what),
    ["Class: another value"],
  );
});

test("the summary says what was seen besides", () => {
  const findings = found([{ verdict: "same" }]);
  const capture = { packets: 12, datagrams: 10, fragments: 0, otherTraffic: 2, cutOctets: 0 };
  const unreadable = new Map([["truncated-by-snaplen", 3]]);
  const pairs = { ...pairing().counts, requests: 5, cutOff: 1 };
  const drawn = stripVTControlCharacters(drawShadow({ findings, pairs, capture, unreadable }));
  assert.match(
    drawn,
    /^ +1 {2}answered the same\n +0 {2}answered otherwise\n +0 {2}cannot be told\n\n5 requests in 12 packets, 1 unanswered where the capture ends, 2 packets of something else, 3 truncated by snaplen$/,
  );
});
