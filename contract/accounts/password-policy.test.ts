import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenRules, PLATFORM_POLICY, raisedToPlatform, rulesOf, type PasswordPolicy } from './password-policy.ts';

const NOTHING = { context: [], isCommon: () => false };
const STAFFING: PasswordPolicy = {
  ...{ minLength: 6, needUpper: false, needLower: false, needLetter: true, needDigit: true, needSpecial: true },
  ...{ historyCount: 0, maxAgeDays: 9999 },
};

const policies: fc.Arbitrary<PasswordPolicy> = fc.record({
  minLength: fc.integer({ min: 1, max: 40 }),
  needUpper: fc.boolean(),
  needLower: fc.boolean(),
  needLetter: fc.boolean(),
  needDigit: fc.boolean(),
  needSpecial: fc.boolean(),
  historyCount: fc.integer({ min: 0, max: 24 }),
  maxAgeDays: fc.integer({ min: 1, max: 9999 }),
});

describe('a password', () => {
  it.each([
    ['Zomer#avond31', []],
    ['zomer', ['LENGTH', 'UPPER', 'DIGIT', 'SPECIAL']],
    ['ZOMERAVOND31', ['LOWER', 'SPECIAL']],
    ['Zomeravond31', ['SPECIAL']],
    ['', ['LENGTH', 'UPPER', 'LOWER', 'DIGIT', 'SPECIAL']],
    ['Één#dag2026', []],
  ])('%s breaks %j of the platform', (password, rules) => {
    expect(brokenRules(password, PLATFORM_POLICY, NOTHING)).toEqual(rules);
  });

  it('is guessable when it is a common word with digits and signs behind it', () => {
    const isCommon = (folded: string) => folded === 'welkom';
    expect(brokenRules('Welkom2026!', PLATFORM_POLICY, { context: [], isCommon })).toEqual(['GUESSABLE']);
    expect(brokenRules('Welkom bij de bakker 7!', PLATFORM_POLICY, { context: [], isCommon })).toEqual([]);
  });

  it('is guessable when it is hardly more than a name, a place or the product', () => {
    const context = ['Ánna de Vries', 'Gemeente Amstelveen'];
    expect(brokenRules('Amstelveen1!', PLATFORM_POLICY, { context, isCommon: () => false })).toEqual(['GUESSABLE']);
    expect(brokenRules('Vries#31a', PLATFORM_POLICY, { context, isCommon: () => false })).toEqual(['GUESSABLE']);
    expect(brokenRules('Fietsen in Amstelveen 1!', PLATFORM_POLICY, { context, isCommon: () => false })).toEqual([]);
  });

  it('is accepted with any characters once it is long and has a character of each kind', () => {
    fc.assert(
      fc.property(policies, fc.string({ unit: 'grapheme', maxLength: 60 }), (policy, text) => {
        const long = `${text}Aa1#${'x'.repeat(policy.minLength)}`;
        expect(brokenRules(long, policy, NOTHING)).toEqual([]);
      }),
    );
  });
});

describe('a policy', () => {
  it('never asks less than the platform, whatever an organisation chose (decision 6.3)', () => {
    fc.assert(
      fc.property(policies, fc.string({ maxLength: 30 }), (policy, password) => {
        const raised = raisedToPlatform(policy);
        const broken = brokenRules(password, raised, NOTHING);
        for (const rule of brokenRules(password, PLATFORM_POLICY, NOTHING)) expect(broken).toContain(rule);
        for (const rule of brokenRules(password, policy, NOTHING)) {
          if (rule !== 'LETTER') expect(broken).toContain(rule);
        }
        expect(raisedToPlatform(raised)).toEqual(raised);
      }),
    );
  });

  it('shows one line for letters when it asks for any letter only', () => {
    expect(rulesOf(STAFFING)).toEqual(['LENGTH', 'LETTER', 'DIGIT', 'SPECIAL', 'GUESSABLE']);
    expect(rulesOf(raisedToPlatform(STAFFING))).toEqual(['LENGTH', 'UPPER', 'LOWER', 'DIGIT', 'SPECIAL', 'GUESSABLE']);
  });
});
