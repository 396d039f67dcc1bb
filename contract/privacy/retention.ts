import * as z from 'zod';
import { codeList } from '../common/code-list.ts';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';

/** What is kept for a while and then goes by itself (features §5.11). Those of the second group have a term of the product. */
export const RETENTION_SCOPES = codeList({
  CANDIDATE: ['Kandidaten na het einde van de dienstverlening', 'Candidates after the end of the service'],
  SESSION: ['Sessies van gebruikers', 'Sessions of users'],
  AUDIT_LINK: ['Verwijzing van uitgevoerde verzoeken naar het logboek', 'Link of executed requests to the audit trail'],
  DELETED_NOTES: ['Notities die zijn verwijderd', 'Notes that were deleted'],
  DELETED_SEARCHES: ['Zoekopdrachten die zijn verwijderd', 'Searches that were deleted'],
  ALERTS: ['Meldingen bij zoekopdrachten', 'Alerts of searches'],
  MAILS: ['Verzonden e-mails (alleen dat ze er waren)', 'Mails that were sent (only that they existed)'],
  CONFIRMATIONS: ['Vragen of een profiel nog klopt', 'Requests to confirm a profile'],
  SIGN_INS: ['Begonnen aanmeldingen', 'Sign-ins that were begun'],
  PASSWORD_RESETS: ['Links voor een nieuw wachtwoord', 'Links for a new password'],
  SIGN_IN_DELAYS: ['Wachttijden na verkeerde wachtwoorden', 'Delays after wrong passwords'],
});
export type RetentionScope = (typeof RETENTION_SCOPES.codes)[number];

export const POLICY_SCOPES = ['CANDIDATE', 'SESSION', 'AUDIT_LINK'] as const satisfies readonly RetentionScope[];
export type PolicyScope = (typeof POLICY_SCOPES)[number];

export const RETENTION_ACTIONS = codeList({
  DELETE: ['Verwijderen', 'Delete'],
  ANONYMISE: ['Anoniem maken', 'Anonymise'],
});

const MonthsSchema = z.int().min(1, 'Kies minstens 1 maand').max(1200, 'Kies hoogstens 1200 maanden');
const BasisSchema = z.string().trim().max(300, 'Een grondslag heeft hoogstens 300 tekens');

/** The longer term of a scheme wins from the ordinary one (PP-RET-02); a shorter one changes nothing. */
export const RetentionPolicyInputSchema = z
  .object({
    months: MonthsSchema,
    legalBasis: BasisSchema.min(3, 'Schrijf op welke grondslag dit rust'),
    overrideMonths: MonthsSchema.nullable(),
    overrideBasis: BasisSchema,
  })
  .refine(({ overrideMonths, overrideBasis }) => (overrideMonths === null) === (overrideBasis === ''), {
    path: ['overrideBasis'],
    message: 'Vul de langere termijn en de regeling allebei in, of geen van beide',
  });
export type RetentionPolicyInput = z.infer<typeof RetentionPolicyInputSchema>;

export const RetentionPolicySchema = z.object({
  scope: RETENTION_SCOPES.schema,
  action: RETENTION_ACTIONS.schema,
  /** Months, where an administrator decides; else null. */
  months: z.int().nullable(),
  /** Days, where the product decides; else null. */
  days: z.int().nullable(),
  legalBasis: z.string(),
  overrideMonths: z.int().nullable(),
  overrideBasis: z.string(),
});
export type RetentionPolicy = z.infer<typeof RetentionPolicySchema>;

export const RetentionOverviewSchema = z.object({
  policies: z.array(RetentionPolicySchema),
  /** When the server did it last, and how many of each it removed; null before the first time. */
  lastRun: z.object({ at: InstantSchema, counts: z.record(z.string(), z.int()) }).nullable(),
});
export type RetentionOverview = z.infer<typeof RetentionOverviewSchema>;

export const MOST_REHEARSED = 200;
/** What would go if the server did it at this moment. */
export const RetentionRehearsalSchema = z.object({
  at: InstantSchema,
  items: z.array(z.object({ scope: RETENTION_SCOPES.schema, count: z.int() })),
  /** Of the administrator's own regions, longest out of service first; at most `MOST_REHEARSED`. */
  candidates: z.array(z.object({ id: UuidSchema, name: z.string(), serviceEndedAt: InstantSchema })),
});
export type RetentionRehearsal = z.infer<typeof RetentionRehearsalSchema>;
