import { closeSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";

export type LogFile = { write(line: string): void; close(): void };

const largestOctets = 20 * 1024 * 1024;
const triedAgainAfterMs = 1_000;

/**
 * The log of one process, and one older one, so that a process that talks much cannot fill the disk. A disk that is full already costs lines, whose
 * number is told later, and never the supervisor: without it nobody would start the services again.
 */
export function openLogFile(path: string, options: { largestOctets?: number } = {}): LogFile {
  const largest = options.largestOctets ?? largestOctets;
  let file: number | undefined;
  let size = 0;
  let lost = 0;
  let restsUntilMs = 0;

  function open(): number {
    const opened = openSync(path, "a", 0o600);
    size = fstatSync(opened).size;
    return opened;
  }

  function close(): void {
    const opened = file;
    file = undefined;
    if (opened !== undefined) closeSync(opened);
  }

  function append(line: string): void {
    file ??= open();
    if (size > largest) {
      close();
      renameSync(path, `${path}.1`);
      file = open();
    }
    size += writeSync(file, `${line}\n`);
  }

  return {
    write(line) {
      if (Date.now() < restsUntilMs) {
        lost += 1;
        return;
      }
      try {
        if (lost > 0) append(JSON.stringify({ level: "warn", lines: lost, msg: "lines could not be written" }));
        lost = 0;
        append(line);
      } catch {
        lost += 1;
        restsUntilMs = Date.now() + triedAgainAfterMs;
      }
    },
    close,
  };
}
