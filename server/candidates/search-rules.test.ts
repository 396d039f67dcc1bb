import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applySearchEdit, type SearchState } from './search-rules.ts';

interface Step {
  readonly at: Date;
  /** Null deletes. */
  readonly content: string | null;
}

/** The version that all devices saw; few moments after it, so that ties are common. */
const START: SearchState<string> = { content: 'begin', at: new Date(0), device: 'a' };
const moment = fc.integer({ min: 1, max: 6 }).map((ms) => new Date(ms));
const step: fc.Arbitrary<Step> = fc.record({ at: moment, content: fc.constantFrom('x', 'y', null) });
const steps = fc.array(step, { maxLength: 5 });
const DEVICES = ['a', 'b', 'c'] as const;

/** The rule as one definition: the largest edit by (time, device, order on that device). */
function largest(work: readonly (readonly Step[])[]): SearchState<string> {
  const edits = work.flatMap((list, n) => list.map((item, order) => ({ ...item, device: DEVICES[n] ?? '', order })));
  const best = edits.reduce<(typeof edits)[number] | null>((one, other) => {
    if (one === null) return other;
    const difference =
      one.at.getTime() - other.at.getTime() || one.device.localeCompare(other.device) || one.order - other.order;
    return difference > 0 ? one : other;
  }, null);
  return best === null ? START : { content: best.content, at: best.at, device: best.device };
}

describe('rules of a saved search', () => {
  it('end in the newest put or deletion, in whatever order the devices arrive', () => {
    fc.assert(
      fc.property(steps, steps, steps, fc.infiniteStream(fc.nat()), (a, b, c, choices) => {
        const queues = [a, b, c].map((list, n) => ({ device: DEVICES[n] ?? '', list: [...list] }));
        let state = START;
        for (;;) {
          const waiting = queues.filter(({ list }) => list.length > 0);
          const queue = waiting[Number(choices.next().value) % Math.max(1, waiting.length)];
          const item = queue?.list.shift();
          if (queue === undefined || item === undefined) break;
          state = applySearchEdit(state, { ...item, device: queue.device, seen: START.at });
        }
        expect(state).toEqual(largest([a, b, c]));
      }),
      { numRuns: 1000 },
    );
  });

  it('let an edit win over the version its author saw, whatever his clock says', () => {
    fc.assert(
      fc.property(moment, moment, fc.constantFrom('x', null), (stored, at, content) => {
        const state = { content: 'oud', at: stored, device: 'b' };
        const next = applySearchEdit(state, { content, at, device: 'a', seen: stored });
        expect(next.content).toBe(content);
        expect(next.at.getTime()).toBeGreaterThan(stored.getTime());
      }),
    );
  });

  it('keep a deletion that its author did not see against an older edit, and not against a newer one', () => {
    const deleted = { content: null, at: new Date(5), device: 'a' };
    const put = (ms: number) =>
      applySearchEdit(deleted, { content: 'x', at: new Date(ms), device: 'b', seen: new Date(1) });
    expect(put(4)).toBe(deleted);
    expect(put(6).content).toBe('x');
  });

  it('give no advantage to a version that was never stored', () => {
    const state = { content: 'oud', at: new Date(5), device: 'a' };
    const next = applySearchEdit(state, { content: 'x', at: new Date(2), device: 'b', seen: new Date(1_000_000) });
    expect(next.at).toEqual(new Date(6));
  });
});
