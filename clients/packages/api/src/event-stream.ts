export type StreamEvent = { id: string | undefined; event: string; data: string };

/** HTML standard, section 9.2.6, as far as a server of ours uses it. A comment comes out as an event without data: a sign of life. */
export async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      // A carriage return at the very end may be half of a line end; it waits for the next piece.
      const text = rest + value;
      const usable = text.endsWith("\r") ? text.slice(0, -1) : text;
      const blocks = usable.replaceAll("\r\n", "\n").replaceAll("\r", "\n").split("\n\n");
      rest = (blocks.pop() ?? "") + text.slice(usable.length);
      for (const block of blocks) yield eventFrom(block);
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

function eventFrom(block: string): StreamEvent {
  const found: StreamEvent = { id: undefined, event: "message", data: "" };
  const data: string[] = [];
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "id") found.id = value;
    if (field === "event") found.event = value;
    if (field === "data") data.push(value);
  }
  return { ...found, data: data.join("\n") };
}
