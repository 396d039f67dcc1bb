import * as z from 'zod';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';
import { SecondFactorSchema } from './account.ts';
import { PASSWORD_MAX_LENGTH, PasswordPolicySchema, type PasswordRule } from './password-policy.ts';
import { PhoneInputSchema } from './phone.ts';

/** A password that somebody chooses; the rules of his organisation are checked apart, all at once. */
export const NewPasswordSchema = z.string().min(1, 'Vul een wachtwoord in').max(PASSWORD_MAX_LENGTH);

/** What each rule says when it is broken. `LENGTH` needs the number of characters. */
export function brokenRuleText(rule: PasswordRule, minLength: number): string {
  switch (rule) {
    case 'LENGTH':
      return `Gebruik minstens ${minLength} tekens`;
    case 'UPPER':
      return 'Gebruik een hoofdletter';
    case 'LOWER':
      return 'Gebruik een kleine letter';
    case 'LETTER':
      return 'Gebruik een letter';
    case 'DIGIT':
      return 'Gebruik een cijfer';
    case 'SPECIAL':
      return 'Gebruik een bijzonder teken, zoals # of ?';
    case 'GUESSABLE':
      return 'Kies iets dat anderen niet makkelijk raden';
  }
}

/** What a form needs to judge a password while somebody types (HW-SEC-07). */
export const PasswordDemandsSchema = z.object({
  policy: PasswordPolicySchema,
  /** Names and words that a password must not be made of. */
  context: z.array(z.string().max(254)).max(20),
});
export type PasswordDemands = z.infer<typeof PasswordDemandsSchema>;

/** Where codes go by text message, as people write it; gives E.164. */
export const SmsPhoneSchema = PhoneInputSchema.refine(
  (number) => number !== '',
  'Vul een telefoonnummer in, bijvoorbeeld 06 12345678',
);

export const RECOVERY_CODE_COUNT = 10;
/** 112 bits in Crockford's base32; capitals, spaces and dashes do not matter, and O, I and L are read as what they look like. */
export const RecoveryCodeSchema = z
  .string()
  .max(60)
  .transform((value) => value.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1'))
  .pipe(z.string().regex(/^[0-9A-HJKMNP-TV-Z]{23}$/, 'Vul een herstelcode in van 23 tekens'));

/** A way to prove who you are beside the password (HW-SECS-04). */
export const ActiveFactorSchema = z.object({
  id: UuidSchema,
  method: SecondFactorSchema,
  /** `•••• 78` for SMS, empty for an app. */
  hint: z.string(),
  addedAt: InstantSchema,
});
export type ActiveFactor = z.infer<typeof ActiveFactorSchema>;

/** The page 'Beveiliging' of a user. */
export const SecurityOverviewSchema = z.object({
  /** Null without a password, for who signs in through another account only. */
  passwordChangedAt: InstantSchema.nullable(),
  /** Microsoft stands beside it, and no account of his is an administrator's (HW-SECS-09). */
  passwordRemovable: z.boolean(),
  demands: PasswordDemandsSchema,
  factors: z.array(ActiveFactorSchema),
  recoveryCodesLeft: z.int(),
  smsAvailable: z.boolean(),
  /** Until then factors and password can be changed without asking again; null or past: ask first. */
  confirmedUntil: InstantSchema.nullable(),
});
export type SecurityOverview = z.infer<typeof SecurityOverviewSchema>;

/** What an authenticator app needs; shown once. */
export const AuthenticatorSetupSchema = z.object({
  id: UuidSchema,
  /** Base32, 32 characters. */
  secret: z.string(),
  /** `otpauth://totp/…` for a QR code. */
  uri: z.string(),
});
export type AuthenticatorSetup = z.infer<typeof AuthenticatorSetupSchema>;

export const SmsSetupSchema = z.object({ id: UuidSchema, /** `•••• 78` */ hint: z.string() });
export type SmsSetup = z.infer<typeof SmsSetupSchema>;

export const RecoveryCodesSchema = z.object({ codes: z.array(z.string()).length(RECOVERY_CODE_COUNT) });

/** How long a device may be remembered (HF-AUTH-09). */
export const TRUST_DAYS = 30;

/** 256 random bits, base64url. */
export const ResetTokenSchema = z.string().regex(/^[\w-]{43}$/);

/** What a device shows to be recognised before anybody signed in on it. */
export const DeviceProofSchema = z.object({ id: UuidSchema, proof: ResetTokenSchema });
export type DeviceProof = z.infer<typeof DeviceProofSchema>;
