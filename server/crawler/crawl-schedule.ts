import type { Knex } from 'knex';
import { DAY, HOUR, MINUTE, plus, type Clock } from '../security/clock.ts';
import type { CrawlDependencies } from './crawl-source.ts';
import { crawlSource } from './crawl-source.ts';
import { removeLongGone } from './found-jobs.repository.ts';
import { loadRecogniser } from './recognise.ts';

/** Minutes after midnight UTC from which sources are looked at: in the night, when sites have time. */
const NIGHT_AT = 60;

export interface CrawlSchedule {
  /** Begins what is due, when nothing is being done. Never throws and does not wait for it. */
  wake(): void;
  /** As `wake`, and waits for the end; for tests and for `stop`. */
  settled(): Promise<void>;
  /** Stops between two pages; the run goes on where it was, here or on another node. */
  stop(): Promise<void>;
}

export interface CrawlScheduleDependencies extends Omit<CrawlDependencies, 'recogniser'> {
  onFailure(error: unknown): void;
  onRound(counts: { readonly sources: number; readonly removed: number }): void;
}

/**
 * Looks at every source once a night, and at those that an administrator asked for at once; one source at a time on each
 * node. What a node that died was doing is taken over.
 */
export function createCrawlSchedule(deps: CrawlScheduleDependencies): CrawlSchedule {
  const ending = new AbortController();
  let running: Promise<void> | null = null;
  const round = async (): Promise<void> => {
    try {
      const sources = await dueSources(deps.knex, deps.clock);
      if (sources.length === 0) return;
      const recogniser = await loadRecogniser(deps.knex);
      let done = 0;
      for (const id of sources) {
        if (ending.signal.aborted) return;
        const isRun = await crawlSource({ ...deps, recogniser }, id, ending.signal).catch((error: unknown) => {
          deps.onFailure(error);
          return false;
        });
        if (isRun) done++;
      }
      const removed = await removeLongGone(deps.knex, deps.clock.now());
      if (done + removed > 0) deps.onRound({ sources: done, removed });
    } catch (error) {
      deps.onFailure(error);
    }
  };
  const wake = (): Promise<void> => {
    if (ending.signal.aborted) return Promise.resolve();
    return (running ??= round().finally(() => (running = null)));
  };
  return {
    wake: () => void wake(),
    settled: () => wake(),
    stop: async () => {
      ending.abort();
      await running;
    },
  };
}

/** Asked for, begun by a node that is silent since, or not looked at since the last night; in that order. */
async function dueSources(knex: Knex, clock: Clock): Promise<readonly string[]> {
  const now = clock.now();
  const midnight = new Date(`${now.toISOString().slice(0, 10)}T00:00:00.000Z`);
  const tonight = plus(midnight, NIGHT_AT * MINUTE);
  const lastNight = tonight <= now ? tonight : plus(tonight, -DAY);
  return knex('crawl_source as s')
    .leftJoin('crawl_run as r', (on) => on.on('r.source_id', 's.id').andOnVal('r.state', 'RUNNING'))
    .where((either) =>
      either
        .whereNotNull('s.asked_at')
        .orWhereNotNull('r.id')
        .orWhere((night) =>
          night
            .where({ 's.paused': false })
            // A new source waits for its first night, or until it is asked for.
            .where((past) =>
              past
                .where('s.begun_at', '<', lastNight)
                .orWhere((first) => first.whereNull('s.begun_at').where('s.created_at', '<', plus(lastNight, -HOUR))),
            ),
        ),
    )
    .orderByRaw('s.asked_at nulls last, s.begun_at nulls first, s.id')
    .pluck('s.id');
}
