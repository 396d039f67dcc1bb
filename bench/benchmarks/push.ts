import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { pullPages, type PullContext } from '../../electron/core/sync/pull-pages.ts';
import { pushOutbox } from '../../electron/core/sync/push-outbox.ts';
import { openBenchDevice } from '../data/product-cache.ts';
import { Child } from '../lib/child.ts';
import { timed } from '../lib/measure.ts';
import { withScratch } from '../lib/scratch.ts';
import { median, rounded } from '../lib/statistics.ts';
import { pullAll, pullContext, signInAsEmployer } from '../peers/municipality-client.ts';
import type { ServerQuestion, StartedServer } from '../peers/municipality-server.ts';
import { progress, type BenchOptions, type BenchReport } from './benchmark.ts';

const CANDIDATES = 1000;
const MUTATIONS = 200;
const RUNS = 5;

interface Drain {
  readonly saveMs: number;
  readonly drainMs: number;
  readonly floorMs: number;
}

/**
 * Two hundred changes that were made without a connection, until the server has them all and has said so: sent, executed
 * one by one, and acknowledged in a pull that brings their effect. The floor is the same number of rows inserted in the
 * server's database, in as many transactions, by nothing but SQL.
 */
export async function runPush(options: BenchOptions): Promise<BenchReport> {
  const candidates = options.candidates ?? CANDIDATES;
  const runs = options.quick ? 1 : RUNS;
  const drains = await withScratch('push', (directory) => measure(directory, candidates, runs));
  const of = (key: keyof Drain): number => median(drains.map((drain) => drain[key]));
  return {
    benchmark: 'push',
    candidates,
    mutations: MUTATIONS,
    drainMs: rounded(of('drainMs')),
    ratioToFloor: rounded(of('drainMs') / of('floorMs')),
    savePerChangeMs: rounded(of('saveMs') / MUTATIONS),
    floorMs: rounded(of('floorMs')),
    runs,
    notes: [
      'product: real municipality server on its embedded database (PGlite) in another process, real client, encrypted outbox with its log',
      'drainMs: from the first byte sent until the outbox is empty; half favourites, half notes',
      'savePerChangeMs: what the user waits for one change: frame in the log flushed to disk, then the outbox',
    ],
  };
}

async function measure(directory: string, candidates: number, runs: number): Promise<Drain[]> {
  const program = new URL('../peers/municipality-server.ts', import.meta.url);
  const server = new Child(program, [path.join(directory, 'server')], 4096);
  const device = await openBenchDevice(path.join(directory, 'client'));
  try {
    const started = await server.ask<StartedServer>({ kind: 'start', candidates } satisfies ServerQuestion);
    const remote = await signInAsEmployer(server, started);
    const context = pullContext(remote, device);
    await pullAll(context);
    const ids = device.cache.listRows<CandidateCard>(COLLECTIONS.candidateCard.number).map(({ id }) => id);
    const drains: Drain[] = [];
    for (let run = 0; run < runs; run++) {
      const mutations = changes(ids, run);
      const save = await timed(() => mutations.forEach((mutation) => device.outbox.add(mutation)));
      const sent = await timed(() => drain(context));
      const floor = await server.ask<number>({ kind: 'bare', rows: MUTATIONS } satisfies ServerQuestion);
      drains.push({ saveMs: save.milliseconds, drainMs: sent.milliseconds, floorMs: floor });
      progress(`drained in ${sent.milliseconds.toFixed(0)} ms, floor ${floor.toFixed(0)} ms`);
    }
    return drains;
  } finally {
    await device.close();
    await server.stop();
  }
}

function changes(ids: readonly string[], run: number): Mutation[] {
  return Array.from({ length: MUTATIONS }, (_, index) => {
    const candidate = ids[(run * MUTATIONS + index) % ids.length] as string;
    const common = { uid: randomUUID(), ver: 1, edit_ts: new Date().toISOString(), offset_ms: 0, deps: [] };
    if (index % 2 === 0) return { ...common, kind: 'favourite.set', args: { candidate, on: true } };
    const args = { id: randomUUID(), candidate, text: `Gebeld, belt terug (${run}/${index})`, scope: 'PRIVATE' };
    return { ...common, kind: 'note.create', args };
  });
}

async function drain(context: PullContext): Promise<void> {
  const { outbox } = context;
  const { signal } = new AbortController();
  await pushOutbox(context, signal);
  await pullPages(context, signal);
  if (outbox.unsettled().length > 0) throw new Error('Not every change was acknowledged');
  const refused = outbox.refusedCount();
  if (refused > 0) throw new Error(`${refused} changes were refused`);
}
