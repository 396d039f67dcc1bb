import type { Knex } from 'knex';
import { seedDemoRegion, seedProductLists } from '../demo/seed-demo-region.ts';

const FACT = 'demo-region';

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
  if (fact.complete >= options.candidates) return;
  await remember(knex, fact);
  await seedDemoRegion({
    knex,
    candidates: options.candidates,
    seed: fact.seed,
    asOf: new Date(fact.asOf),
    onProgress: options.onProgress,
    signal: options.signal,
  });
  await remember(knex, { ...fact, complete: options.candidates });
}

async function remember(knex: Knex, fact: Fact): Promise<void> {
  await knex('server_fact')
    .insert({ key: FACT, value: JSON.stringify(fact), updated_at: new Date() })
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
