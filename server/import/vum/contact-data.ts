import * as z from 'zod';

/**
 * Contact data in VUM messages is typed by hand and often unusable. These pick the first usable one; what they refuse
 * stays in the stored message.
 */
const EmailSchema = z.email().max(254);

/** The first valid e-mail address, in lower case after the @; empty when there is none. */
export function firstEmail(addresses: readonly string[] | undefined): string {
  for (const address of addresses ?? []) {
    const trimmed = address.trim();
    if (EmailSchema.safeParse(trimmed).success) return trimmed.replace(/@.*$/, (domain) => domain.toLowerCase());
  }
  return '';
}

/** The first valid telephone number in E.164 form (`+31612345678`); empty when there is none. */
export function firstPhone(numbers: readonly string[] | undefined): string {
  for (const number of numbers ?? []) {
    const phone = toE164(number);
    if (phone !== '') return phone;
  }
  return '';
}

/** Dutch numbers in any usual notation, and foreign ones that begin with a plus sign. */
export function toE164(written: string): string {
  const bare = written.replace(/\(0\)(?=.)/, (zero, at: number) => (at === 0 ? zero : '')).replace(/[\s().\-/]/g, '');
  const dutch = /^(?:\+31|0031|0)([1-9]\d{8})$/.exec(bare)?.[1];
  if (dutch !== undefined) return `+31${dutch}`;
  return /^\+(?!31)[1-9]\d{7,14}$/.test(bare) ? bare : '';
}

/** The first name of a person or department; numbers and addresses that were typed into the name field are left out. */
export function firstName(names: readonly (string | undefined)[]): string {
  const usable = names.find((name) => name !== undefined && /\p{L}/u.test(name) && !name.includes('@'));
  return usable?.trim() ?? '';
}
