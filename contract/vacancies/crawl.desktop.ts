import * as z from 'zod';
import { RevisionSchema } from '../administration/administration.ts';
import { desktopApi } from '../app/app.desktop.ts';
import { UuidSchema } from '../common/primitives.ts';
import { CrawlRunSchema, CrawlSourceInputSchema, CrawlSourceSchema } from './crawl-run.ts';

const ById = z.object({ id: UuidSchema });

/** For administrators of a municipality, online only: where vacancies are looked for on the internet. */
export const CRAWL_DESKTOP_API = {
  sources: desktopApi
    .input(z.object({ organizationId: UuidSchema.nullable() }))
    .output(z.object({ items: z.array(CrawlSourceSchema) })),
  saveSource: desktopApi
    .input(z.object({ id: UuidSchema, seen: RevisionSchema.nullable(), source: CrawlSourceInputSchema }))
    .output(CrawlSourceSchema),
  start: desktopApi.input(ById).output(CrawlSourceSchema),
  runs: desktopApi.input(z.object({ sourceId: UuidSchema })).output(z.object({ items: z.array(CrawlRunSchema) })),
  cancel: desktopApi.input(ById).output(CrawlRunSchema),
};
