import { DAY } from '../security/clock.ts';

/** Older mutations are refused, so that a delayed duplicate can never run after its result was forgotten (sync §2.10). */
export const MUTATION_LIFE = 60 * DAY;

/**
 * When an edit counts as made (sync §2.19), in server time: the client's clock corrected with the offset it knew
 * (`offset_ms` is client minus server), and never in the future, so that no clock can win by being wrong.
 */
export function effectiveTime(edit: { edit_ts: string; offset_ms: number }, now: Date): Date {
  return new Date(Math.min(Date.parse(edit.edit_ts) - edit.offset_ms, now.getTime()));
}

/** Who wrote a value, and when in effective time: what decides between two edits of it. */
export interface Stamp {
  readonly at: Date;
  /** Device id. */
  readonly device: string;
}

/**
 * Effective time of an edit made on top of a version (sync §2.19): a change always wins over the version its author saw.
 * `seen` is that version's time as the client knew it; beyond what is really stored it proves nothing, so that no client
 * can reach into the future by inventing one. In the same millisecond the result is one later than the stored time.
 */
export function onTopOf(at: Date, seen: Date | null, stored: Date): Date {
  if (seen === null) return at;
  return new Date(Math.max(at.getTime(), Math.min(seen.getTime(), stored.getTime()) + 1));
}

/**
 * Last writer wins; at the same moment the larger device id. One device sends in the order of its user, so its own edit of
 * the same moment wins: two clicks that a clock in the future pushed back to the same `now` keep their order.
 */
export function isNewer(edit: Stamp, stored: Stamp): boolean {
  const difference = edit.at.getTime() - stored.at.getTime();
  return difference === 0 ? edit.device >= stored.device : difference > 0;
}
