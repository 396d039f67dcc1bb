import { describe, expect, it } from 'vitest';
import { formatPhone, PhoneInputSchema, toE164 } from './phone.ts';

describe('a telephone number', () => {
  it.each([
    ['06 12345678', '+31612345678'],
    ['0612345678', '+31612345678'],
    ['+31 6 1234 5678', '+31612345678'],
    ['070-353 3000', '+31703533000'],
    ['+32 470 12 34 56', '+32470123456'],
    ['0031612345678', '+31612345678'],
  ])('is understood as people write it: %s', (written, e164) => {
    expect(toE164(written)).toBe(e164);
    expect(PhoneInputSchema.parse(` ${written} `)).toBe(e164);
  });

  it.each(['06 1234', 'bel mij', '112 of 06', '+999 123456', '06 12345678 ext 9'])('is refused: %s', (written) => {
    const [issue] = PhoneInputSchema.safeParse(written).error?.issues ?? [];
    expect(issue?.message).toMatch(/geen telefoonnummer/);
  });

  it('may be left out', () => {
    expect(PhoneInputSchema.parse('  ')).toBe('');
  });

  it('is shown as it is read here, and with its country when it is from elsewhere', () => {
    expect(formatPhone('+31612345678')).toBe('06 12345678');
    expect(formatPhone('+32470123456')).toBe('+32 470 12 34 56');
    expect(formatPhone('geen')).toBe('geen');
  });
});
