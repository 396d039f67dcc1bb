import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DatabaseConfig } from '../../server/database/knex.ts';
import { isTransientDatabaseError } from '../../server/database/pg-errors.ts';
import { seededRandom, type SeededRandom } from '../../server/demo/random.ts';
import { makeTemplate, makeTrialFolder, replaceFolder } from '../model/client-files.ts';
import { ArmedFault } from '../model/faults.ts';
import { makeDocument } from '../model/fixtures.ts';
import { candidateId, poolId } from '../model/ids.ts';
import { InvariantError } from '../model/invariant-error.ts';
import { makeChange } from '../model/mutations.ts';
import { assertView, Oracle } from '../model/oracle.ts';
import type { RoundPlan } from '../model/round-plan.ts';
import { act, seedServer, type ServerAction } from '../model/server-actions.ts';
import { TrialClient } from '../model/trial-client.ts';
import { TrialServer, type TrialUser } from '../model/trial-server.ts';

const WRITERS = 6;
const PULLERS = 8;
const CALM_ROUNDS = 4;
const ACTIONS: readonly ServerAction[] = [
  'candidate-hide',
  'candidate-hide',
  'candidate-move',
  'candidate-edit',
  'candidate-internal',
  'document-add',
  'document-add',
  'document-share',
  'document-remove',
  'vacancy-move',
];

export interface StressResult {
  readonly commits: number;
  readonly pages: number;
  readonly completeRounds: number;
  readonly mutations: number;
  /** Sentences; empty when every promise held. */
  readonly problems: readonly string[];
}

interface Stress {
  readonly server: TrialServer;
  readonly random: SeededRandom;
  readonly users: readonly TrialUser[];
  readonly clients: readonly TrialClient[];
  readonly counts: { commits: number; documents: number; pages: number; completeRounds: number; mutations: number };
  readonly problems: Set<string>;
}

