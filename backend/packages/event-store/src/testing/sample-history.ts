import type { Command, NewEvent } from "#event";
import type { EventStore } from "#event-store";

const at = new Date("2026-11-22T18:00:00.123Z");
const types = ["MoneySent", "MoneyReceived", "Counted"];

/** A history of so many commands over many streams: one to three events each, of several types and forms, now and then of two streams. */
export async function appendHistory(store: EventStore, commands: number): Promise<void> {
  const versions = new Map<string, number>();
  for (let n = 0; n < commands; n++) {
    const streams = n % 5 === 0 ? [`wallet/${n % 23}`, `ledger/${n % 7}`] : [`wallet/${n % 23}`];
    const writes: Command["writes"] = streams.map((stream, which) => {
      const expectedVersion = versions.get(stream) ?? 0;
      const events = Array.from({ length: 1 + ((n + which) % 3) }, (_, line) => eventOf(n, line));
      versions.set(stream, expectedVersion + events.length);
      return { stream, expectedVersion, events };
    });
    const answer = await store.append({ commandKey: `command:${n}`, writes });
    if (!answer.ok) throw new Error(`command ${n} was refused: ${answer.error.kind}`);
  }
}

function eventOf(n: number, line: number): NewEvent {
  const form = 1 + (n % 3);
  const data = {
    cents: String(n * 100 + line),
    note: n % 4 === 0 ? null : `é "${n}"\n`,
    nested: [{ n }, [line, true]],
  };
  return { type: types[n % types.length]!, ...(form > 1 && { form }), data, at: new Date(at.getTime() + n * 997) };
}
