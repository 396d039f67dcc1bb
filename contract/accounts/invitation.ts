import * as z from 'zod';
import { codeList } from '../common/code-list.ts';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';
import { ROLES, SECOND_FACTOR_METHODS, type Role } from './account.ts';
import { toE164 } from './phone.ts';
import { AuthenticatorSetupSchema, PasswordDemandsSchema, SmsSetupSchema } from './security.ts';

/** For whom an invitation is (features §5.2). */
export const INVITATION_KINDS = codeList({
  EMPLOYER: ['Werkgever', 'Employer'],
  ATS_USER: ['Medewerker', 'Staff member'],
  CLIENT_PORTAL: ['Inlener', 'Hirer'],
});
export type InvitationKind = (typeof INVITATION_KINDS.codes)[number];

export const INVITATION_STATES = codeList({
  DRAFT: ['Opgeslagen', 'Saved'],
  SENT: ['Verzonden', 'Sent'],
  OPENED: ['Geopend', 'Opened'],
  ACCEPTED: ['Gebruikt', 'Used'],
  EXPIRED: ['Verlopen', 'Expired'],
  REVOKED: ['Ingetrokken', 'Withdrawn'],
});
export type InvitationState = (typeof INVITATION_STATES.codes)[number];

export const INVITATION_EVENTS = ['SEND', 'OPEN', 'ACCEPT', 'EXPIRE', 'REVOKE', 'REMOVE'] as const;
export type InvitationEvent = (typeof INVITATION_EVENTS)[number];

/** Sending one that is under way withdraws it and sends it anew: the link of before stops working. */
const NEXT: Readonly<Record<InvitationEvent, Partial<Record<InvitationState, InvitationState | 'REMOVED'>>>> = {
  SEND: { DRAFT: 'SENT', SENT: 'SENT', OPENED: 'SENT', EXPIRED: 'SENT', REVOKED: 'SENT' },
  OPEN: { SENT: 'OPENED', OPENED: 'OPENED' },
  ACCEPT: { OPENED: 'ACCEPTED' },
  EXPIRE: { SENT: 'EXPIRED', OPENED: 'EXPIRED' },
  REVOKE: { SENT: 'REVOKED', OPENED: 'REVOKED' },
  REMOVE: { DRAFT: 'REMOVED' },
};

/** What an invitation becomes, or null when that cannot happen to it. `REMOVED` leaves nothing behind. */
export function afterEvent(state: InvitationState, event: InvitationEvent): InvitationState | 'REMOVED' | null {
  return NEXT[event][state] ?? null;
}

/** The state at a moment: nobody has to note that a link ran out. */
export function stateAt(
  invitation: { readonly state: InvitationState; readonly expiresAt: Date | null },
  now: Date,
): InvitationState {
  const ran = invitation.expiresAt !== null && invitation.expiresAt <= now;
  return ran && afterEvent(invitation.state, 'EXPIRE') === 'EXPIRED' ? 'EXPIRED' : invitation.state;
}

const HOUR = 3_600_000;
export const DEFAULT_EMPLOYER_DAYS = 7;

/** How long a link works, milliseconds (decision 6.5; HR-INV-02, WT-ACT-04). Only that of employers is a setting. */
export function validityOf(kind: InvitationKind, employerDays: number): number {
  switch (kind) {
    case 'EMPLOYER':
      return employerDays * 24 * HOUR;
    case 'ATS_USER':
      return 48 * HOUR;
    case 'CLIENT_PORTAL':
      return 7 * 24 * HOUR;
  }
}

/** Roles that an invitation of a kind can give. The portal has no roles of its own yet. */
export const ROLES_OF_KIND: Readonly<Record<InvitationKind, readonly Role[]>> = {
  EMPLOYER: ['EMPLOYER'],
  ATS_USER: ['ACCOUNT_MANAGER', 'CASE_MANAGER', 'MUNICIPAL_ADMINISTRATOR'],
  CLIENT_PORTAL: ['EMPLOYER'],
};

/** Which kinds a user of a role invites, in his own municipality (HW-INV-01, HR-INV-01). */
export function invitableKinds(role: Role): readonly InvitationKind[] {
  switch (role) {
    case 'ACCOUNT_MANAGER':
      return ['EMPLOYER', 'CLIENT_PORTAL'];
    case 'MUNICIPAL_ADMINISTRATOR':
      return ['ATS_USER'];
    default:
      return [];
  }
}

export const PERSONAL_MESSAGE_MAX = 2000;

const MobileSchema = z
  .string()
  .max(40)
  .transform((written, context) => {
    const number = toE164(written);
    if (number !== null) return number;
    context.addIssue({ code: 'custom', message: 'Vul een geldig mobiel nummer in, bijvoorbeeld 06 12345678' });
    return z.NEVER;
  });

/**
 * What the inviter fills in. For an employer or a hirer either an organisation of his municipality or the name of a new
 * one; staff always join the organisation of who invites them. A hirer's mobile number proves who registers (HF-ACT-02).
 */
