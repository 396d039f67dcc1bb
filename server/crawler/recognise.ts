import type { Knex } from 'knex';
import { foldText } from '@hallowerk/contract/common/fold-text.ts';
import { LEAST_CERTAINTY, type CrawledContent } from '@hallowerk/contract/vacancies/crawled-vacancy.ts';
import type { NamedPlace, ParsedJob } from './job-posting.ts';

/** What our own lists say of the words of a page. */
export interface Recogniser {
  /** The content to keep, with place and occupation looked up. */
  recognise(job: ParsedJob): CrawledContent;
}

export interface KnownOccupation {
  readonly id: string;
  readonly name: string;
  readonly synonyms: readonly string[];
}

export interface KnownPlace {
  readonly id: string;
  readonly kind: 'PLACE' | 'MUNICIPALITY' | 'PC4';
  readonly code: string;
  readonly name: string;
  readonly population: number | null;
}

interface Recognised {
  readonly id: string;
  readonly name: string;
  readonly certainty: number;
}

/** How sure it is, in percent: the whole title is a name, or a synonym; it stands in the title; the title ends in it. */
const CERTAINTY = { name: 100, synonym: 95, part: 85, ending: 60 } as const;
const LONGEST_NAME = 8;
/** Shorter endings are no occupation but a coincidence. */
const SHORTEST_ENDING = 5;
/** Words of a title that say nothing about the work. */
const EMPTY_WORDS: ReadonlySet<string> = new Set(
  `vacature gezocht wij zoeken een de het voor in te bij met per uur uren week fulltime parttime full part time m v x
   junior medior senior ervaren leerling aankomend zelfstandig flexibele per direct baan functie regio omgeving`.split(
    /\s+/,
  ),
);

export async function loadRecogniser(knex: Knex): Promise<Recogniser> {
  const occupations: KnownOccupation[] = await knex('occupation').orderBy('id').select('id', 'name', 'synonyms');
  const places: KnownPlace[] = await knex('place').orderBy('id').select('id', 'kind', 'code', 'name', 'population');
  return createRecogniser(occupations, places);
}

export function createRecogniser(occupations: readonly KnownOccupation[], places: readonly KnownPlace[]): Recogniser {
  const names = occupationNames(occupations);
  const placeOf = placeFinder(places);
  return {
    recognise: (job) => {
      const { identifier: _identifier, url: _url, places: named, ...content } = job;
      const occupation = occupationOf(job.title, names);
      const known = named.map((one) => ({ ...one, place: placeOf(one) }));
      const chosen = known.find(({ place }) => place !== null) ?? known[0];
      return {
        ...content,
        placeId: chosen?.place?.id ?? null,
        city: chosen?.place?.name ?? chosen?.city ?? '',
        postcode: chosen?.postcode ?? '',
        occupationId: occupation?.id ?? null,
        occupationName: occupation?.name ?? '',
        occupationCertainty: occupation?.certainty ?? null,
      };
    },
  };
}

/** `Verzorgende IG / avond (m/v)` as words without accents and signs. */
export function titleWords(title: string): readonly string[] {
  return foldText(title)
    .replace(/\b[mvx]\s*\/\s*[mvx](\s*\/\s*[mvx])?\b/g, ' ')
    .split(/[^\p{L}\d+#]+/u)
    .filter((word) => word !== '');
}

type Names = ReadonlyMap<string, Recognised>;

function occupationNames(occupations: readonly KnownOccupation[]): Names {
  const names = new Map<string, Recognised>();
  const add = (text: string, found: Recognised): void => {
    const key = titleWords(text).join(' ');
    if (key.length > 2 && !names.has(key)) names.set(key, found);
  };
  // A name goes before every synonym: what one occupation is called is not a nickname of another.
  for (const { id, name } of occupations) add(name, { id, name, certainty: CERTAINTY.name });
  for (const { id, name, synonyms } of occupations) {
    for (const synonym of synonyms) add(synonym, { id, name, certainty: CERTAINTY.synonym });
  }
  return names;
}

/** The occupation that a title names, and how sure that is. Null below `LEAST_CERTAINTY`. */
function occupationOf(title: string, names: Names): Recognised | null {
  const all = titleWords(title).slice(0, 20);
  const words = all.filter((word) => !EMPTY_WORDS.has(word) && !/^\d+$/.test(word));
  const whole = names.get(all.join(' ')) ?? names.get(words.join(' '));
  if (whole !== undefined) return whole;
  const found = longestPart(all, names) ?? ending(words, names);
  return found !== null && found.certainty >= LEAST_CERTAINTY ? found : null;
}

/** The longest run of words that is a name; less sure the more words stand around it. */
function longestPart(words: readonly string[], names: Names): Recognised | null {
  for (let length = Math.min(words.length, LONGEST_NAME); length > 0; length--) {
    for (let start = 0; start + length <= words.length; start++) {
      const found = names.get(words.slice(start, start + length).join(' '));
      if (found === undefined) continue;
      const around = words.filter((word) => !EMPTY_WORDS.has(word)).length - length;
      return { ...found, certainty: Math.max(LEAST_CERTAINTY, CERTAINTY.part - 5 * Math.max(0, around - 1)) };
    }
  }
  return null;
}

/** Dutch joins words: a `projecttimmerman` is a kind of timmerman. */
function ending(words: readonly string[], names: Names): Recognised | null {
  for (const word of words) {
    for (let start = 1; start <= word.length - SHORTEST_ENDING; start++) {
      const found = names.get(word.slice(start));
      if (found !== undefined) return { ...found, certainty: CERTAINTY.ending };
    }
  }
  return null;
}

const ALIASES: Readonly<Record<string, string>> = {
  'the hague': "'s-gravenhage",
  'den haag': "'s-gravenhage",
  'den bosch': "'s-hertogenbosch",
};

/** By name, the largest where several have it; or else by the four digits of the postcode. */
function placeFinder(places: readonly KnownPlace[]): (named: NamedPlace) => KnownPlace | null {
  const byName = new Map<string, KnownPlace>();
  const byCode = new Map<string, KnownPlace>();
  const rank = (place: KnownPlace): number => (place.kind === 'PLACE' ? 1e9 : 0) + (place.population ?? 0);
  for (const place of places) {
    if (place.kind === 'PC4') byCode.set(place.code, place);
    const key = foldText(place.name);
    const known = byName.get(key);
    if (place.kind !== 'PC4' && (known === undefined || rank(place) > rank(known))) byName.set(key, place);
  }
  return ({ city, postcode }) => {
    const key = foldText(city);
    const alias = Object.entries(ALIASES).find((pair) => pair.includes(key));
    const byAlias = alias?.map((name) => byName.get(name)).find((place) => place !== undefined);
    return byName.get(key) ?? byAlias ?? byCode.get(postcode.slice(0, 4)) ?? null;
  };
}
