import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import * as z from 'zod';

/**
 * A telephone number as people write it, to E.164 (`+31612345678`). A number without a country is Dutch. Null when no such
 * number can exist.
 */
export function toE164(written: string): string | null {
  const number = parsePhoneNumberFromString(written, 'NL');
  return number?.isValid() === true && number.ext === undefined ? number.number : null;
}

/** As people read it: `06 12345678`, or `+32 470 12 34 56` for another country. What is no number stays as it is. */
export function formatPhone(e164: string): string {
  const number = parsePhoneNumberFromString(e164, 'NL');
  if (number === undefined) return e164;
  return number.country === 'NL' ? number.formatNational() : number.formatInternational();
}

/** Takes a number in any usual form, or nothing; gives E.164 or an empty text. */
export const PhoneInputSchema = z
  .string()
  .trim()
  .max(40)
  .transform((written, context) => {
    if (written === '') return '';
    const number = toE164(written);
    if (number !== null) return number;
    context.addIssue({
      code: 'custom',
      message: 'Dit is geen telefoonnummer. Schrijf het zo: 06 12345678 of +32 470 12 34 56',
    });
    return z.NEVER;
  });
