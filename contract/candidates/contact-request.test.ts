import { describe, expect, it } from 'vitest';
import { canFollow, CONTACT_OUTCOMES, type ContactOutcome } from './contact-request.ts';
import { CandidateJudgementSchema } from './saved-search.ts';

/** Rows: the outcome now. Columns: what may come next. */
const ALLOWED: Readonly<Record<ContactOutcome, readonly ContactOutcome[]>> = {
  OPEN: ['SPOKEN', 'APPOINTMENT', 'NO_ANSWER', 'HIRED', 'NOT_SUITABLE', 'WITHDRAWN'],
  SPOKEN: ['APPOINTMENT', 'NO_ANSWER', 'HIRED', 'NOT_SUITABLE', 'WITHDRAWN'],
  APPOINTMENT: ['SPOKEN', 'NO_ANSWER', 'HIRED', 'NOT_SUITABLE', 'WITHDRAWN'],
  NO_ANSWER: ['SPOKEN', 'APPOINTMENT', 'HIRED', 'NOT_SUITABLE', 'WITHDRAWN'],
  HIRED: [],
  NOT_SUITABLE: [],
  WITHDRAWN: [],
};

describe('the outcome of a contact request', () => {
  it.each(CONTACT_OUTCOMES.codes)('goes on from %s only to what the table allows', (current) => {
    const next = CONTACT_OUTCOMES.codes.filter((outcome) => canFollow(outcome, current));
    expect(next).toEqual(ALLOWED[current]);
  });
});

describe('a judgement of a candidate', () => {
  const id = '0192f0c1-7d3a-7abc-8def-0123456789ab';
  const judgement = { id, userId: id, candidateId: id, value: 'LATER' };

  it('belongs to a saved search or to a vacancy, and to one of them only', () => {
    const valid = (change: object) => CandidateJudgementSchema.safeParse({ ...judgement, ...change }).success;
    expect(valid({ savedSearchId: id, vacancyId: null })).toBe(true);
    expect(valid({ savedSearchId: null, vacancyId: id })).toBe(true);
    expect(valid({ savedSearchId: null, vacancyId: null })).toBe(false);
    expect(valid({ savedSearchId: id, vacancyId: id })).toBe(false);
  });
});
