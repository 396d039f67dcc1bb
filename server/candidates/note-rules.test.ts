import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interleavings, reference, type Step } from '../testing/note-reference.ts';
import { applyDelete, applyEdit, type NoteEdit, type NoteState } from './note-rules.ts';

const NOTHING_SEEN = { text: null, scope: null };
const BASE = new Date(0);
const START: NoteState = {
  text: { value: 'begin', at: BASE, device: 'a' },
  scope: { value: 'PRIVATE', at: BASE, device: 'a' },
  deleted: null,
};

/** Few moments, so that ties are common. */
const moment = fc.integer({ min: 1, max: 6 }).map((ms) => new Date(ms));
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('text' as const), at: moment, value: fc.constantFrom('x', 'y', 'z') }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('scope' as const),
      at: moment,
      value: fc.constantFrom('PRIVATE' as const, 'ORGANIZATION' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), at: moment }) },
);
const devices = fc.record({
  a: fc.array(step, { maxLength: 5 }),
  b: fc.array(step, { maxLength: 5 }),
  c: fc.array(step, { maxLength: 5 }),
});

function apply(state: NoteState, device: string, item: Step): NoteState {
  const stamp = { at: item.at, device };
  if (item.do === 'delete') return applyDelete(state, { ...stamp, seen: null }).state;
  const set = item.do === 'text' ? { text: item.value } : { scope: item.value };
  return applyEdit(state, { ...stamp, set, seen: NOTHING_SEEN }).state;
}

const edit = (change: Partial<NoteEdit>): NoteEdit => ({
  at: new Date(1),
  device: 'b',
  set: { text: 'nieuw' },
  seen: NOTHING_SEEN,
  ...change,
});

describe('rules of a note', () => {
  it('end in the field-wise maximum, in whatever order the devices arrive', () => {
    fc.assert(
      fc.property(devices, fc.infiniteStream(fc.nat()), (work, choices) => {
        const order = interleavings(work, choices);
        const state = order.reduce((before, [device, item]) => apply(before, device, item), START);
        const expected = reference(START, work);
        expect({ text: state.text, scope: state.scope, live: state.deleted === null }).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('let an edit win over the version its author saw, whatever his clock says', () => {
    fc.assert(
      fc.property(moment, moment, fc.constantFrom('a', 'b'), (stored, at, device) => {
        const state: NoteState = { ...START, text: { value: 'oud', at: stored, device: 'b' } };
        const outcome = applyEdit(state, edit({ at, device, seen: { text: stored, scope: null } }));
        expect(outcome.state.text.value).toBe('nieuw');
        expect(outcome.state.text.at.getTime()).toBeGreaterThan(stored.getTime());
        expect(outcome.lost).toBeNull();
      }),
    );
  });

  it('give no advantage to a version that was never stored', () => {
    const state: NoteState = { ...START, text: { value: 'oud', at: new Date(5), device: 'a' } };
    const outcome = applyEdit(state, edit({ at: new Date(2), seen: { text: new Date(1_000_000), scope: null } }));
    expect(outcome.state.text.at).toEqual(new Date(6));
  });

  it('hand back the text that lost when its writer had not seen the other one, on either side', () => {
    const state: NoteState = { ...START, text: { value: 'oud', at: new Date(5), device: 'a' } };
    const wins = applyEdit(state, edit({ at: new Date(7) }));
    expect([wins.state.text.value, wins.lost?.value, wins.changed]).toEqual(['nieuw', 'oud', true]);
    const loses = applyEdit(state, edit({ at: new Date(3) }));
    expect([loses.state, loses.lost, loses.changed]).toEqual([
      state,
      { value: 'nieuw', at: new Date(3), device: 'b' },
      false,
    ]);
  });

  it.each([
    ['the same device wrote both', { device: 'a' }],
    ['both wrote the same', { set: { text: 'oud' } }],
    ['only the sharing changed', { set: { scope: 'ORGANIZATION' as const } }],
    ['the other version was seen', { seen: { text: new Date(5), scope: null } }],
  ])('see no conflict when %s', (_why, change) => {
    const state: NoteState = { ...START, text: { value: 'oud', at: new Date(5), device: 'a' } };
    expect(applyEdit(state, edit({ at: new Date(9), ...change })).lost).toBeNull();
  });

  it('lose no text of three devices that know nothing of each other: it is in the note or handed back', () => {
    const texts = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { maxLength: 12 });
    fc.assert(
      fc.property(texts, fc.infiniteStream(fc.constantFrom('a', 'b', 'c')), (moments, names) => {
        const order = moments.map((ms) => ({ ms, device: names.next().value as string }));
        let state = START;
        const handed = new Set<string>();
        const last = new Map<string, { ms: number; value: string }>();
        for (const { ms, device } of order) {
          const value = `${device}${ms}`;
          const outcome = applyEdit(state, edit({ at: new Date(ms), device, set: { text: value } }));
          state = outcome.state;
          if (outcome.lost !== null) handed.add(outcome.lost.value);
          if (ms > (last.get(device)?.ms ?? 0)) last.set(device, { ms, value });
        }
        for (const { value } of last.values()) expect(handed.has(value) || state.text.value === value).toBe(true);
      }),
    );
  });

  it('let a deletion and its undoing in the same moment keep the order of their user', () => {
    const at = new Date(4);
    const deleted = applyDelete(START, { at, device: 'b', seen: BASE });
    expect(deleted.state.deleted).toEqual({ at, device: 'b' });
    const undone = applyEdit(deleted.state, edit({ at, set: { text: 'begin', scope: 'PRIVATE' } }));
    expect([undone.state.deleted, undone.changed]).toEqual([null, true]);
    expect(applyDelete(undone.state, { at, device: 'b', seen: at }).state.deleted).not.toBeNull();
  });

  it('do not count a deletion that is older than what was written, nor a second one as a change', () => {
    const state: NoteState = { ...START, scope: { value: 'ORGANIZATION', at: new Date(9), device: 'a' } };
    expect(applyDelete(state, { at: new Date(3), device: 'b', seen: null })).toEqual({
      state,
      changed: false,
      lost: null,
    });
    const once = applyDelete(state, { at: new Date(10), device: 'b', seen: null });
    expect(once.changed).toBe(true);
    expect(applyDelete(once.state, { at: new Date(11), device: 'c', seen: null }).changed).toBe(false);
  });
});
