import * as z from 'zod';
import { MeSchema } from './account.ts';
import { PhoneInputSchema } from './phone.ts';

/** What a user manages about himself (HW-SET-05, -06; HF-OWN-04). */
export const PersonalDataSchema = MeSchema.pick({ fullName: true, email: true, organizationName: true }).extend({
  /** E.164; empty when there is none. Where others reach him, not the telephone of a second factor. */
  phone: z.string().max(40),
  hasPhoto: z.boolean(),
});
export type PersonalData = z.infer<typeof PersonalDataSchema>;

const NAME_MAX = 200;
/** Control characters, and marks that turn the direction of a text around. */
const UNPRINTABLE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

export const PersonalDataInputSchema = z.object({
  fullName: z
    .string()
    .trim()
    .min(1, 'Vul je naam in')
    .max(NAME_MAX, 'Je naam mag hooguit 200 tekens lang zijn')
    .refine((name) => !UNPRINTABLE.test(name), 'Je naam bevat een teken dat niet kan worden getoond'),
  phone: PhoneInputSchema,
});
export type PersonalDataInput = z.input<typeof PersonalDataInputSchema>;

const MEGABYTE = 1024 * 1024;

/** A photo as it comes in, and as it is kept: a square, without anything of the file that was sent. */
export const PHOTO_RULES = {
  maxBytes: 5 * MEGABYTE,
  maxPixels: 40_000_000,
  /** Pixels of one side. */
  keptSize: 256,
  keptType: 'image/webp',
  types: ['image/jpeg', 'image/png', 'image/webp'],
} as const;

/** The square that is kept, in parts of the upright picture: left and top of 0 … 1, side as a part of its shorter side. */
export const CropSchema = z.object({
  left: z.number().min(0).max(1),
  top: z.number().min(0).max(1),
  side: z.number().min(0.05).max(1),
});
export type Crop = z.infer<typeof CropSchema>;
