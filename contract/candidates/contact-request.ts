import * as z from 'zod';
import { codeList } from '../common/code-list.ts';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';
import { CONTACT_ROUTES } from './candidate-codes.ts';

export const CONTACT_OUTCOMES = codeList({
  OPEN: ['Opgevraagd', 'Requested'],
  SPOKEN: ['Gesproken', 'Spoken'],
  APPOINTMENT: ['Afspraak', 'Appointment'],
  NO_ANSWER: ['Geen gehoor', 'No answer'],
  HIRED: ['Aangenomen', 'Hired'],
  NOT_SUITABLE: ['Niet passend', 'Not suitable'],
  WITHDRAWN: ['Ingetrokken', 'Withdrawn'],
});
export type ContactOutcome = (typeof CONTACT_OUTCOMES.codes)[number];

/** Somebody asked for contact data (HW-CON, BX-08): each request is recorded, its outcome is asked later. */
export const ContactRequestSchema = z.object({
  id: UuidSchema,
  candidateId: UuidSchema,
  requesterId: UuidSchema,
  vacancyId: UuidSchema.nullable(),
  /** The route that applied when it was asked; a later change of the candidate does not rewrite history. */
  routeAtRequest: CONTACT_ROUTES.schema,
  requestedAt: InstantSchema,
  outcome: CONTACT_OUTCOMES.schema,
  outcomeAt: InstantSchema.nullable(),
  note: z.string().max(2000),
});
export type ContactRequest = z.infer<typeof ContactRequestSchema>;

/**
 * Contact data as shown to who asked: the candidate's own, or those of the account manager who brings the two together
 * (HW-CON-02, HW-CON-03). Read online, shown once, kept nowhere on the device.
 */
export const ContactDataSchema = z.object({
  request: ContactRequestSchema,
  name: z.string().max(400),
  /** The municipality of an account manager; empty for the candidate. */
  organizationName: z.string().max(200),
  /** Empty where unknown; never both. */
  email: z.string().max(254),
  phone: z.string().max(20),
});
export type ContactData = z.infer<typeof ContactDataSchema>;

/** An outcome that ends the request. */
const CLOSED: readonly ContactOutcome[] = ['HIRED', 'NOT_SUITABLE', 'WITHDRAWN'];

/** Whether one outcome may follow another (§5.3): closed stays closed, nothing returns to OPEN. */
export function canFollow(next: ContactOutcome, current: ContactOutcome): boolean {
  if (CLOSED.includes(current) || next === 'OPEN') return false;
  return next !== current;
}
