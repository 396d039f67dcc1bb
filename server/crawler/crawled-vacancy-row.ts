import type { Knex } from 'knex';
import type { CrawledContent, CrawledVacancy } from '@hallowerk/contract/vacancies/crawled-vacancy.ts';

interface CrawledVacancyRow {
  readonly id: string;
  readonly content: CrawledContent;
  readonly organization_id: string;
  readonly organization_name: string;
  readonly source_url: string;
  readonly found_at: Date;
  readonly last_seen_at: Date;
  readonly gone_at: Date | null;
  readonly linked_vacancy_id: string | null;
}

/** Host of an address as people call it. */
export function siteName(url: string): string {
  return new URL(url).hostname.replace(/^www\./, '').slice(0, 100);
}

/** Collection 24, field by field. */
export async function crawledVacancies(trx: Knex, ids: readonly string[]): Promise<readonly CrawledVacancy[]> {
  const rows: CrawledVacancyRow[] = await trx('crawled_vacancy as c')
    .join('organization as o', 'o.id', 'c.organization_id')
    .whereIn('c.id', ids)
    .select('c.id', 'c.content', 'c.organization_id', 'c.source_url', 'c.found_at', 'c.last_seen_at', 'c.gone_at')
    .select('c.linked_vacancy_id', { organization_name: 'o.name' });
  return rows.map(({ content, ...row }): CrawledVacancy => ({
    id: row.id,
    organizationId: row.organization_id,
    organizationName: row.organization_name,
    sourceUrl: row.source_url,
    sourceName: siteName(row.source_url),
    foundAt: row.found_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    goneAt: row.gone_at?.toISOString() ?? null,
    linkedVacancyId: row.linked_vacancy_id,
    title: content.title,
    descriptionHtml: content.descriptionHtml,
    cleanedBy: content.cleanedBy,
    placeId: content.placeId,
    city: content.city,
    postcode: content.postcode,
    hoursMin: content.hoursMin,
    hoursMax: content.hoursMax,
    employmentFractions: content.employmentFractions,
    contractTypes: content.contractTypes,
    agreementTypes: content.agreementTypes,
    workingLevel: content.workingLevel,
    education: content.education,
    salaryText: content.salaryText,
    occupationId: content.occupationId,
    occupationName: content.occupationName,
    occupationCertainty: content.occupationCertainty,
    datePosted: content.datePosted,
    closingDate: content.closingDate,
  }));
}
