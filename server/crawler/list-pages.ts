import type { CrawlReason } from '@hallowerk/contract/vacancies/crawl-run.ts';
import type { CrawlJob, ListedPage } from './crawl-runs.repository.ts';
import { isSameSite, type CrawlDependencies } from './crawl-source.ts';
import { feedAddress } from './job-feeds.ts';
import { OutsideError } from './outside-address.ts';
import type { PoliteFetch } from './polite.ts';
import { readSiteMap, type MapEntry } from './site-map.ts';

export type ReportSkip = (reason: CrawlReason, url: string, pages?: number) => Promise<void>;

interface Listing {
  readonly deps: CrawlDependencies;
  readonly job: CrawlJob;
  readonly polite: PoliteFetch;
  readonly signal: AbortSignal;
}

export interface PageList {
  readonly pages: readonly ListedPage[];
  /** Nothing that could be on it was out of reach. */
  readonly isWhole: boolean;
}

const MOST_MAPS = 50;
const MOST_LINKS = 500;
/** Pages that look like jobs come first when there are too many. */
const LIKELY = /vacatur|vacanc|werken-?bij|werkenbij|\bjobs?\b|career|carri|functie|baan/i;

/**
 * The pages of a source: the feed of a job board, or of a site what its site maps list. A site without one has its start
 * page and what that links to.
 * @throws {OutsideError} when not even the rules of the site can be read
 */
export async function listPages(listing: Listing, skip: ReportSkip): Promise<PageList> {
  const { kind, url } = listing.job;
  if (kind !== 'SITE') {
    return { pages: [{ url: feedAddress(kind, url) ?? url, lastModified: null }], isWhole: true };
  }
  const start = new URL(url);
  const named = await listing.polite.siteMaps(start, listing.signal);
  const fromMaps = named.length > 0 ? await readMaps(listing, named, skip) : await readUsualMap(listing, start, skip);
  if (fromMaps !== null) return limited(listing, fromMaps, skip);
  const links = await linksOf(listing, start);
  return limited(listing, { entries: links, isWhole: true }, skip);
}

/** Null when nothing stands where a site map usually does, or something else: that is not a fault. */
async function readUsualMap(listing: Listing, start: URL, skip: ReportSkip): ReturnType<typeof readMaps> {
  const url = `${start.origin}/sitemap.xml`;
  try {
    const { status, body } = await listing.polite.fetch({ url, kind: 'MAP', signal: listing.signal });
    if (status !== 200) return null;
    await readSiteMap(body);
  } catch (error) {
    if (listing.signal.aborted || !(error instanceof OutsideError)) throw error;
    if (error.reason === 'TYPE' || error.reason === 'SITEMAP') return null;
    throw error;
  }
  return readMaps(listing, [url], skip);
}

/** @throws {OutsideError} when not one of them could be read */
async function readMaps(
  { polite, signal }: Listing,
  first: readonly string[],
  skip: ReportSkip,
): Promise<{ entries: readonly MapEntry[]; isWhole: boolean } | null> {
  const todo = [...first];
  const done = new Set<string>();
  const entries: MapEntry[] = [];
  let [read, isWhole] = [0, true];
  for (let url = todo.shift(); url !== undefined; url = todo.shift()) {
    if (done.has(url)) continue;
    if (done.size >= MOST_MAPS) {
      await skip('LIMIT', url, todo.length + 1);
      return { entries, isWhole: false };
    }
    done.add(url);
    try {
      const { status, body } = await polite.fetch({ url, kind: 'MAP', signal });
      if (status !== 200) throw new OutsideError('SITEMAP');
      const { pages, maps } = await readSiteMap(body);
      entries.push(...pages);
      todo.push(...maps);
      read++;
    } catch (error) {
      if (signal.aborted || !(error instanceof OutsideError)) throw error;
      isWhole = false;
      await skip(error.reason, url);
    }
  }
  if (read === 0) throw new OutsideError('SITEMAP');
  return { entries, isWhole };
}

/** The start page and the pages of the same site that it links to. */
async function linksOf({ deps, polite, signal }: Listing, start: URL): Promise<readonly MapEntry[]> {
  const { status, body, contentType, url } = await polite.fetch({ url: start.href, kind: 'PAGE', signal });
  if (status !== 200) throw new OutsideError('STATUS');
  const { links } = await deps.parser.parse({ kind: 'SITE', bytes: body, contentType });
  const found = links.flatMap((link) => URL.parse(link, url.href) ?? []);
  const pages = new Set(found.filter((page) => isSameSite(page, start)).map(withoutHash));
  return [...pages].slice(0, MOST_LINKS).map((page) => ({ url: page, lastModified: null }));
}

function withoutHash(url: URL): string {
  url.hash = '';
  return url.href;
}

async function limited(
  { deps, job }: Listing,
  { entries, isWhole }: { readonly entries: readonly MapEntry[]; readonly isWhole: boolean },
  skip: ReportSkip,
): Promise<PageList> {
  const start = new URL(job.url);
  const byUrl = new Map<string, ListedPage>([[withoutHash(start), { url: start.href, lastModified: null }]]);
  let elsewhere = 0;
  for (const { url: text, lastModified } of entries) {
    const url = URL.parse(text);
    if (url === null || !isSameSite(url, start) || text.length > 1000) elsewhere++;
    else {
      const page = withoutHash(url);
      byUrl.set(page, { url: page, lastModified: lastModified?.slice(0, 100) ?? null });
    }
  }
  if (elsewhere > 0) await skip('ELSEWHERE', job.url, elsewhere);
  const all = [...byUrl.values()];
  const ranked = [...all.filter(({ url }) => LIKELY.test(url)), ...all.filter(({ url }) => !LIKELY.test(url))];
  if (ranked.length > deps.limits.pages) await skip('LIMIT', job.url, ranked.length - deps.limits.pages);
  return { pages: ranked.slice(0, deps.limits.pages), isWhole };
}
