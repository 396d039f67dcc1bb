import * as z from 'zod';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';

/** The tenant of all private Microsoft accounts (Hotmail, Outlook, MSN): never a work account (HW-SEC-06). */
export const PRIVATE_MICROSOFT_TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** What an installation needs to send somebody to Microsoft. */
export const MicrosoftApplicationSchema = z.object({
  /** Id of the registered public client. */
  clientId: z.guid(),
  /** `https://login.microsoftonline.com/organizations`, or of one tenant. */
  authority: z.url(),
});
export type MicrosoftApplication = z.infer<typeof MicrosoftApplicationSchema>;

/** Null on a server where signing in with Microsoft is not set up: there is no button then. */
export const MicrosoftSettingsSchema = z.object({ application: MicrosoftApplicationSchema.nullable() });
export type MicrosoftSettings = z.infer<typeof MicrosoftSettingsSchema>;

/** 256 random bits, base64url. */
export const MicrosoftNonceSchema = z.string().regex(/^[\w-]{43}$/);

/**
 * Ten minutes, once. Microsoft gets the base64url SHA-256 of `nonce` and puts that in the token; the server asks for `nonce`
 * itself beside the token. So a token that somebody got hold of is worth nothing, used or not.
 */
export const MicrosoftChallengeSchema = z.object({ nonce: MicrosoftNonceSchema, expiresAt: InstantSchema });
export type MicrosoftChallenge = z.infer<typeof MicrosoftChallengeSchema>;

export const MicrosoftProofSchema = z.object({
  /** JWT in its compact form. */
  idToken: z
    .string()
    .max(16_000)
    .regex(/^[\w-]+\.[\w-]+\.[\w-]*$/, 'Dit is geen bewijs van Microsoft'),
  nonce: MicrosoftNonceSchema,
});
export type MicrosoftProof = z.infer<typeof MicrosoftProofSchema>;

/**
 * A visit to Microsoft that a page in the browser makes (authorization code with PKCE): the page keeps all but the address
 * until it is back, and refuses to come back with another state.
 */
export const MicrosoftVisitSchema = z.object({
  address: z.url(),
  state: z.string().min(1),
  verifier: z.string().min(43).max(128),
  nonce: MicrosoftNonceSchema,
});
export type MicrosoftVisit = z.infer<typeof MicrosoftVisitSchema>;

/** What such a page came back with; the code works once. */
export const MicrosoftReturnSchema = MicrosoftVisitSchema.pick({ verifier: true, nonce: true }).extend({
  code: z.string().min(1).max(4000),
});
export type MicrosoftReturn = z.infer<typeof MicrosoftReturnSchema>;

/** A Microsoft account that somebody can sign in with. */
export const MicrosoftIdentitySchema = z.object({
  id: UuidSchema,
  addedAt: InstantSchema,
  lastUsedAt: InstantSchema.nullable(),
  /** False for the last way to sign in (HW-SECS-09). */
  removable: z.boolean(),
});
export type MicrosoftIdentity = z.infer<typeof MicrosoftIdentitySchema>;
