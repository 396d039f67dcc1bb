import * as z from 'zod';
import { codeList } from '../common/code-list.ts';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';
import { RightSchema } from './rights.ts';

/** Default roles of features §5.2. What each may do stands in `default-rights.ts`. */
export const ROLES = codeList({
  EMPLOYER: ['Werkgever', 'Employer'],
  EMPLOYER_VACANCY_MANAGER: ['Werkgever met vacaturebeheer', 'Employer with vacancy management'],
  ACCOUNT_MANAGER: ['Accountmanager', 'Account manager'],
  CASE_MANAGER: ['Klantmanager', 'Case manager'],
  MUNICIPAL_ADMINISTRATOR: ['Beheerder', 'Administrator'],
  EXECUTOR: ['Uitvoerder', 'Executor'],
  SUPER_ADMIN: ['Super Admin', 'Super Admin'],
  ATS_ADMINISTRATOR: ['Administrator werving', 'Recruitment administrator'],
  RECRUITER: ['Recruiter', 'Recruiter'],
  ATS_USER: ['Gebruiker werving', 'Recruitment user'],
  REVIEWER: ['Beoordelaar', 'Reviewer'],
  CLIENT_APPROVER: ['Opdrachtgever: goedkeuren', 'Client: approving'],
  CLIENT_SIGNER: ['Opdrachtgever: tekenen', 'Client: signing'],
  CLIENT_FINANCE: ['Opdrachtgever: financiën', 'Client: finance'],
  CLIENT_ADMINISTRATOR: ['Beheerder opdrachtgever', 'Client administrator'],
  BACK_OFFICE: ['Backoffice', 'Back office'],
  SUPPLIER: ['ICT-leverancier', 'Supplier'],
});
export type Role = (typeof ROLES.codes)[number];

/** The signed-in user as he sees himself; also collection 7 `me`. */
export const MeSchema = z.object({
  id: UuidSchema,
  fullName: z.string().max(200),
  email: z.string().max(254),
  /** The built-in role, or the one that his custom role is based on. */
  role: ROLES.schema,
  /** The name of his custom role; null with a built-in one. */
  roleName: z.string().max(80).nullable(),
  /** What he may do, never more than the maximum of his role. */
  rights: z.array(RightSchema),
  organizationName: z.string().max(200),
  municipalityName: z.string().max(80),
  /** Labour-market regions he works in, by code: his own first, then the connected ones. */
  regionCodes: z.array(z.string()),
});
export type Me = z.infer<typeof MeSchema>;

export const SECOND_FACTOR_METHODS = codeList({
  TOTP: ['Authenticator-app', 'Authenticator app'],
  SMS: ['Sms-code', 'Text message'],
});
export const SecondFactorSchema = SECOND_FACTOR_METHODS.schema;
export type SecondFactor = (typeof SECOND_FACTOR_METHODS.codes)[number];

export const PLATFORMS = ['win32', 'darwin', 'linux', 'browser'] as const;
export const DeviceSchema = z.object({
  /** The id the server gave this installation earlier for the same user, or null the first time. */
  id: UuidSchema.nullable(),
  name: z.string().trim().min(1).max(80),
  platform: z.enum(PLATFORMS),
  appVersion: z.string().max(30),
});

export const SignInChallengeInputSchema = z.object({
  email: z.string().trim().min(1, 'Vul je e-mailadres in').max(254).pipe(z.email('Vul een geldig e-mailadres in')),
  password: z.string().min(1, 'Vul je wachtwoord in').max(200),
});

export const SignInChallengeSchema = z.object({
  id: UuidSchema,
  methods: z.array(
    z.object({ method: SecondFactorSchema, /** `•••• 78` for SMS, empty for TOTP. */ hint: z.string() }),
  ),
  expiresAt: InstantSchema,
  /** This device is remembered: no code is asked (HF-AUTH-09). */
  trusted: z.boolean().optional(),
});
export type SignInChallenge = z.infer<typeof SignInChallengeSchema>;

export const CodeInputSchema = z
  .string()
  .transform((value) => value.replace(/\s/g, ''))
  .pipe(z.string().regex(/^\d{6}$/, 'De code bestaat uit zes cijfers'));

export const SessionTokensSchema = z.object({
  /** Bearer token, valid ten minutes. */
  accessToken: z.string(),
  accessTokenExpiresAt: InstantSchema,
  /** Rotates at every renewal; presenting an old one ends the whole family. */
  refreshToken: z.string(),
});
export type SessionTokens = z.infer<typeof SessionTokensSchema>;

export const SessionSchema = SessionTokensSchema.extend({
  deviceId: UuidSchema,
  /** 32 bytes, base64: encrypts cache and outbox on this device (sync §2.20). */
  deviceKey: z.string(),
  /** Ed25519, SPKI, base64: what this device checks leases and orders with from now on (sync §2.20). */
  serverPublicKey: z.string(),
  /** What this device shows at the next sign-in to be recognised; a new one each time. */
  deviceProof: z.string(),
  me: MeSchema,
});
export type Session = z.infer<typeof SessionSchema>;

/** A button on the sign-in page of a demo server. */
export const DemoAccountSchema = z.object({
  role: ROLES.schema,
  fullName: z.string(),
  organizationName: z.string(),
  email: z.string(),
  password: z.string(),
});
export type DemoAccount = z.infer<typeof DemoAccountSchema>;

/** A mail or text message that a demo server kept instead of sending. */
export const DemoMessageSchema = z.object({
  id: UuidSchema,
  channel: z.enum(['MAIL', 'SMS']),
  to: z.string(),
  subject: z.string(),
  body: z.string(),
  sentAt: InstantSchema,
});
export type DemoMessage = z.infer<typeof DemoMessageSchema>;
