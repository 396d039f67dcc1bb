/** Numbers of one series of measurements, milliseconds. */
export type Percentiles = Readonly<Record<'p50' | 'p95' | 'p99' | 'max', number>>;

/** Nearest-rank percentile, `share` from 0 to 1. Throws on an empty series: a figure out of nothing is a mistake. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('No percentile of an empty series');
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export function percentiles(values: readonly number[]): Percentiles {
  return {
    p50: rounded(percentile(values, 0.5)),
    p95: rounded(percentile(values, 0.95)),
    p99: rounded(percentile(values, 0.99)),
    max: rounded(Math.max(...values)),
  };
}

/** Three significant digits are what a shared machine can tell. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

/** `100k` for 100,000: part of the names of figures. */
export function sizeLabel(count: number): string {
  return count % 1000 === 0 ? `${count / 1000}k` : String(count);
}
