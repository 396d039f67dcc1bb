import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canDecideProposal,
  countProposals,
  isOpenProposal,
  judgeProposal,
  possibleAnswers,
  proposalPath,
  PROPOSAL_SIDES,
  PROPOSAL_STATES,
} from './proposal.ts';

const state = fc.constantFrom(...PROPOSAL_STATES.codes);
const side = fc.constantFrom(...PROPOSAL_SIDES);

describe('the state machine of a proposal', () => {
  it('is written only along a step of its table, and a step that was taken is a noop', () => {
    fc.assert(
      fc.property(state, state, state, side, (now, seen, to, who) => {
        const verdict = judgeProposal(now, { seen, to }, who);
        if (verdict === 'write') expect(seen === now && canDecideProposal(now, to, who)).toBe(true);
        if (now === to) expect(verdict).toBe('noop');
        if (now !== to && seen !== now && to !== 'VIEWED') expect(verdict).toBe('stale');
      }),
    );
  });

  it('reaches every answer that it offers, step by step', () => {
    fc.assert(
      fc.property(state, side, (from, who) => {
        for (const to of possibleAnswers(from, who)) {
          let now = from;
          for (const next of proposalPath(from, to, who)) {
            expect(judgeProposal(now, { seen: now, to: next }, who)).toBe('write');
            now = next;
          }
          expect(now).toBe(to);
        }
      }),
    );
  });

  it.each([
    ['PROPOSED', 'EMPLOYER', ['CONTACT_REQUESTED', 'DECLINED']],
    ['PROPOSED', 'ACCOUNT_MANAGER', ['WITHDRAWN']],
    ['CONTACT_REQUESTED', 'EMPLOYER', ['IN_TALKS', 'DECLINED']],
    ['IN_TALKS', 'EMPLOYER', ['HIRED', 'DECLINED']],
    ['HIRED', 'EMPLOYER', []],
    ['DECLINED', 'ACCOUNT_MANAGER', ['PROPOSED']],
  ] as const)('in %s offers to the %s: %o', (from, who, answers) => {
    expect(possibleAnswers(from, who)).toEqual(answers);
  });

  it('lets only an account manager open a closed one again', () => {
    for (const from of PROPOSAL_STATES.codes.filter((one) => !isOpenProposal(one)))
      expect(possibleAnswers(from, 'EMPLOYER')).toEqual([]);
  });

  it('takes a late view of a colleague for done', () => {
    expect(judgeProposal('DECLINED', { seen: 'PROPOSED', to: 'VIEWED' }, 'EMPLOYER')).toBe('noop');
  });
});

it('counts those that were not withdrawn (HW-HOME-15), and who waits for an answer', () => {
  expect(countProposals(['PROPOSED', 'VIEWED', 'HIRED', 'WITHDRAWN'])).toEqual({ proposed: 3, unanswered: 2 });
});
