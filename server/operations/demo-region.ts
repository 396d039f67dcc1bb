import type { Knex } from 'knex';
import { seedDemoRegion, seedProductLists } from '../demo/seed-demo-region.ts';
import { seedDemoCrawled } from '../demo/seed-demo-crawled.ts';
import { seedDemoVacancies } from '../demo/seed-demo-vacancies.ts';

const FACT = 'demo-region';
const VACANCIES_FACT = 'demo-vacancies';
const CRAWLED_FACT = 'demo-crawled-vacancies';

export interface DemoRegionOptions {
  readonly candidates: number;
  readonly seed: number;
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

interface Fact {
  readonly seed: number;
  /** Profiles count back from the moment the region was begun, also when it is continued later. */
  readonly asOf: string;
  /** How many candidates a finished run made. */
  readonly complete: number;
}

/**
 * Fills the demo region unless an earlier start finished it with at least as many candidates. An interrupted run is
 * continued with the seed and moment it began with: what is there already is compared and left alone.
 */
export async function ensureDemoRegion(knex: Knex, options: DemoRegionOptions): Promise<void> {
  const row: { value: Fact } | undefined = await knex('server_fact').where({ key: FACT }).first('value');
  const fact = row?.value ?? { seed: options.seed, asOf: new Date().toISOString(), complete: 0 };
  if (fact.complete >= options.candidates) return ensureDemoVacancies(knex, fact);
  await remember(knex, FACT, fact);
  await seedDemoRegion({
    knex,
    candidates: options.candidates,
    seed: fact.seed,
    asOf: new Date(fact.asOf),
    onProgress: options.onProgress,
    signal: options.signal,
  });
  await remember(knex, FACT, { ...fact, complete: options.candidates });
  await ensureDemoVacancies(knex, fact);
}

/** Once, also in a demo that was made before there were vacancies: what its users do with them stays. */
async function ensureDemoVacancies(knex: Knex, fact: Fact): Promise<void> {
  await once(knex, VACANCIES_FACT, fact, seedDemoVacancies);
  await once(knex, CRAWLED_FACT, fact, seedDemoCrawled);
}

async function once(
  knex: Knex,
  key: string,
  { seed, asOf }: Fact,
  seedIt: (knex: Knex, seed: number, asOf: Date) => Promise<void>,
): Promise<void> {
  if ((await knex('server_fact').where({ key }).first('key')) !== undefined) return;
  await seedIt(knex, seed, new Date(asOf));
  await remember(knex, key, { seed, asOf });
}

async function remember(knex: Knex, key: string, fact: object): Promise<void> {
  await knex('server_fact')
    .insert({ key, value: JSON.stringify(fact), updated_at: new Date() })
    .onConflict('key')
    .merge();
}

/** The lists of the product, once: certificates come with no official list, so they tell whether it was done. */
export async function ensureProductLists(knex: Knex): Promise<void> {
  const item = await knex('reference_item').where({ kind: 'CERTIFICATE' }).first('id');
  if (item !== undefined) return;
  const regions: { code: string }[] = await knex('region').select('code').orderBy('code');
  await seedProductLists(
    knex,
    regions.map((region) => region.code),
  );
}
