import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonPasswordStems, createCommonPasswords } from '@hallowerk/contract/accounts/common-passwords.ts';
import { brokenRules, PLATFORM_POLICY, type PasswordPolicy } from '@hallowerk/contract/accounts/password-policy.ts';
import type { PasswordDemands } from '@hallowerk/contract/accounts/security.ts';

type Judge = (
  password: string,
  demands: PasswordDemands,
  common: ReadonlySet<string>,
) => Readonly<Record<string, boolean>>;

const page = vm.createContext({});
vm.runInContext(readFileSync(new URL('./password-page.js', import.meta.url), 'utf8'), page);
const judge = (page as { judge: Judge }).judge;
const common = new Set(commonPasswordStems());
const isCommon = createCommonPasswords();

const context = ['Willemijn Kuiper', 'werkgever', 'Bakkerij De Korenaar', 'Den Haag', 'HalloWerk'];
const passwords = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc
    .tuple(
      fc.constantFrom('Welkom', 'w@chtwoord', 'Kuiper', 'KORENAAR', 'hallowerk', 'Zesduizend', 'paraplu', 'Ré'),
      fc.constantFrom('', '1', '01!', '2026', '!!!', '-blauw-7'),
    )
    .map(([word, end]) => word + end),
);
const policies: fc.Arbitrary<PasswordPolicy> = fc
  .record({
    minLength: fc.integer({ min: 1, max: 20 }),
    needUpper: fc.boolean(),
    needLower: fc.boolean(),
    needLetter: fc.boolean(),
    needDigit: fc.boolean(),
    needSpecial: fc.boolean(),
  })
  .map((asked) => ({ ...PLATFORM_POLICY, ...asked }));

describe('the script of the page behind a link', () => {
  it('judges every password by every policy as the contract does', () => {
    fc.assert(
      fc.property(passwords, policies, (password, policy) => {
        const kept = judge(password, { policy, context }, common);
        const broken = Object.keys(kept).filter((rule) => kept[rule] !== true);
        expect(broken.sort()).toEqual([...brokenRules(password, policy, { context, isCommon })].sort());
      }),
      { numRuns: 1000 },
    );
  });
});
