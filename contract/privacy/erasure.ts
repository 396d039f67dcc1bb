import * as z from 'zod';
import { codeList } from '../common/code-list.ts';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';

/** Removing a person on his own request (PP-RGT-03, features §5.8 ErasureRequest). */
export const ERASURE_STATES = codeList({
  RECEIVED: ['Ontvangen', 'Received'],
  IN_REVIEW: ['In behandeling', 'In review'],
  GRANTED: ['Toegewezen', 'Granted'],
  EXECUTED: ['Uitgevoerd', 'Carried out'],
  REFUSED: ['Afgewezen', 'Refused'],
});
export type ErasureState = (typeof ERASURE_STATES.codes)[number];

export const ERASURE_DECISIONS = ['REVIEW', 'GRANT', 'REFUSE', 'EXECUTE'] as const;
export type ErasureDecision = (typeof ERASURE_DECISIONS)[number];

const NEXT: Readonly<Record<ErasureDecision, Partial<Record<ErasureState, ErasureState>>>> = {
  REVIEW: { RECEIVED: 'IN_REVIEW' },
  GRANT: { IN_REVIEW: 'GRANTED' },
  REFUSE: { IN_REVIEW: 'REFUSED' },
  EXECUTE: { GRANTED: 'EXECUTED' },
};

/** What a request becomes, or null when that cannot happen to it in this state. */
export function afterDecision(state: ErasureState, decision: ErasureDecision): ErasureState | null {
  return NEXT[decision][state] ?? null;
}

/** How a request came in, or why something is done; never who it is about. */
export const PrivacyReasonSchema = z
  .string()
  .trim()
  .min(3, 'Schrijf in een paar woorden waarom')
  .max(500, 'Een reden heeft hoogstens 500 tekens');

export const ErasureRequestSchema = z.object({
  id: UuidSchema,
  /** Null two years after the execution. */
  candidateId: UuidSchema.nullable(),
  /** Null when the person is not here any more. */
  candidateName: z.string().nullable(),
  state: ERASURE_STATES.schema,
  receivedAt: InstantSchema,
  /** One month after it was received: the legal term. */
  dueAt: InstantSchema,
  reason: z.string(),
  ground: z.string(),
  decidedAt: InstantSchema.nullable(),
  executedAt: InstantSchema.nullable(),
  proofId: UuidSchema.nullable(),
  /** Since when the person may come back, by a decision; null when he may not, or was never removed. */
  returnAllowedAt: InstantSchema.nullable(),
});
export type ErasureRequest = z.infer<typeof ErasureRequestSchema>;

export const ERASURE_CAUSES = codeList({
  REQUEST: ['Op verzoek van de persoon', 'On request of the person'],
  RETENTION: ['De bewaartermijn is voorbij', 'The retention period is over'],
  REGISTER: ['Opnieuw uitgevoerd na het terugzetten van een reservekopie', 'Repeated after a restore'],
});

/** That somebody was removed, without a trace of who: `proofHash` is SHA-256 over the canonical JSON of the rest. */
export const ErasureProofSchema = z.object({
  id: UuidSchema,
  cause: ERASURE_CAUSES.schema,
  executedAt: InstantSchema,
  /** Id of the user, or `system`. */
  executedBy: z.string(),
  /** SHA-256 of the id of the person, hexadecimal: proves about whom it is to who knows the id already. */
  personHash: z.string(),
  /** Rows that were removed, by table. */
  counts: z.record(z.string(), z.int()),
  proofHash: z.string(),
});
export type ErasureProof = z.infer<typeof ErasureProofSchema>;
