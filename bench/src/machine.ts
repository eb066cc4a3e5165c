import { cpus, release, totalmem } from "node:os";

export type Machine = { cpu: string; cores: number; memoryGib: number; kernel: string; node: string };

/** What the figures were measured on: without it they say nothing. */
export const thisMachine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: cpus().length,
  memoryGib: Math.round(totalmem() / 2 ** 30),
  kernel: `${process.platform} ${release()} ${process.arch}`,
  node: process.version,
});