export const InvitationInputSchema = z
  .object({
    kind: INVITATION_KINDS.schema,
    fullName: z.string().trim().min(1, 'Vul de naam in').max(200, 'Gebruik hoogstens 200 tekens'),
    email: z.string().trim().min(1, 'Vul het e-mailadres in').max(254).pipe(z.email('Vul een geldig e-mailadres in')),
    role: ROLES.schema,
    organizationId: UuidSchema.nullable(),
    organizationName: z.string().trim().max(200, 'Gebruik hoogstens 200 tekens'),
    mobile: MobileSchema.nullable(),
    personalMessage: z.string().trim().max(PERSONAL_MESSAGE_MAX, `Gebruik hoogstens ${PERSONAL_MESSAGE_MAX} tekens`),
  })
  .superRefine((input, context) => {
    const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (!ROLES_OF_KIND[input.kind].includes(input.role)) fault('role', 'Kies een rol die bij deze uitnodiging hoort');
    if (input.kind === 'ATS_USER') {
      if (input.organizationId !== null || input.organizationName !== '')
        fault('organizationName', 'Een medewerker hoort bij je eigen organisatie');
    } else if ((input.organizationId === null) === (input.organizationName === ''))
      fault('organizationName', 'Kies een organisatie of vul de naam van een nieuwe in');
    if ((input.kind === 'CLIENT_PORTAL') !== (input.mobile !== null)) fault('mobile', 'Vul het mobiele nummer in');
  });
export type InvitationInput = z.infer<typeof InvitationInputSchema>;

/** An invitation as those see it who may send it. */
export const InvitationSchema = z.object({
  id: UuidSchema,
  kind: INVITATION_KINDS.schema,
  state: INVITATION_STATES.schema,
  fullName: z.string(),
  email: z.string(),
  role: ROLES.schema,
  organizationId: UuidSchema.nullable(),
  organizationName: z.string(),
  mobile: z.string().nullable(),
  personalMessage: z.string(),
  inviterName: z.string(),
  createdAt: InstantSchema,
  /** Of the last mail; null for one that was only saved. */
  sentAt: InstantSchema.nullable(),
  expiresAt: InstantSchema.nullable(),
});
export type Invitation = z.infer<typeof InvitationSchema>;

export const INVITATION_DECISIONS = ['SEND', 'REVOKE', 'REMOVE'] as const;
export type InvitationDecision = (typeof INVITATION_DECISIONS)[number];

export const InvitationOrganizationSchema = z.object({ id: UuidSchema, name: z.string() });
export type InvitationOrganization = z.infer<typeof InvitationOrganizationSchema>;

export const InvitationMailSchema = z.object({ subject: z.string(), text: z.string() });
export type InvitationMail = z.infer<typeof InvitationMailSchema>;

/** 256 random bits, base64url. */
export const InvitationTokenSchema = z.string().regex(/^[\w-]{43}$/, 'Deze link is niet compleet');

export const TermsSchema = z.object({
  version: z.int().positive(),
  sections: z.array(z.object({ title: z.string(), text: z.string() })),
});
export type Terms = z.infer<typeof TermsSchema>;

/** Where somebody is in setting up his account. A hirer proves his telephone before he makes a password (HF-ACT-02). */
export const SETUP_STEPS = ['PHONE', 'PASSWORD', 'SECOND_FACTOR', 'DONE'] as const;
export const SetupProgressSchema = z.object({
  step: z.enum(SETUP_STEPS),
  /** For the next call; null once everything is done. Works for an hour. */
  ticket: InvitationTokenSchema.nullable(),
  email: z.string(),
  /** Ways that can be chosen for the second factor. */
  methods: z.array(SECOND_FACTOR_METHODS.schema),
  demands: PasswordDemandsSchema,
  /** Microsoft can be chosen in the place of a password (HW-SEC-01). */
  microsoft: z.boolean(),
});
export type SetupProgress = z.infer<typeof SetupProgressSchema>;

/** What the holder of a link sees. */
export const InvitationVisitSchema = z.discriminatedUnion('step', [
  z.object({
    /** JOIN: there is a login with this address; who proves it gets another account behind it (HW-SET-03). */
    step: z.enum(['TERMS', 'JOIN']),
    kind: INVITATION_KINDS.schema,
    fullName: z.string(),
    email: z.string(),
    organizationName: z.string(),
    /** Empty for the invitation that came with the installation. */
    inviterName: z.string(),
    terms: TermsSchema,
    /** For JOIN: the login can be proven with Microsoft, too. */
    microsoft: z.boolean(),
  }),
  /** He has this very account already, or none that works (HW-INV-07). */
  z.object({ step: z.literal('SIGN_IN') }),
  /** The account waits for its last step; the password that was made says who it is. */
  z.object({ step: z.literal('RESUME'), email: z.string() }),
  z.object({ step: z.literal('SET_UP'), progress: SetupProgressSchema }),
]);
export type InvitationVisit = z.infer<typeof InvitationVisitSchema>;

/** What the screen needs to add the second factor: a secret with its code to scan, or the end of the telephone number. */
export const FactorSetupSchema = z.discriminatedUnion('method', [
  AuthenticatorSetupSchema.extend({ method: z.literal('TOTP'), qrSvg: z.string() }),
  SmsSetupSchema.extend({ method: z.literal('SMS') }),
]);
export type FactorSetup = z.infer<typeof FactorSetupSchema>;
