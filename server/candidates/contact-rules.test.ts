import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canFollow, CONTACT_OUTCOMES } from '@hallowerk/contract/candidates/contact-request.ts';
import { judgeOutcome, type OutcomeEdit, type OutcomeState } from './contact-rules.ts';

const outcome = fc.constantFrom(...CONTACT_OUTCOMES.codes);
const note = fc.constantFrom('', 'a', 'b');
const state: fc.Arbitrary<OutcomeState> = fc.record({ outcome, note });
const edit: fc.Arbitrary<OutcomeEdit> = fc.record({ outcome, note, seen: outcome });

describe('the outcome of a contact request', () => {
  it('is written only on top of what was seen, and only when it may follow or just its note changes', () => {
    fc.assert(
      fc.property(state, edit, (before, change) => {
        const written = judgeOutcome(before, change) === 'write';
        const differs = before.outcome !== change.outcome || before.note !== change.note;
        const allowed = before.outcome === change.outcome || canFollow(change.outcome, before.outcome);
        expect(written).toBe(differs && change.seen === before.outcome && allowed);
      }),
    );
  });

  it('is the same sent twice', () => {
    fc.assert(
      fc.property(state, edit, (before, change) => {
        fc.pre(judgeOutcome(before, change) === 'write');
        expect(judgeOutcome({ outcome: change.outcome, note: change.note }, change)).toBe('noop');
      }),
    );
  });

  it.each([
    ['stale', 'another outcome was recorded meanwhile', { outcome: 'SPOKEN', note: '' }, 'OPEN', 'APPOINTMENT'],
    ['transition', 'the request is closed', { outcome: 'HIRED', note: '' }, 'HIRED', 'SPOKEN'],
    ['transition', 'it would be open again', { outcome: 'SPOKEN', note: '' }, 'SPOKEN', 'OPEN'],
  ] as const)('is refused as %s when %s', (code, _why, before, seen, next) => {
    expect(judgeOutcome(before, { outcome: next, note: '', seen })).toBe(code);
  });
});
