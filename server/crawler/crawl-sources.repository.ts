import type { Knex } from 'knex';
import type { CrawlReason, CrawlRun, CrawlSource } from '@hallowerk/contract/vacancies/crawl-run.ts';

interface Wanted {
  readonly municipalityId: string;
  readonly organizationId?: string | null;
  readonly id?: string;
}

/** Sources of the organisations of a municipality, by organisation and name. */
export async function crawlSources(knex: Knex, { municipalityId, organizationId, id }: Wanted): Promise<CrawlSource[]> {
  const query = knex('crawl_source as s')
    .join('organization as o', 'o.id', 's.organization_id')
    .where({ 'o.municipality_id': municipalityId })
    .orderBy(['o.name', 's.name', 's.id'])
    .select('s.*', { organization_name: 'o.name' })
    .select(
      knex.raw(`(select count(distinct v.id)::int from crawl_sighting g
        join crawled_vacancy v on v.id = g.crawled_vacancy_id and v.gone_at is null
        where g.source_id = s.id) as vacancies`),
    );
  if (organizationId) query.where({ 's.organization_id': organizationId });
  if (id !== undefined) query.where({ 's.id': id });
  const rows = await query;
  const runs = await crawlRuns(knex, { sourceIds: rows.map((row) => row.id), most: 1 });
  return rows.map((row): CrawlSource => ({
    id: row.id,
    organizationId: row.organization_id,
    organizationName: row.organization_name,
    kind: row.kind,
    name: row.name,
    url: row.url,
    paused: row.paused,
    revision: row.revision,
    vacancies: row.vacancies,
    waiting: row.asked_at !== null,
    lastRun: runs.find(({ sourceId }) => sourceId === row.id) ?? null,
  }));
}

interface SkipRow {
  readonly run_id: string;
  readonly reason: CrawlReason;
  readonly pages: number;
  readonly examples: string[];
}

/** The newest `most` runs of each source, or given ones; newest first. */
export async function crawlRuns(
  knex: Knex,
  {
    sourceIds,
    ids,
    most,
  }: { readonly sourceIds?: readonly string[]; readonly ids?: readonly string[]; readonly most: number },
): Promise<CrawlRun[]> {
  const numbered = knex('crawl_run').select('*', {
    nth: knex.raw('row_number() over (partition by source_id order by started_at desc, id desc)'),
  });
  if (sourceIds !== undefined) numbered.whereIn('source_id', sourceIds);
  if (ids !== undefined) numbered.whereIn('id', ids);
  const rows = await knex.from(numbered.as('r')).where('nth', '<=', most).orderBy('nth').select();
  const skips: SkipRow[] = await knex('crawl_skip')
    .whereIn(
      'run_id',
      rows.map((row) => row.id),
    )
    .orderBy([{ column: 'pages', order: 'desc' }, 'reason'])
    .select('run_id', 'reason', 'pages', 'examples');
  return rows.map((row): CrawlRun => ({
    id: row.id,
    sourceId: row.source_id,
    state: row.state,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    reason: row.reason,
    pages: row.pages,
    visited: row.visited,
    unchanged: row.unchanged,
    found: row.found,
    changed: row.changed,
    gone: row.gone,
    skipped: skips
      .filter(({ run_id }) => run_id === row.id)
      .map(({ reason, pages, examples }) => ({ reason, pages, examples })),
  }));
}
