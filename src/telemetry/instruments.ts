import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { MetricSpec } from './metrics-table.js';

/** Makes the instruments of a registry from lines of the table, with every combination of fixed labels at zero. */
export function instrumentsOn(registry: Registry) {
  const configuration = ({ name, help, labels }: MetricSpec) => ({
    name,
    help,
    labelNames: Object.keys(labels),
    registers: [registry],
  });
  return {
    counter(spec: MetricSpec & { readonly type: 'counter' }): Counter {
      const counter = new Counter(configuration(spec));
      for (const labels of fixedLabels(spec)) counter.inc(labels, 0);
      return counter;
    },
    gauge(spec: MetricSpec & { readonly type: 'gauge' }): Gauge {
      return new Gauge(configuration(spec));
    },
    histogram(spec: MetricSpec & { readonly type: 'histogram' }): Histogram {
      const histogram = new Histogram({ ...configuration(spec), buckets: [...(spec.buckets ?? [])] });
      for (const labels of fixedLabels(spec)) histogram.zero(labels);
      return histogram;
    },
  };
}

/** Returns all combinations of label values; none when a label is open. */
function fixedLabels({ labels }: MetricSpec): readonly Record<string, string>[] {
  let combinations: readonly Record<string, string>[] = [{}];
  for (const [name, values] of Object.entries(labels)) {
    if (values === 'open') return [];
    combinations = combinations.flatMap((combination) =>
      values.map((value) => ({ ...combination, [name]: value })),
    );
  }
  return combinations;
}
