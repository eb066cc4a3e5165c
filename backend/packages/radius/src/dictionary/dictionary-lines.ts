/** The words of a line that says something; `file` is the included file that it stands in. */
export type Line = { readonly file: string | undefined; readonly number: number; readonly words: readonly string[] };

export type IncludeFault = "include-refused" | "include-not-found" | "include-within-itself" | "too-many-includes";

/** Gives a file's text by the name after $INCLUDE; undefined when there is none. */
export type Include = (name: string) => string | undefined;

export type LineReaders = {
  readonly include: Include | undefined;
  onLine(line: Line): void;
  onFault(kind: IncludeFault, line: Line): void;
};

const mostIncludes = 1_000;

/** Line by line, without comments (from a # to the line's end), an included file where it is included. */
export function readLines(text: string, readers: LineReaders): void {
  let includes = 0;
  read(text, undefined, new Set());

  function read(text: string, file: string | undefined, within: ReadonlySet<string>): void {
    let number = 0;
    for (const raw of text.split("\n")) {
      number++;
      const words = raw.replace(/#.*/s, "").trim().split(/\s+/);
      if (words[0] === "") continue;
      const line: Line = { file, number, words };
      if (words[0]!.toUpperCase().startsWith("$INCLUDE")) include(line, within);
      else readers.onLine(line);
    }
  }

  function include(line: Line, within: ReadonlySet<string>): void {
    const [keyword = "", name = ""] = line.words;
    if (readers.include === undefined || name === "") return readers.onFault("include-refused", line);
    if (within.has(name)) return readers.onFault("include-within-itself", line);
    if (++includes > mostIncludes) return readers.onFault("too-many-includes", line);
    const text = readers.include(name);
    if (text !== undefined) return read(text, name, new Set([...within, name]));
    // "$INCLUDE-" is the form for a file that may be missing.
    if (!keyword.endsWith("-")) readers.onFault("include-not-found", line);
  }
}
