import { cpus, loadavg, release, totalmem } from "node:os";

export type Machine = {
  cpu: string;
  cores: number;
  memoryGib: number;
  kernel: string;
  node: string;
  loadBefore: number;
};

/** What the figures were measured on: without it they say nothing. On a machine that has other work, whoever runs more threads gets more of it. */
export const thisMachine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? "unknown",
  cores: cpus().length,
  memoryGib: Math.round(totalmem() / 2 ** 30),
  kernel: `${process.platform} ${release()} ${process.arch}`,
  node: process.version,
  loadBefore: Number((loadavg()[0] ?? 0).toFixed(1)),
});
