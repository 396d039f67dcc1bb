import type { Place } from '@hallowerk/contract/reference/reference.ts';
import type { OccupationFieldCode } from './occupations/fields.ts';
import { OCCUPATION_GROUPS, OCCUPATIONS, type OccupationSeed } from './occupations/occupations.ts';
import type { SeededRandom } from './random.ts';

export const DAY = 86_400_000;
const GROUPS = new Map(OCCUPATION_GROUPS.map((group) => [group.code, group]));
const BY_CODE = new Map(OCCUPATIONS.map((occupation) => [occupation.code, occupation]));

/** A few occupations are what most people do; the rest is a long tail, as in a real region. */
export const OCCUPATION_WEIGHTS = OCCUPATIONS.map(
  (occupation, index) => [occupation, 1 / (1 + ((index * 7919) % OCCUPATIONS.length) * 0.05)] as const,
);

export interface RegionPlan {
  readonly seed: number;
  readonly regionCode: string;
  readonly municipality: string;
  /** Dates in the profiles count back from this moment. */
  readonly asOf: Date;
  readonly places: readonly (readonly [place: Place, weight: number])[];
}

export const fieldOf = (occupation: OccupationSeed): OccupationFieldCode =>
  (GROUPS.get(occupation.groupCode)?.fieldCode ?? 'ADMIN') as OccupationFieldCode;

export const isoDate = (moment: Date | number): string => new Date(moment).toISOString().slice(0, 10);
export const isoMonth = (moment: Date | number): string => new Date(moment).toISOString().slice(0, 7);

export function chooseOccupations(random: SeededRandom): OccupationSeed[] {
  const main = random.weighted(OCCUPATION_WEIGHTS);
  const chosen = [main];
  const wanted = random.int(1, 3);
  for (let tries = 0; chosen.length < wanted && tries < 6; tries++) {
    const near = main.related.length > 0 && random.chance(0.7);
    const next = near ? BY_CODE.get(random.pick(main.related).code) : random.weighted(OCCUPATION_WEIGHTS);
    if (next && !chosen.includes(next)) chosen.push(next);
  }
  return chosen;
}

/** As a title: the names of occupations begin with a small letter. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
