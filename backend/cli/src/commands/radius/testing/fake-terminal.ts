import type { Terminal } from "#console/terminal";

export type FakeTerminal = Terminal & {
  said(): readonly string[];
  besides(): readonly string[];
  asked(): readonly string[];
  failed(): boolean;
  /** As with Ctrl-C. */
  interrupt(): void;
};

/** Writes down what is said to it; whoever sits there gives these answers, and nobody does without them. */
export function fakeTerminal(options: { answers?: readonly boolean[] } = {}): FakeTerminal {
  const said: string[] = [];
  const besides: string[] = [];
  const asked: string[] = [];
  const answers = [...(options.answers ?? [])];
  const abort = new AbortController();
  let failed = false;
  return {
    say: (text) => void said.push(text),
    aside: (text) => void besides.push(text),
    progress: () => undefined,
    redraw: (text) => void said.push(text),
    interactive: options.answers !== undefined,
    confirm(question) {
      asked.push(question);
      return Promise.resolve(answers.shift() ?? false);
    },
    fail() {
      failed = true;
    },
    interruption: () => abort.signal,
    said: () => said,
    besides: () => besides,
    asked: () => asked,
    failed: () => failed,
    interrupt: () => abort.abort(new Error("interrupted")),
  };
}
