import { type BenchReport, missed } from "#bench";

/** For people: one line a case, and whether the promise was kept. */
export function tableOf({ machine, cases }: BenchReport): string {
  const rows = [
    [
      "case",
      "Beacom",
      "peer",
      "unit",
      "ratio",
      "goal",
      "lost",
      "p99 ms",
      "peer",
      "CPU µs",
      "peer",
      "ratio",
      "goal",
      "",
    ],
    ...cases.map((measured) => [
      measured.case,
      String(measured.beacom),
      String(measured.peer),
      measured.unit,
      `${measured.ratio.toFixed(1)}×`,
      typeof measured.goal === "number" ? `≥${measured.goal}×` : (measured.goal ?? ""),
      String(measured.lost),
      ...["beacomP99Ms", "peerP99Ms", "beacomCpuMicroseconds", "peerCpuMicroseconds"].map((name) =>
        String(measured.details?.[name] ?? ""),
      ),
      measured.cpuRatio === undefined ? "" : `${measured.cpuRatio.toFixed(1)}×`,
      measured.cpuGoal === undefined ? "" : `≥${measured.cpuGoal}×`,
      missed(measured) ? "MISSED" : measured.goal === undefined ? "" : "met",
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("  "),
  );
  const { cpu, cores, memoryGib, kernel, node, loadBefore } = machine;
  return [
    `${cpu}, ${cores} cores, ${memoryGib} GiB, ${kernel}, Node ${node}, load before ${loadBefore}`,
    "",
    ...lines,
  ].join("\n");
}
