import type { Handlers } from '../http/handlers.ts';
import type { CrawlSourcesService } from './crawl-sources.service.ts';

type CrawlHandlers = Pick<
  Handlers,
  'listCrawlSources' | 'saveCrawlSource' | 'startCrawl' | 'listCrawlRuns' | 'cancelCrawl'
>;

/** Where vacancies are looked for on the internet; how far each call reaches stands in the service. */
export function crawlerHandlers(sources: CrawlSourcesService): CrawlHandlers {
  return {
    listCrawlSources: async ({ session, query }) => ({
      items: await sources.list(session, query.organizationId ?? null),
    }),
    saveCrawlSource: ({ session, params, body }) => sources.save(session, params.id, body.seen, body.source),
    startCrawl: ({ session, params }) => sources.start(session, params.id),
    listCrawlRuns: async ({ session, params }) => ({ items: await sources.runs(session, params.id) }),
    cancelCrawl: ({ session, params }) => sources.cancel(session, params.id),
  };
}
