import * as z from 'zod';
import { InstantSchema, UuidSchema } from '../common/primitives.ts';
import { codeList } from '../common/code-list.ts';
import { RevisionSchema } from '../administration/administration.ts';

/** Where vacancies of an organisation are looked for. */
export const CRAWL_SOURCE_KINDS = codeList({
  SITE: ['Website', 'Website'],
  GREENHOUSE: ['Greenhouse', 'Greenhouse'],
  RECRUITEE: ['Recruitee', 'Recruitee'],
  ASHBY: ['Ashby', 'Ashby'],
});
export type CrawlSourceKind = (typeof CRAWL_SOURCE_KINDS.codes)[number];

export const CRAWL_RUN_STATES = codeList({
  RUNNING: ['Bezig', 'Running'],
  DONE: ['Klaar', 'Done'],
  /** Ended early, at a limit; what was found stays. */
  LIMITED: ['Gestopt bij een grens', 'Stopped at a limit'],
  CANCELLED: ['Gestopt door een beheerder', 'Stopped by an administrator'],
  FAILED: ['Niet gelukt', 'Failed'],
});
export type CrawlRunState = (typeof CRAWL_RUN_STATES.codes)[number];

/** Why something was left. A closed list: nothing that a site says itself stands in a report. */
export const CRAWL_REASONS = codeList({
  ADDRESS: ['Het adres wijst niet naar het openbare internet', 'The address is not on the public internet'],
  URL: ['Het webadres mag niet worden bezocht', 'The web address may not be visited'],
  DNS: ['Het webadres bestaat niet', 'The web address does not exist'],
  NETWORK: ['De website gaf geen antwoord', 'The website did not answer'],
  TLS: ['De beveiligde verbinding klopt niet', 'The secure connection is not right'],
  SLOW: ['De website antwoordde te langzaam', 'The website answered too slowly'],
  LARGE: ['De pagina is te groot', 'The page is too large'],
  LENGTH: ['De pagina is niet zo lang als de website zegt', 'The page is not as long as the website says'],
  ENCODING: ['De pagina is niet goed ingepakt', 'The page is not compressed properly'],
  TYPE: ['Het is geen webpagina', 'It is not a web page'],
  REDIRECTS: ['De website verwijst te vaak door', 'The website redirects too often'],
  ELSEWHERE: ['De pagina verwijst naar een andere website', 'The page redirects to another website'],
  STATUS: ['De website gaf een fout', 'The website gave an error'],
  GONE: ['De pagina bestaat niet meer', 'The page is gone'],
  BUSY: ['De website vroeg om te wachten', 'The website asked to wait'],
  ROBOTS: ['De website wil niet dat programma’s hier lezen', 'The website wants no programs to read here'],
  NO_INDEX: ['De pagina wil niet gevonden worden', 'The page does not want to be found'],
  SITEMAP: ['De lijst met pagina’s kon niet worden gelezen', 'The list of pages could not be read'],
  NO_JOB: ['Er staat geen vacature op de pagina', 'There is no vacancy on the page'],
  BROKEN: ['De gegevens van de vacature zijn kapot', 'The data of the vacancy are broken'],
  TRUNCATED: ['De pagina is niet compleet', 'The page is not complete'],
  INCOMPLETE: ['De vacature heeft geen titel', 'The vacancy has no title'],
  CLOSED: ['De vacature is gesloten', 'The vacancy is closed'],
  TOO_HEAVY: ['De pagina kost te veel om te lezen', 'The page costs too much to read'],
  LIMIT: ['Er zijn te veel pagina’s', 'There are too many pages'],
});
export type CrawlReason = (typeof CRAWL_REASONS.codes)[number];

export const CrawlRunSchema = z.object({
  id: UuidSchema,
  sourceId: UuidSchema,
  state: CRAWL_RUN_STATES.schema,
  startedAt: InstantSchema,
  endedAt: InstantSchema.nullable(),
  /** Why it failed or stopped early; null otherwise. */
  reason: CRAWL_REASONS.schema.nullable(),
  /** Pages that are to be looked at, and that were. */
  pages: z.int(),
  visited: z.int(),
  /** Of those: not changed since the last time. */
  unchanged: z.int(),
  /** Vacancies. */
  found: z.int(),
  changed: z.int(),
  gone: z.int(),
  /** Left, by reason, most first; at most five addresses each. */
  skipped: z.array(z.object({ reason: CRAWL_REASONS.schema, pages: z.int(), examples: z.array(z.string()) })),
});
export type CrawlRun = z.infer<typeof CrawlRunSchema>;

export const CrawlSourceInputSchema = z.object({
  organizationId: UuidSchema,
  kind: CRAWL_SOURCE_KINDS.schema,
  name: z.string().trim().min(1, 'Vul een naam in').max(80),
  /** Start of the site; for the others the address of the public job board, or of its feed. */
  url: z.url({ protocol: /^https$/, error: 'Vul een webadres in dat met https:// begint' }).max(500),
  paused: z.boolean(),
});
export type CrawlSourceInput = z.infer<typeof CrawlSourceInputSchema>;

export const CrawlSourceSchema = CrawlSourceInputSchema.extend({
  id: UuidSchema,
  organizationName: z.string(),
  url: z.string(),
  revision: RevisionSchema,
  /** Vacancies of this source that are online now. */
  vacancies: z.int(),
  /** Asked for with 'nu zoeken', and not begun yet. */
  waiting: z.boolean(),
  /** The newest; null before the first. */
  lastRun: CrawlRunSchema.nullable(),
});
export type CrawlSource = z.infer<typeof CrawlSourceSchema>;
