import { describe, expect, it } from 'vitest';
import { canFollow, CONTACT_OUTCOMES, type ContactOutcome } from './contact-request.ts';

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
