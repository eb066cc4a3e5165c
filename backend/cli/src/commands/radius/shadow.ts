import { createReadStream, existsSync } from "node:fs";
import { type CaptureRefusal, readCapture } from "@beacom/capture";
import type { RadiusHere } from "#commands/radius/here";
import { drawShadow, progressInWords, type Shadowed } from "#commands/radius/shadow/draw-shadow";
import { openFindings } from "#commands/radius/shadow/findings";
import { openJudge } from "#commands/radius/shadow/judge";
import { pairing } from "#commands/radius/shadow/pair-exchanges";
import { machineJson } from "#console/machine-json";
import { Problem } from "#console/problem";
import { timeInWords } from "#console/units";

export type ShadowOptions = { capture: string; ignore?: readonly string[]; json?: boolean };

/** Compares what another server answered, as tcpdump saw it, with what this one would have answered. */
export async function radiusShadow(here: RadiusHere, options: ShadowOptions): Promise<void> {
  const { terminal } = here;
  const shadowed = await shadow(here, options);
  const { findings } = shadowed;
  const told = findings.same() + findings.different();
  if (findings.different() > 0 || told === 0) terminal.fail();
  if (options.json === true) return terminal.say(machineJson(summaryOf(shadowed)));
  if (shadowed.pairs.requests === 0) {
    throw new Problem(`there is no Access-Request in ${options.capture === "-" ? "what came in" : options.capture}`, [
      "Capture where the server in use is asked:  tcpdump -i any -U -w radius.pcap 'udp port 1812'",
      ...unreadableInWords(shadowed.unreadable),
    ]);
  }
  terminal.say(drawShadow(shadowed));
  if (told === 0) terminal.say("\nNothing could be compared: this says nothing about the two servers.");
}

async function shadow(here: RadiusHere, { capture: path, ignore }: ShadowOptions): Promise<Shadowed> {
  const { terminal } = here;
  if (path !== "-" && !existsSync(path)) throw new Problem(`there is no ${path}`, ["- reads what comes in."]);
  // Whoever stops a live capture wants to know what it has shown.
  const interrupted = terminal.interruption();
  const capture = readCapture(untilInterrupted(path === "-" ? process.stdin : createReadStream(path), interrupted));
  const pairs = pairing();
  const findings = openFindings(timeInWords, ignore);
  const unreadable = new Map<string, number>();
  const progress = () => terminal.progress(progressInWords({ findings, pairs: pairs.counts }));
  const judge = openJudge(here, findings, progress);
  for await (const item of capture) {
    if (item.ok) await judge.add(pairs.add(item.value));
    else note(unreadable, item.error, path);
  }
  await judge.add(pairs.end());
  await judge.finish();
  return { findings, pairs: pairs.counts, capture: capture.counts, unreadable };
}

async function* untilInterrupted(
  source: AsyncIterable<Uint8Array> & { destroy(): unknown },
  interrupted: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const stop = () => void source.destroy();
  interrupted.addEventListener("abort", stop, { once: true });
  try {
    yield* source;
  } catch (error) {
    if (!interrupted.aborted) throw error;
  } finally {
    interrupted.removeEventListener("abort", stop);
  }
}

function note(unreadable: Map<string, number>, refusal: CaptureRefusal, path: string): void {
  if (refusal.kind === "not-a-capture" || refusal.kind === "unsupported-version") {
    throw new Problem(`${path === "-" ? "what comes in" : path} is no capture as tcpdump or Wireshark write it`, [
      "tcpdump -i any -U -w radius.pcap 'udp port 1812'",
    ]);
  }
  unreadable.set(refusal.kind, (unreadable.get(refusal.kind) ?? 0) + 1);
}

const unreadableInWords = (unreadable: ReadonlyMap<string, number>): string[] =>
  unreadable.size === 0
    ? []
    : [
        `Not readable in it: ${[...unreadable].map(([kind, count]) => `${count} ${kind.replaceAll("-", " ")}`).join(", ")}`,
      ];

const summaryOf = ({ findings, pairs, capture, unreadable }: Shadowed) => ({
  same: findings.same(),
  differs: findings.different(),
  cannotTell: findings.unclear(),
  differences: findings.differences(),
  reasons: findings.reasons(),
  pairs,
  capture,
  unreadable: Object.fromEntries(unreadable),
});
