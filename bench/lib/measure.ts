import { performance } from 'node:perf_hooks';

/** Milliseconds that `work` took, with its result. */
export async function timed<T>(
  work: () => T | Promise<T>,
): Promise<{ readonly milliseconds: number; readonly result: T }> {
  const started = performance.now();
  const result = await work();
  return { milliseconds: performance.now() - started, result };
}

/** Resident memory in MB after collecting garbage; needs `--expose-gc`, which `run.ts` gives to every process. */
export function residentMegabytes(): number {
  for (let round = 0; round < 3; round++) globalThis.gc?.();
  return process.memoryUsage().rss / 1e6;
}

/** Lets timers and other work run, as the product does between two slices. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
