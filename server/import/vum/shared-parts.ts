import type { LanguageSkill } from '@hallowerk/contract/candidates/candidate.ts';
import type { LanguageEntry } from '@hallowerk/contract/vacancies/vum-message.ts';

/**
 * One line a language, in the order of the message. A message may name a language twice with other skills; per skill
 * the highest known level counts. Entries that name no language stay in the stored message.
 */
export function languageSkills(entries: readonly LanguageEntry[] | undefined): LanguageSkill[] {
  const named = (entries ?? []).filter((entry) => entry.codeTaal !== undefined);
  return [...Map.groupBy(named, (entry) => entry.codeTaal ?? '')].map(([language, group]) => ({
    language,
    spoken: bestLevel(group.map((entry) => entry.codeNiveauTaalbeheersingMondeling)),
    written: bestLevel(group.map((entry) => entry.codeNiveauTaalbeheersingSchriftelijk)),
    reading: bestLevel(group.map((entry) => entry.codeNiveauTaalbeheersingLezen)),
    listening: bestLevel(group.map((entry) => entry.codeNiveauTaalbeheersingLuisteren)),
  }));
}

const LEVELS_BEST_FIRST = ['4', '3', '2', '1', '8', '0'] as const;

/** A level from 1 to 4 says something, 8 says that it does not apply, 0 and nothing say that it is not known. */
function bestLevel(levels: readonly (number | undefined)[]): LanguageSkill['spoken'] {
  return LEVELS_BEST_FIRST.find((code) => levels.includes(Number(code))) ?? '0';
}
