import { TRANSPORT_MEANS } from '@hallowerk/contract/candidates/candidate-codes.ts';
import type { LanguageSkill } from '@hallowerk/contract/candidates/candidate.ts';
import type { LanguageEntry, TransportEntry } from './vum-message.ts';

/** Parts that jobseeker and vacancy have in common. */

/** Cuts a text to what our field holds, on a whole character; the stored message keeps all of it. */
export function clip(text: string | undefined, max: number): string {
  if (text === undefined || text.length <= max) return text ?? '';
  const kept = text.slice(0, max - 1);
  return `${kept.isWellFormed() ? kept : kept.slice(0, -1)}…`;
}

export function unique<T>(values: readonly (T | undefined)[]): T[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}

/** Finds the code of a list for the same code written as a number. */
export function codeOf<C extends string>(codes: readonly C[], value: number | undefined): C | undefined {
  return codes.find((code) => code === String(value));
}

/** A means of transport counts unless the message says of both its uses that it is not available. */
export function transportCodes(entries: readonly TransportEntry[] | undefined): TransportCode[] {
  const available = (entries ?? []).filter(
    (entry) =>
      entry.indicatieBeschikbaarVoorUitvoeringWerk !== 2 || entry.indicatieBeschikbaarVoorWoonWerkverkeer !== 2,
  );
  return unique(available.map((entry) => codeOf(TRANSPORT_MEANS.codes, entry.codeVervoermiddel)));
}
type TransportCode = (typeof TRANSPORT_MEANS.codes)[number];

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
