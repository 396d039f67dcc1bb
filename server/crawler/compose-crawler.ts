import { setTimeout as after } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { Clock } from '../security/clock.ts';
import { createCrawlSchedule, type CrawlSchedule } from './crawl-schedule.ts';
import { CRAWL_LIMITS, type CrawlLimits } from './crawl-source.ts';
import type { Outside } from './outside-address.ts';
import { createDocumentParser } from './parse-pool.ts';
import { POLITENESS, type Politeness } from './polite.ts';
import { createSafeFetch, type FetchLimits } from './safe-fetch.ts';

/** What tests put in the place of the internet; nothing outside the program sets any of it. */
export interface CrawlSettings {
  readonly outside?: Outside;
  readonly fetchLimits?: FetchLimits;
  readonly politeness?: Politeness;
  readonly limits?: CrawlLimits;
}

/** The crawler of a node: `wake` every minute, `stop` at the end. */
export function composeCrawler(parts: {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly settings?: CrawlSettings | undefined;
  /** Page that says who the robot is; null where the server has no public address. */
  readonly contact: string | null;
  onFailure(error: unknown): void;
  onRound(counts: { readonly sources: number; readonly removed: number }): void;
}): CrawlSchedule {
  const { settings = {}, contact } = parts;
  const safeFetch = createSafeFetch({
    contact,
    ...(settings.outside && { outside: settings.outside }),
    ...(settings.fetchLimits && { limits: settings.fetchLimits }),
  });
  const parser = createDocumentParser();
  const schedule = createCrawlSchedule({
    ...parts,
    ...{ safeFetch, parser, politeness: settings.politeness ?? POLITENESS, limits: settings.limits ?? CRAWL_LIMITS },
    wait: async (milliseconds, signal) => {
      await after(milliseconds, undefined, { ref: false, ...(signal && { signal }) });
    },
  });
  return {
    ...schedule,
    stop: async () => {
      await schedule.stop();
      await Promise.all([safeFetch.close(), parser.close()]);
    },
  };
}
