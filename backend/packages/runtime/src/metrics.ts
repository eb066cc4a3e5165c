import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Counters by name. Asking twice for one name gives the same counter, so two parts of a service can share it. */
export type Metrics = {
  counter<L extends string>(name: string, help: string, labels?: readonly L[]): Counter<L>;
  gauge<L extends string>(name: string, help: string, labels?: readonly L[], collect?: () => number): Gauge<L>;
  histogram<L extends string>(
    name: string,
    help: string,
    labels?: readonly L[],
    buckets?: readonly number[],
  ): Histogram<L>;
  text(): Promise<string>;
};

/** Seconds, from half a millisecond to ten. */
const latencyBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function openMetrics(options: { ofProcess?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.ofProcess) collectDefaultMetrics({ register: registry });
  const known = <M>(name: string, make: () => M): M => (registry.getSingleMetric(name) as M | undefined) ?? make();
  const registers = [registry];
  return {
    counter: (name, help, labels = []) =>
      known(name, () => new Counter({ name, help, labelNames: [...labels], registers })),
    gauge: (name, help, labels = [], collect) =>
      known(
        name,
        () =>
          new Gauge({
            name,
            help,
            labelNames: [...labels],
            registers,
            ...(collect && {
              collect() {
                this.set(collect());
              },
            }),
          }),
      ),
    histogram: (name, help, labels = [], buckets = latencyBuckets) =>
      known(name, () => new Histogram({ name, help, labelNames: [...labels], buckets: [...buckets], registers })),
    text: () => registry.metrics(),
  };
}
