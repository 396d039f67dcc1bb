import * as z from 'zod';
import { SignInChallengeInputSchema } from './account.ts';

/** Days in which the old address can take a change back. */
export const EMAIL_CANCEL_DAYS = 7;

export const NewEmailSchema = SignInChallengeInputSchema.shape.email;
/** 256 random bits, base64url. */
export const EmailChangeTokenSchema = z.string().regex(/^[\w-]{43}$/, 'Deze link is niet compleet');
