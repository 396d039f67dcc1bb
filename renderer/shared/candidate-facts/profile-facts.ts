import type { CandidateCard, LanguageSkill } from '@hallowerk/contract/candidates/candidate.ts';
import { LANGUAGE_LEVELS } from '@hallowerk/contract/candidates/candidate-codes.ts';
import type { Language } from '../formatting/dates.ts';

/** What both the screen and the paper say about a profile. */

/** Levels that say nothing: unknown and not applicable. */
const SILENT_LEVELS: ReadonlySet<string> = new Set(['0', '8']);

export const LANGUAGE_SKILLS = ['spoken', 'written', 'reading', 'listening'] as const;
export type LanguageSkillName = (typeof LANGUAGE_SKILLS)[number];

export function hasExperience(card: CandidateCard): boolean {
  return card.employmentHistory.length + card.educationHistory.length + card.courses.length > 0;
}

/** The name of a code of the card: as core gave it, or else the code. */
export function nameOf(names: Readonly<Record<string, string>>, code: string): string {
  return names[code] ?? code;
}

/** `Pools`; from core's list, or from the platform's for a language that is not on it. */
export function languageName(code: string, names: Readonly<Record<string, string>>, language: Language): string {
  const known = names[code];
  if (known !== undefined) return known;
  const found = new Intl.DisplayNames([language], { type: 'language' }).of(code) ?? code;
  return found.charAt(0).toLocaleUpperCase(language) + found.slice(1);
}

/** The skills of a language that are known, with their level in words. */
export function knownSkills(
  skill: LanguageSkill,
  language: Language,
): readonly { readonly name: LanguageSkillName; readonly level: string }[] {
  return LANGUAGE_SKILLS.filter((name) => !SILENT_LEVELS.has(skill[name])).map((name) => ({
    name,
    level: LANGUAGE_LEVELS.label(skill[name], language),
  }));
}

/** Which sentence fits the range of hours a week. */
export function hoursRange(
  min: number | null,
  max: number | null,
): { readonly key: 'none' | 'from' | 'upTo' | 'exact' | 'range'; readonly min: number; readonly max: number } {
  const low = min ?? 0;
  const high = max ?? 0;
  if (min === null && max === null) return { key: 'none', min: low, max: high };
  if (max === null) return { key: 'from', min: low, max: high };
  if (min === null || min === 0) return { key: 'upTo', min: low, max: high };
  return { key: min === max ? 'exact' : 'range', min: low, max: high };
}
