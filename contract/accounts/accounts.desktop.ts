import * as z from 'zod';
import { UuidSchema } from '../common/primitives.ts';
import { AccountStateSchema, desktopApi } from '../app/app.desktop.ts';
import {
  CodeInputSchema,
  DemoAccountSchema,
  SecondFactorSchema,
  SignInChallengeInputSchema,
  SignInChallengeSchema,
} from './account.ts';

export const ACCOUNTS_DESKTOP_API = {
  state: desktopApi.output(AccountStateSchema),
  demoAccounts: desktopApi.output(z.array(DemoAccountSchema)),
  startSignIn: desktopApi.input(SignInChallengeInputSchema).output(SignInChallengeSchema),
  sendCode: desktopApi.input(z.object({ challengeId: UuidSchema })).output(z.object({ hint: z.string() })),
  completeSignIn: desktopApi
    .input(
      z.object({
        challengeId: UuidSchema,
        method: SecondFactorSchema,
        code: CodeInputSchema,
        /** Ask no code on this device for 30 days (HF-AUTH-09). */
        trustDevice: z.boolean().optional(),
      }),
    )
    .output(AccountStateSchema),
  signOut: desktopApi.output(z.void()),
};
