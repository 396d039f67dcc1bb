const BASE_MS = 1_000;
const CAP_MS = 5 * 60_000;
const POLL_MS = 60_000;

/** Wait before attempt `failures` + 1: full jitter over 1 s · 2ⁿ, at most 5 minutes (sync §2.13). Milliseconds. */
export function backOffDelay(failures: number, random: () => number): number {
  return Math.floor(random() * Math.min(CAP_MS, BASE_MS * 2 ** Math.min(failures, 20)));
}

/** Wait until the next poll: 60 s ± 50 %, so that thousands of clients spread themselves (sync §2.15). Milliseconds. */
export function pollDelay(random: () => number): number {
  return Math.floor(POLL_MS * (0.5 + random()));
}
