import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { CodeInputSchema, SignInChallengeInputSchema } from '../accounts/account.ts';
import { assertNever } from './assert-never.ts';
import { DateSchema, InstantSchema, MonthSchema, UuidSchema } from './primitives.ts';

it('writes every UUID in lower case', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      expect(UuidSchema.parse(id.toUpperCase())).toBe(id);
    }),
  );
});

it.each(['2019', '2019-04', '2019-04-30'])('accepts %s on a curriculum vitae', (value) => {
  expect(MonthSchema.parse(value)).toBe(value);
});

it.each(['19', '2019-4', '04-2019', '2019-04-30T00:00'])('refuses %s on a curriculum vitae', (value) => {
  expect(MonthSchema.safeParse(value).success).toBe(false);
});

it('takes a moment only with its offset', () => {
  expect(InstantSchema.safeParse('2026-11-22T10:00:00+01:00').success).toBe(true);
  expect(InstantSchema.safeParse('2026-11-22T10:00:00').success).toBe(false);
});

it('takes no day that the calendar does not have', () => {
  expect(DateSchema.safeParse('2024-02-29').success).toBe(true);
  expect(DateSchema.safeParse('2026-02-29').success).toBe(false);
});

it('takes a sign-in code as people type it, with spaces', () => {
  expect(CodeInputSchema.parse(' 123 456 ')).toBe('123456');
  expect(CodeInputSchema.safeParse('12345').success).toBe(false);
  expect(CodeInputSchema.safeParse('12345a').success).toBe(false);
});

it('names both faults of an empty sign-in at once, in Dutch', () => {
  const result = SignInChallengeInputSchema.safeParse({ email: '', password: '' });
  const messages = result.error?.issues.map((issue) => issue.message) ?? [];
  expect(messages).toContain('Vul je e-mailadres in');
  expect(messages).toContain('Vul je wachtwoord in');
});

it('stops at a value that the types said could not be', () => {
  expect(() => assertNever('surprise' as never)).toThrow('surprise');
});
