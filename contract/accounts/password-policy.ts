import * as z from 'zod';
import { foldText } from '../common/fold-text.ts';

/** What an organisation asks of passwords (features §5.2, HW-SEC-07, WT-PWD). */
export const PasswordPolicySchema = z.object({
  /** Characters. */
  minLength: z.int().min(1).max(128),
  needUpper: z.boolean(),
  needLower: z.boolean(),
  needLetter: z.boolean(),
  needDigit: z.boolean(),
  needSpecial: z.boolean(),
  /** How many other passwords come first before one may return; 0 is at once (WT-PWD-05). */
  historyCount: z.int().min(0).max(24),
  /** Days until a password must be replaced; 9999 is never (WT-PWD-06). */
  maxAgeDays: z.int().min(1).max(9999),
});
export type PasswordPolicy = z.infer<typeof PasswordPolicySchema>;

/** The union of what the sources ask (decision 6.3). No organisation can ask for less. */
export const PLATFORM_POLICY: PasswordPolicy = {
  minLength: 8,
  needUpper: true,
  needLower: true,
  needLetter: true,
  needDigit: true,
  needSpecial: true,
  historyCount: 0,
  maxAgeDays: 9999,
};

export const PASSWORD_MAX_LENGTH = 200;

/** The stricter of both, rule by rule. */
export function raisedToPlatform(policy: PasswordPolicy): PasswordPolicy {
  return {
    minLength: Math.max(policy.minLength, PLATFORM_POLICY.minLength),
    needUpper: policy.needUpper || PLATFORM_POLICY.needUpper,
    needLower: policy.needLower || PLATFORM_POLICY.needLower,
    needLetter: policy.needLetter || PLATFORM_POLICY.needLetter,
    needDigit: policy.needDigit || PLATFORM_POLICY.needDigit,
    needSpecial: policy.needSpecial || PLATFORM_POLICY.needSpecial,
    historyCount: Math.max(policy.historyCount, PLATFORM_POLICY.historyCount),
    maxAgeDays: Math.min(policy.maxAgeDays, PLATFORM_POLICY.maxAgeDays),
  };
}

/** Rules in the order of the checklist beside the field. */
export const PASSWORD_RULES = ['LENGTH', 'UPPER', 'LOWER', 'LETTER', 'DIGIT', 'SPECIAL', 'GUESSABLE'] as const;
export type PasswordRule = (typeof PASSWORD_RULES)[number];

/** The rules that a policy shows; a letter needs no line of its own where capital and small ones are asked. */
export function rulesOf(policy: PasswordPolicy): readonly PasswordRule[] {
  return PASSWORD_RULES.filter((rule) => {
    switch (rule) {
      case 'LENGTH':
      case 'GUESSABLE':
        return true;
      case 'UPPER':
        return policy.needUpper;
      case 'LOWER':
        return policy.needLower;
      case 'LETTER':
        return policy.needLetter && !policy.needUpper && !policy.needLower;
      case 'DIGIT':
        return policy.needDigit;
      case 'SPECIAL':
        return policy.needSpecial;
    }
  });
}

/** Words that say who somebody is or where he works: too easily guessed when they are most of a password. */
export type ContextWords = readonly string[];

/**
 * Every rule that a password breaks, in the order of the checklist; empty when it is good. `isCommon` answers for a folded
 * password whether it is on the list of those that everybody tries first. Length counts characters as a person does.
 */
export function brokenRules(
  password: string,
  policy: PasswordPolicy,
  options: { readonly context: ContextWords; readonly isCommon: (folded: string) => boolean },
): readonly PasswordRule[] {
  const kept: Readonly<Record<PasswordRule, boolean>> = {
    LENGTH: [...password].length >= policy.minLength,
    UPPER: /\p{Lu}/u.test(password),
    LOWER: /\p{Ll}/u.test(password),
    LETTER: /\p{L}/u.test(password),
    DIGIT: /\p{Nd}/u.test(password),
    SPECIAL: /[^\p{L}\p{N}\s]/u.test(password),
    GUESSABLE: !isGuessable(password, options),
  };
  return rulesOf(policy).filter((rule) => !kept[rule]);
}

/** A word of the context counts when hardly anything is left beside it. */
const LEFT_BESIDE_CONTEXT = 4;

function isGuessable(
  password: string,
  { context, isCommon }: { readonly context: ContextWords; readonly isCommon: (folded: string) => boolean },
): boolean {
  const folded = foldText(password);
  if (folded === '') return false;
  // Digits and signs at the end are what people add to a common word to satisfy rules.
  const stem = folded.replace(/[^\p{L}]+$/u, '');
  if (isCommon(folded) || (stem.length >= 4 && isCommon(stem))) return true;
  return context
    .flatMap((words) => foldText(words).split(/[^\p{L}\p{N}]+/u))
    .some((word) => word.length >= 4 && folded.includes(word) && folded.length - word.length <= LEFT_BESIDE_CONTEXT);
}
