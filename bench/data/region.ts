import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import type { Place } from '@hallowerk/contract/reference/reference.ts';
import type { CandidateRecord } from '../../server/candidates/candidate-record.ts';
import { generateCandidate } from '../../server/demo/generate-candidate.ts';
import { productPlaces } from '../../server/demo/places.ts';
import type { RegionPlan } from '../../server/demo/region-plan.ts';
import { seededRandom, type SeededRandom } from '../../server/demo/random.ts';
import { zipfWords, type ZipfWords } from './zipf-words.ts';

/** Every benchmark works on this region: the product's demo generator over the 400 largest Dutch places. */
export const SEED = 20_261_122;
/** A region that the server's demo accounts may see. */
export const REGION_CODE = 'AM21';
const PLACES = 400;
const MAX_TEXT = 2000;

/** Profiles count back from the day of the run, so that every 'last modified' option has candidates. */
export const TODAY = new Date(new Date().toISOString().slice(0, 10));

export interface BenchRegion {
  readonly places: readonly Place[];
  readonly words: ZipfWords;
  /** Card number `index`, always the same for one day. */
  card(index: number): CandidateCard;
  /** The same candidate as the server keeps him, visible to employers. */
  record(index: number): CandidateRecord;
}

export function benchRegion(): BenchRegion {
  const places = productPlaces().slice(0, PLACES);
  const words = zipfWords();
  const plan: RegionPlan = {
    seed: SEED,
    regionCode: REGION_CODE,
    municipality: 'Bench',
    asOf: TODAY,
    places: places.map((place) => [place, Math.max(400, place.population ?? 0) ** 0.9] as const),
  };
  const record = (index: number): CandidateRecord => {
    const generated = generateCandidate(plan, index);
    const { profile } = generated;
    const random = seededRandom(`bench:text:${index}`);
    return {
      ...generated,
      visibleToEmployers: true,
      profile: {
        ...profile,
        about: appended(profile.about, words, random, random.int(30, 80)),
        employmentHistory: profile.employmentHistory.map((job) => ({
          ...job,
          description: appended(job.description, words, random, random.int(8, 24)),
        })),
      },
    };
  };
  return {
    places,
    words,
    record,
    card(index) {
      const { id, profile } = record(index);
      return { ...profile, id };
    },
  };
}

function appended(text: string, words: ZipfWords, random: SeededRandom, count: number): string {
  const extra = Array.from({ length: count }, () => words.draw(random)).join(' ');
  return `${text} ${extra}.`.trim().slice(0, MAX_TEXT);
}
