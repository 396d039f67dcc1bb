import * as z from 'zod';
import { AccountStateSchema, desktopApi } from '../app/app.desktop.ts';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';
import { CodeInputSchema, SecondFactorSchema, SignInChallengeInputSchema, SignInChallengeSchema } from './account.ts';
import {
  AuthenticatorSetupSchema,
  NewPasswordSchema,
  SmsPhoneSchema,
  RecoveryCodeSchema,
  RecoveryCodesSchema,
  SecurityOverviewSchema,
  SmsSetupSchema,
} from './security.ts';

/** Password, second factors and forgotten passwords; all online only. `REFUSED` with `confirmation_needed`: ask first. */
export const SECURITY_DESKTOP_API = {
  /** Without a session. Was this address used on this device before? Answered here, without the server (security §5.5). */
  isKnownAddress: desktopApi.input(SignInChallengeInputSchema.pick({ email: true })).output(z.boolean()),
  requestPasswordReset: desktopApi.input(SignInChallengeInputSchema.pick({ email: true })).output(z.void()),
  completeWithRecoveryCode: desktopApi
    .input(z.object({ challengeId: UuidSchema, recoveryCode: RecoveryCodeSchema }))
    .output(AccountStateSchema),
  /** Only after a challenge that said `trusted`. */
  completeOnTrustedDevice: desktopApi.input(z.object({ challengeId: UuidSchema })).output(AccountStateSchema),
  overview: desktopApi.output(SecurityOverviewSchema),
  startConfirmation: desktopApi
    .input(SignInChallengeInputSchema.pick({ password: true }))
    .output(SignInChallengeSchema),
  completeConfirmation: desktopApi
    .input(z.object({ challengeId: UuidSchema, method: SecondFactorSchema, code: CodeInputSchema }))
    .output(z.object({ confirmedUntil: InstantSchema })),
  changePassword: desktopApi.input(z.object({ password: NewPasswordSchema })).output(z.void()),
  /** REFUSED with `last_method` for the only way to sign in. */
  removePassword: desktopApi.output(z.void()),
  beginAuthenticator: desktopApi.output(AuthenticatorSetupSchema),
  beginSms: desktopApi.input(z.object({ phone: SmsPhoneSchema })).output(SmsSetupSchema),
  confirmFactor: desktopApi
    .input(z.object({ setupId: UuidSchema, code: CodeInputSchema }))
    .output(SecurityOverviewSchema),
  removeFactor: desktopApi.input(z.object({ id: UuidSchema })).output(z.void()),
  createRecoveryCodes: desktopApi.output(RecoveryCodesSchema),
};
