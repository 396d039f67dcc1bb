import * as z from 'zod';
import { RevisionSchema } from '../administration/administration.ts';
import { defineEndpoints } from '../common/endpoint.ts';
import { UuidSchema } from '../common/primitives.ts';
import { CrawlRunSchema, CrawlSourceInputSchema, CrawlSourceSchema } from './crawl-run.ts';

const tag = 'crawl';
const params = z.object({ id: UuidSchema });

/** For administrators of a municipality: where the vacancies of its organisations are looked for on the internet. */
export const CRAWL_ENDPOINTS = defineEndpoints({
  listCrawlSources: {
    operationId: 'listCrawlSources',
    method: 'GET',
    path: '/crawl-sources',
    summary: 'Bronnen waar vacatures op internet worden gezocht, van alle werkgevers of van een',
    tag,
    access: 'session',
    query: z.object({ organizationId: UuidSchema.optional() }),
    status: 200,
    response: z.object({ items: z.array(CrawlSourceSchema) }),
  },
  saveCrawlSource: {
    operationId: 'saveCrawlSource',
    method: 'PUT',
    path: '/crawl-sources/{id}',
    summary: 'Maak of wijzig een bron onder een eigen nummer, of zet hem stil',
    tag,
    access: 'session',
    params,
    body: z.object({ /** Null: a new one. */ seen: RevisionSchema.nullable(), source: CrawlSourceInputSchema }),
    status: 200,
    response: CrawlSourceSchema,
    problems: [404, 409],
  },
  startCrawl: {
    operationId: 'startCrawl',
    method: 'POST',
    path: '/crawl-sources/{id}/starts',
    summary: 'Zoek nu in deze bron; dat begint binnen een minuut',
    tag,
    access: 'session',
    params,
    status: 202,
    response: CrawlSourceSchema,
    problems: [404, 409],
  },
  listCrawlRuns: {
    operationId: 'listCrawlRuns',
    method: 'GET',
    path: '/crawl-sources/{id}/runs',
    summary: 'De laatste dertig keren dat in deze bron is gezocht, met wat is overgeslagen en waarom',
    tag,
    access: 'session',
    params,
    status: 200,
    response: z.object({ items: z.array(CrawlRunSchema) }),
    problems: [404],
  },
  cancelCrawl: {
    operationId: 'cancelCrawl',
    method: 'POST',
    path: '/crawl-runs/{id}/cancellations',
    summary: 'Stop met zoeken; wat gevonden is blijft',
    tag,
    access: 'session',
    params,
    status: 202,
    response: CrawlRunSchema,
    problems: [404],
  },
});
