import type { CrawlRun, CrawlSource, CrawlSourceInput } from '@hallowerk/contract/vacancies/crawl-run.ts';
import { online, CHANGE_OFFLINE, READ_OFFLINE } from '../online.ts';
import type { ServerClient } from '../server-client/server-client.ts';

type Calls = Pick<
  ServerClient,
  'listCrawlSources' | 'saveCrawlSource' | 'startCrawl' | 'listCrawlRuns' | 'cancelCrawl'
>;

/**
 * Where vacancies on the internet are looked for, for administrators of a municipality. Asked of the server each time; errors
 * as in `AdministrationService`.
 */
export interface CrawlSourcesService {
  sources(input: { organizationId: string | null }): Promise<{ items: CrawlSource[] }>;
  saveSource(input: { id: string; seen: number | null; source: CrawlSourceInput }): Promise<CrawlSource>;
  start(input: { id: string }): Promise<CrawlSource>;
  runs(input: { sourceId: string }): Promise<{ items: CrawlRun[] }>;
  cancel(input: { id: string }): Promise<CrawlRun>;
}

export function createCrawlSourcesService(client: Calls): CrawlSourcesService {
  return {
    sources: ({ organizationId }) => {
      const query = organizationId === null ? {} : { organizationId };
      return online(client.listCrawlSources({ query }), READ_OFFLINE);
    },
    saveSource: ({ id, ...body }) => online(client.saveCrawlSource({ params: { id }, body }), CHANGE_OFFLINE),
    start: (params) => online(client.startCrawl({ params }), CHANGE_OFFLINE),
    runs: ({ sourceId: id }) => online(client.listCrawlRuns({ params: { id } }), READ_OFFLINE),
    cancel: (params) => online(client.cancelCrawl({ params }), CHANGE_OFFLINE),
  };
}