/** Six writers and eight devices on one PostgreSQL at the same time, a fixed amount of work; then everything is compared. */
export async function runStress(
  config: DatabaseConfig,
  options: { readonly commits: number; readonly seed: number },
): Promise<StressResult> {
  const server = await TrialServer.open(config);
  const folder = makeTrialFolder();
  const stress = await prepare(server, folder, seededRandom(options.seed));
  try {
    let writing = true;
    const writers = Promise.all(Array.from({ length: WRITERS }, () => write(stress, options.commits))).finally(
      () => (writing = false),
    );
    const going = (): boolean => writing;
    await Promise.all([writers, audit(stress, going), ...stress.clients.map((client) => pull(stress, client, going))]);
    await compare(stress);
  } catch (error) {
    note(stress, error);
  } finally {
    for (const client of stress.clients) await client.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return { ...stress.counts, problems: [...stress.problems] };
}

async function prepare(server: TrialServer, folder: string, random: SeededRandom): Promise<Stress> {
  const users = Array.from({ length: PULLERS }, (_, n): TrialUser => ({
    id: poolId('user', n),
    role: n % 2 === 0 ? 'EMPLOYER' : 'ACCOUNT_MANAGER',
    regions: [
      { code: n % 4 < 2 ? 'AM21' : 'AM22', relation: 'own' },
      { code: n % 4 < 2 ? 'AM22' : 'AM21', relation: 'connected' },
    ],
  }));
  await server.begin(users);
  await seedServer(server);
  await makeTemplate(join(folder, 'template'), server.clock.now());
  const clients: TrialClient[] = [];
  for (const [n, user] of users.entries()) {
    const session = await server.device(poolId('device', n), user);
    replaceFolder(join(folder, 'template'), join(folder, String(n)));
    clients.push(await TrialClient.open(server, session, join(folder, String(n))));
  }
  const counts = { commits: 0, documents: 0, pages: 0, completeRounds: 0, mutations: 0 };
  return { server, random, users, clients, counts, problems: new Set() };
}

/** One of the colleagues: short transactions that stay open for a moment, which is when others overtake them. */
async function write(stress: Stress, commits: number): Promise<void> {
  const { server, random, users, counts, problems } = stress;
  while (counts.commits < commits && problems.size === 0) {
    const pause = (): Promise<unknown> => delay(random.int(0, 3));
    try {
      if (random.chance(0.5)) await race(stress, pause);
      else
        await act(
          { server, users, changing: users, pause },
          random.pick(ACTIONS),
          random.int(0, 40),
          random.int(0, 40),
        );
      counts.commits += 1;
    } catch (error) {
      // Two that wait for each other: one is sent back, and does something else.
      if (!isTransientDatabaseError(error)) throw error;
    }
  }
}

/** One hides a candidate while another hands in a document of him (sync §1.4): of a few candidates, so that they meet. */
async function race({ server, random, counts }: Stress, pause: () => Promise<unknown>): Promise<void> {
  const n = random.int(0, 2);
  const id = candidateId(n);
  counts.documents += 1;
  const { candidateId: owner, mediaType, sizeBytes, ...line } = makeDocument(0, n, true);
  const row = { ...line, id: poolId('race', counts.documents), candidate_id: owner };
  await server.write(async (trx) => {
    if (random.chance(0.5)) {
      await trx('candidate_document').insert({ ...row, media_type: mediaType, size_bytes: sizeBytes });
    } else {
      await trx('candidate')
        .where({ id })
        .update({ visible_to_employers: random.chance(0.5) });
    }
    await pause();
  });
}

/** S1 and S2 hold at every moment, not only at the end: later changes of the same row would cover the traces. */
async function audit(stress: Stress, going: () => boolean): Promise<void> {
  while (going() && stress.problems.size === 0) {
    await stress.server.assertIntegrity().catch((error: unknown) => note(stress, error));
    await delay(20);
  }
}

async function pull(stress: Stress, client: TrialClient, going: () => boolean): Promise<void> {
  const { random, counts } = stress;
  while (going() && stress.problems.size === 0) {
    if (random.int(0, 3) === 0) await mutate(stress, client);
    try {
      const plan = planOf(stress, random.int(1, 12), random.int(1, 8));
      if ((await client.round(plan)).complete) counts.completeRounds += 1;
    } catch (error) {
      note(stress, error);
    }
    if (client.mismatches > 0) stress.problems.add('C11: the digests of a device differed');
    await delay(random.int(0, 5));
  }
}

async function mutate({ random, counts }: Stress, client: TrialClient): Promise<void> {
  counts.mutations += 1;
  const action = random.pick(['favourite', 'setting'] as const);
  const change = makeChange(client, { action, a: random.int(0, 40), b: random.int(0, 40), n: counts.mutations });
  if (change !== null) await client.mutate(change, false);
}

function planOf({ counts }: Stress, rows: number, pages: number): RoundPlan {
  return {
    fault: new ArmedFault('none', 1),
    rows,
    pages,
    sliceRows: 4,
    compares: false,
    onPush: () => undefined,
    onAnswer: async () => {
      counts.pages += 1;
    },
  };
}

/** Everybody is quiet: all views are the oracle's, entries are the view, digests are their sums. */
async function compare(stress: Stress): Promise<void> {
  const { server, clients } = stress;
  for (let round = 0; round < CALM_ROUNDS; round++) {
    for (const client of clients) await client.round(planOf(stress, 100, 1000));
  }
  await server.assertIntegrity();
  const oracle = new Oracle(server);
  for (const client of clients) {
    await assertView(client, oracle);
    if (client.mismatches > 0) stress.problems.add('C11: the digests of a device differed');
    if (client.files.outbox.unsettled(1).length > 0) stress.problems.add('C10: a change still waits');
  }
}

function note(stress: Stress, error: unknown): void {
  if (error instanceof InvariantError) stress.problems.add(error.message);
  else stress.problems.add(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
}
