import { foldText } from '@hallowerk/contract/common/fold-text.ts';
import {
  DRIVING_LICENCES,
  EDUCATION_LEVELS,
  EMPLOYMENT_FRACTIONS,
  TARGET_GROUPS,
} from '@hallowerk/contract/candidates/candidate-codes.ts';
import type { ElementKind, PlaceSuggestion, Suggestion } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { CodeList } from '@hallowerk/contract/common/code-list.ts';
import { otherPlaceNames } from '@hallowerk/contract/reference/place-names.ts';
import type { Place } from '@hallowerk/contract/reference/reference.ts';
import type { ReferenceRepository } from '../reference/reference.repository.ts';
import { dutchLanguage } from './filter-options.ts';
import { PhraseIndex, type PhraseHit } from './phrase-index.ts';

const MOST = 12;
const MOST_PLACES = 10;
/** Order of the groups, and how many of each: an occupation list of thousands must not push out the short lists. */
const MOST_OF_KIND: readonly (readonly [ElementKind, number])[] = [
  ['OCCUPATION', 7],
  ['OCCUPATION_GROUP', 3],
  ['EDUCATION_LEVEL', 3],
  ['LANGUAGE', 3],
  ['DRIVING_LICENCE', 3],
  ['TARGET_GROUP', 3],
  ['EMPLOYMENT_FRACTION', 2],
];

interface Entry {
  readonly kind: ElementKind;
  readonly code: string;
  readonly label: string;
  readonly phrase: string;
}

/** Languages of candidates here, for where no list of languages was configured. `version` changes with the answer. */
export interface SpokenLanguages {
  version(): number;
  codes(): readonly string[];
}

/**
 * Suggestions while typing, from lists in memory. An index is built at first use and again when the lists changed. Phrases
 * are labels and synonyms; a synonym leads to its occupation and is named in `via`.
 */
export class Suggester {
  readonly #reference: ReferenceRepository;
  readonly #spoken: SpokenLanguages;
  #version = '';
  #entries: readonly Entry[] = [];
  #elements = new PhraseIndex([]);
  #placeVersion = -1;
  #placeOfPhrase: readonly Place[] = [];
  #placeNames = new PhraseIndex([]);

  constructor(reference: ReferenceRepository, spoken: SpokenLanguages) {
    this.#reference = reference;
    this.#spoken = spoken;
  }

  suggest(text: string): Suggestion[] {
    this.#refreshElements();
    const best = new Map<string, { suggestion: Suggestion; rank: number }>();
    for (const hit of this.#elements.find(text)) {
      const entry = this.#entries[hit.phrase] as Entry;
      const via = entry.phrase === entry.label ? null : entry.phrase;
      const rank = matchRank(hit) * 2 + (via === null ? 0 : 1);
      const key = `${entry.kind}\n${entry.code}`;
      if (rank >= (best.get(key)?.rank ?? Infinity)) continue;
      const { kind, code, label } = entry;
      best.set(key, { suggestion: { kind, code, label, via, match: hit.match }, rank });
    }
    const found = [...best.values()].sort((a, b) => a.rank - b.rank || byLabel(a.suggestion.label, b.suggestion.label));
    return MOST_OF_KIND.flatMap(([kind, most]) =>
      found
        .filter(({ suggestion }) => suggestion.kind === kind)
        .slice(0, most)
        .map(({ suggestion }) => suggestion),
    ).slice(0, MOST);
  }

  suggestPlaces(text: string): PlaceSuggestion[] {
    this.#refreshPlaces();
    const found = this.#placeNames.find(text).map((hit) => ({
      place: this.#placeOfPhrase[hit.phrase] as Place,
      rank: matchRank(hit),
    }));
    found.sort(
      (a, b) =>
        a.rank - b.rank ||
        PLACE_ORDER[a.place.kind] - PLACE_ORDER[b.place.kind] ||
        (b.place.population ?? 0) - (a.place.population ?? 0) ||
        byLabel(a.place.name, b.place.name) ||
        byLabel(a.place.id, b.place.id),
    );
    const unique = [...new Set(found.map(({ place }) => place))].slice(0, MOST_PLACES);
    return unique.map(placeSuggestion);
  }

  place(id: string): PlaceSuggestion | null {
    const place = this.#reference.place(id);
    return place === null ? null : placeSuggestion(place);
  }

  #refreshElements(): void {
    const version = `${this.#reference.version()}:${this.#spoken.version()}`;
    if (this.#version === version) return;
    this.#entries = this.#elementEntries();
    this.#elements = new PhraseIndex(this.#entries.map(({ phrase }) => phrase));
    this.#version = version;
  }

  #refreshPlaces(): void {
    const version = this.#reference.version();
    if (this.#placeVersion === version) return;
    // Every place by each of its names; postcode areas, which are named after their town, by their digits as well.
    const named = this.#reference.places().flatMap((place) => {
      const more = place.kind === 'PC4' ? [place.code] : otherPlaceNames(place.name);
      return [place.name, ...more].map((phrase) => ({ place, phrase }));
    });
    this.#placeOfPhrase = named.map(({ place }) => place);
    this.#placeNames = new PhraseIndex(named.map(({ phrase }) => phrase));
    this.#placeVersion = version;
  }

  #elementEntries(): Entry[] {
    const reference = this.#reference;
    const configured = reference.referenceItems('LANGUAGE').map(({ code }) => code);
    const languages = configured.length > 0 ? configured : this.#spoken.codes();
    return [
      ...reference.occupations().flatMap(({ id, name, synonyms }) => {
        const phrases = [name, ...synonyms.filter((synonym) => foldText(synonym) !== foldText(name))];
        return phrases.map((phrase): Entry => ({ kind: 'OCCUPATION', code: id, label: name, phrase }));
      }),
      ...reference.referenceItems('OCCUPATION_GROUP').map(({ code, name }) => entry('OCCUPATION_GROUP', code, name)),
      ...listEntries('EDUCATION_LEVEL', EDUCATION_LEVELS),
      ...languages.map((code) => entry('LANGUAGE', code, dutchLanguage(code, reference))),
      ...listEntries('DRIVING_LICENCE', DRIVING_LICENCES).flatMap((licence) => [
        licence,
        { ...licence, phrase: `Rijbewijs ${licence.label}` },
      ]),
      ...listEntries('TARGET_GROUP', TARGET_GROUPS),
      ...listEntries('EMPLOYMENT_FRACTION', EMPLOYMENT_FRACTIONS),
    ];
  }
}

const PLACE_ORDER: Record<Place['kind'], number> = { PLACE: 0, MUNICIPALITY: 1, PC4: 2 };

function matchRank({ match, exact }: PhraseHit): number {
  if (exact) return 0;
  return match === 'PREFIX' ? 1 : match === 'WORD' ? 2 : 3;
}

/** Shorter first: it is the more general one, and nearer to being typed in full. */
function byLabel(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

function entry(kind: ElementKind, code: string, label: string): Entry {
  return { kind, code, label, phrase: label };
}

function listEntries(kind: ElementKind, list: CodeList): Entry[] {
  return list.items.map(({ code, nl }) => entry(kind, code, nl));
}

function placeSuggestion(place: Place): PlaceSuggestion {
  return { id: place.id, name: place.name, detail: placeDetail(place), kind: place.kind };
}

function placeDetail({ name, municipality, province }: Place): string {
  const parts = municipality === name ? [province] : [municipality, province];
  return parts.filter((part) => part !== '').join(', ');
}
