import type { Knex } from 'knex';
import { CrawledContentSchema, type CrawledContent } from '@hallowerk/contract/vacancies/crawled-vacancy.ts';
import { CLEANED_BY, cleanHtml } from '../crawler/clean-html.ts';
import { settleOrganization } from '../crawler/found-jobs.repository.ts';
import { dayAt } from '../crawler/job-dates.ts';
import { employmentOf } from '../crawler/job-terms.ts';
import { jobKeys } from '../crawler/same-job.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { productPlaces, REGION_PLACES } from './places.ts';
import { occupationId } from './product-lists.ts';
import { seededRandom, type SeededRandom } from './random.ts';
import { capitalised, DAY, isoDate, OCCUPATION_WEIGHTS } from './region-plan.ts';

const VACANCIES = 30;
const REGION = 'AM21';
const EMPLOYER = 'werkgever@demo.hallowerk.example';
const EDUCATION = [
  ['2', ''],
  ['3', 'Vmbo'],
  ['4', 'Mbo niveau 2 of 3'],
  ['4', 'Mbo niveau 4'],
  ['5', 'Hbo werk- en denkniveau'],
] as const;

interface Source {
  readonly id: string;
  readonly organizationId: string;
  readonly url: string;
}

/**
 * Vacancies as if they were found on the sites of the demo's employers: the one who can sign in and those that he shares
 * the region with. Their sources are paused, because these sites do not exist. Deterministic by seed.
 */
export async function seedDemoCrawled(knex: Knex, seed: number, asOf: Date): Promise<void> {
  const employer = await knex('app_user').where({ email: EMPLOYER }).first('organization_id', 'municipality_id');
  if (employer === undefined) return;
  const others: string[] = await knex('app_user as u')
    .join('organization as o', 'o.id', 'u.organization_id')
    .where({ 'u.role': 'EMPLOYER', 'o.municipality_id': employer.municipality_id })
    .whereNot({ 'o.id': employer.organization_id })
    .orderBy('o.id')
    .limit(3)
    .pluck('o.id');
  const organizations = [employer.organization_id as string, ...new Set(others)];
  await withTransaction(knex, async (trx) => {
    const sources: Source[] = [];
    for (const organizationId of organizations) {
      sources.push(await seedSource(trx, seededRandom(`crawl:${seed}:${organizationId}`, asOf), organizationId, asOf));
    }
    for (let n = 0; n < VACANCIES; n++) {
      const random = seededRandom(`crawled:${seed}:${n}`, asOf);
      // Half of them are of the employer that can sign in.
      await seedVacancy(trx, random, n % 2 === 0 ? sources[0]! : random.pick(sources), asOf);
    }
  });
  for (const organizationId of organizations) await settleOrganization(knex, organizationId, dayAt(asOf), asOf);
}

async function seedSource(trx: Trx, random: SeededRandom, organizationId: string, asOf: Date): Promise<Source> {
  const organization = await trx('organization').where({ id: organizationId }).first('name');
  const host = String(organization.name)
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, '-');
  const [id, runId] = [random.uuid(), random.uuid()];
  const url = `https://www.${host.replaceAll(/^-|-$/g, '')}.example/`;
  const row = { id, organization_id: organizationId, kind: 'SITE', name: 'Eigen website', url, paused: true };
  await trx('crawl_source')
    .insert({ ...row, created_at: asOf, begun_at: asOf })
    .onConflict('id')
    .ignore();
  await trx('crawl_run')
    .insert({
      ...{ id: runId, source_id: id, state: 'DONE', started_at: asOf, ended_at: asOf, beat_at: asOf, listed: true },
      ...{ pages: 48, visited: 48, unchanged: 20, found: VACANCIES / 5, changed: 1, gone: 1 },
    })
    .onConflict('id')
    .ignore();
  const skipped = { run_id: runId, reason: 'NO_JOB', pages: 12, examples: [`${url}over-ons`, `${url}contact`] };
  await trx('crawl_skip').insert(skipped).onConflict().ignore();
  return { id, organizationId, url };
}

async function seedVacancy(trx: Trx, random: SeededRandom, source: Source, asOf: Date): Promise<void> {
  const id = random.uuid();
  const content = CrawledContentSchema.parse(contentOf(random, asOf));
  const keys = jobKeys(content, null);
  const url = `${source.url}vacatures/${keys.titleKey.replaceAll(' ', '-')}-${id.slice(-4)}`;
  const foundAt = new Date(asOf.getTime() - random.int(1, 40) * DAY);
  const page = { source_id: source.id, url, visited_at: asOf };
  await trx('crawl_page').insert(page).onConflict().ignore();
  await trx('crawled_vacancy')
    .insert({
      ...{ id, organization_id: source.organizationId, region_code: REGION, source_url: url },
      ...{ title_key: keys.titleKey, place_key: keys.placeKey, identifier: id, content: JSON.stringify(content) },
      ...{ found_at: foundAt, last_seen_at: asOf },
      gone_at: random.chance(0.1) ? asOf : null,
    })
    .onConflict('id')
    .ignore();
  const sighting = { source_id: source.id, url, crawled_vacancy_id: id, seen_at: asOf };
  await trx('crawl_sighting').insert(sighting).onConflict().ignore();
}

function contentOf(random: SeededRandom, asOf: Date): CrawledContent {
  const occupation = random.weighted(OCCUPATION_WEIGHTS);
  const [city] = random.weighted(REGION_PLACES.map((place) => [place, place[1]] as const));
  const hoursMin = random.pick([16, 20, 24, 32]);
  const hours = { hoursMin, hoursMax: hoursMin + random.pick([0, 4, 8]) };
  const [workingLevel, education] = random.pick(EDUCATION);
  const isNamed = random.chance(0.85);
  const days = random.int(1, 40);
  return {
    title: capitalised(`${occupation.name} ${random.pick(['', '(m/v)', `in ${city}`])}`.trim()),
    descriptionHtml: cleanHtml(
      `<p>Kom jij ons team in ${city} versterken?</p><h3>Dit ga je doen</h3><ul><li>Werken als ${occupation.name.toLowerCase()}</li><li>Samen met ervaren collega’s</li></ul><p>We leren je graag wat je nog niet kunt.</p>`,
    ),
    cleanedBy: CLEANED_BY,
    placeId: productPlaces().find((place) => place.name === city)?.id ?? null,
    city,
    postcode: '',
    ...hours,
    ...employmentOf([random.pick(['vast', 'tijdelijk', ''])], hours),
    workingLevel,
    education,
    salaryText: random.chance(0.6) ? `€ 2.${random.int(200, 900)} – € 3.${random.int(100, 600)} per maand` : '',
    occupationId: isNamed ? occupationId(occupation.code) : null,
    occupationName: isNamed ? occupation.name : '',
    occupationCertainty: isNamed ? random.pick([60, 80, 85, 95, 100]) : null,
    datePosted: isoDate(asOf.getTime() - days * DAY),
    closingDate: random.chance(0.7) ? isoDate(asOf.getTime() + random.int(5, 60) * DAY) : null,
  };
}
