/** What a benchmark is asked to do. */
export interface BenchOptions {
  /** Small data, under a minute for everything together: checks answers, not times. */
  readonly quick: boolean;
  /** The sizes that take a quarter of an hour (500,000 candidates) as well. */
  readonly full: boolean;
  /** Overrides the size of the benchmark. */
  readonly candidates: number | null;
  /** Only these engines beside the product, for `search`; null is all. */
  readonly peers: readonly string[] | null;
}

export type Value = string | number | boolean | null | readonly string[] | { readonly [key: string]: Value };

/** One line of output: `benchmark` and `candidates` first, then figures, then `notes` in words. */
export interface BenchReport {
  readonly benchmark: string;
  readonly candidates: number;
  readonly [figure: string]: Value;
}

/** Progress goes to stderr: stdout holds nothing but reports. */
export function progress(text: string): void {
  process.stderr.write(`  ${text}\n`);
}
