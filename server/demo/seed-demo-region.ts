import type { Knex } from 'knex';
import { storeCandidateFiles } from '../candidates/candidate-files.repository.ts';
import { CANDIDATES_PER_TRANSACTION, upsertCandidates } from '../candidates/candidates.repository.ts';
import { withTransaction } from '../database/transaction.ts';
import { erasedAmong } from '../privacy/erasure-register.ts';
import {
  upsertOccupations,
  upsertPlaces,
  upsertReferenceItems,
  upsertShowcases,
} from '../reference/reference.repository.ts';
import { demoFiles } from './files/demo-files.ts';
import { generateCandidate } from './generate-candidate.ts';
import { productPlaces, REGION_PLACES } from './places.ts';
import { productOccupations, productReferenceItems, productShowcase } from './product-lists.ts';
import type { RegionPlan } from './region-plan.ts';

export const DEMO_REGION = 'AM21';
export const DEMO_SEED = 1;

export interface SeedDemoRegion {
  readonly knex: Knex;
  /** How many candidates the region has in the end. */
  readonly candidates: number;
  readonly seed: number;
  /** Dates in the profiles count back from here; keep it when a seeding is resumed. */
  readonly asOf: Date;
  readonly onProgress: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Fills an empty server with the lists of the product and a region of synthetic candidates. Deterministic by seed and
 * resumable: candidate n is the same in every run, writing one again changes nothing, and each step is a transaction
 * of at most 250 people (sync §2.5).
 */
export async function seedDemoRegion({
  knex,
  candidates,
  seed,
  asOf,
  onProgress,
  signal,
}: SeedDemoRegion): Promise<void> {
  await seedProductLists(knex, [DEMO_REGION]);
  const plan = demoRegionPlan(seed, asOf);
  for (let done = 0; done < candidates;) {
    signal?.throwIfAborted();
    const size = Math.min(CANDIDATES_PER_TRANSACTION, candidates - done);
    const made = Array.from({ length: size }, (_, offset) => generateCandidate(plan, done + offset));
    // Whoever was erased stays away, also here.
    const erased = await erasedAmong(
      knex,
      made.map(({ id }) => id),
    );
    const rows = made.filter(({ id }) => !erased.has(id));
    const files = made.flatMap((row, offset) => (erased.has(row.id) ? [] : demoFiles(row, done + offset)));
    await withTransaction(knex, async (trx) => {
      await upsertCandidates(trx, rows);
      await storeCandidateFiles(trx, files);
    });
    done += size;
    onProgress(done, candidates);
  }
}

/**
 * Occupations, places, codes and the showcase that a server has before anybody imports official lists. Official places
 * take over the ids of these (import/places), so once they are here the product's own are not written again.
 */
export async function seedProductLists(knex: Knex, regionCodes: readonly string[]): Promise<void> {
  await withTransaction(knex, (trx) => upsertReferenceItems(trx, productReferenceItems()));
  // Only where there is none of its regions yet: an administrator may have changed this one, or made another.
  await withTransaction(knex, async (trx) => {
    const configured = await trx('showcase')
      .whereRaw('region_codes && ?', [[...regionCodes]])
      .first('id');
    const product = productShowcase(regionCodes);
    const known = await trx('showcase').where({ id: product.id }).first('id');
    if (configured === undefined && known === undefined) await upsertShowcases(trx, [product]);
  });
  await withTransaction(knex, (trx) => upsertOccupations(trx, productOccupations()));
  await withTransaction(knex, async (trx) => {
    const official = await trx('place').where('code', 'like', 'WP%').first('id');
    if (official === undefined) await upsertPlaces(trx, productPlaces());
  });
}

/** The plan of the demo region; throws when a place of the region is missing from the list of places. */
export function demoRegionPlan(seed: number, asOf: Date): RegionPlan {
  // Names are not unique in the Netherlands; the list is ordered by size and the largest is meant, so it goes in last.
  const byName = new Map(
    productPlaces()
      .toReversed()
      .map((place) => [place.name, place]),
  );
  const places = REGION_PLACES.map(([name, weight]) => {
    const place = byName.get(name);
    if (!place) throw new Error(`The demo region names the unknown place ${name}`);
    return [place, weight] as const;
  });
  return { seed, regionCode: DEMO_REGION, municipality: 'Den Haag', asOf, places };
}
