import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { DAY, HOUR } from '../security/clock.ts';
import { candidateFixture, documentFixture } from '../testing/candidate-fixture.ts';
import { oracle } from '../testing/sync-client.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { auditSync } from './audit-sync.ts';
import { dailyJobs } from './daily-jobs.ts';
import { runDueJobs, runJobNow, type Job, type JobLog } from './jobs.ts';
import { runRepair } from './run-audit.ts';

const OWN = [{ code: 'AM21', relation: 'own' }] as const;
const CLEAN = { wrongCounters: 0, wrongEntries: 0, leftovers: 0, strayChildren: 0 };

describe.each(databaseKinds())('jobs on %s', (kind) => {
  let world: SyncWorld;
  let events: unknown[];
  let log: JobLog;
  beforeEach(async () => {
    world = await SyncWorld.open(kind);
    events = [];
    log = { finished: (event) => events.push(event), failed: ({ job }) => events.push({ job, failed: true }) };
  });
  afterEach(() => world.close());

  const jobs = dailyJobs((counts) => events.push({ differs: counts }));
  const run = (name: string): Promise<boolean> => {
    const job = jobs.find((candidate) => candidate.name === name);
    if (job === undefined) throw new Error(`No job ${name}`);
    return runJobNow({ ...world, log }, job);
  };
  const counting = (name: string, work: () => Promise<void> = async () => undefined) => {
    const state = { runs: 0 };
    const job: Job = {
      name,
      at: 180,
      run: async () => {
        state.runs++;
        await work();
        return { runs: state.runs };
      },
    };
    return { job, state };
  };
  const write = (...records: ReturnType<typeof candidateFixture>[]) =>
    withTransaction(world.knex, (trx) => upsertCandidates(trx, records));

  it('runs a job once a day, on one of the nodes that see it due', async () => {
    const { job, state } = counting('once');
    const nodes = () => Promise.all([1, 2, 3].map(() => runDueJobs({ ...world, log }, [job])));
    await nodes();
    expect(state.runs).toBe(1);
    // 09:00 → 02:59 of the next day: not yet; three o'clock is its hour.
    world.clock.advance(17 * HOUR + 59 * 60_000);
    await nodes();
    expect(state.runs).toBe(1);
    world.clock.advance(60_000);
    await nodes();
    expect(state.runs).toBe(2);
    expect(await world.knex('server_job').first()).toMatchObject({
      ...{ name: 'once', claimed_at: world.clock.now(), finished_at: world.clock.now(), result: { runs: 2 } },
    });
  });

  it('takes over what a dead node began, and goes on after a job that failed', async () => {
    await world.knex('server_job').insert({ name: 'once', claimed_at: world.clock.now() });
    const { job, state } = counting('once');
    world.clock.advance(5 * HOUR);
    expect(await runDueJobs({ ...world, log }, [job])).toEqual([]);
    world.clock.advance(2 * HOUR);
    const broken = counting('broken', () => Promise.reject(new Error('broken')));
    expect(await runDueJobs({ ...world, log }, [broken.job, job])).toEqual(['broken', 'once']);
    expect(state.runs).toBe(1);
    expect(events).toContainEqual({ job: 'broken', failed: true });
  });

  it('forgets tombstones after sixty days, and devices that were away longer fill again', async () => {
    const record = candidateFixture();
    await write(record, candidateFixture());
    const away = await world.user('EMPLOYER', OWN);
    await away.sync();
    await withTransaction(world.knex, (trx) => trx('candidate').where({ id: record.id }).delete());
    const tombstones = async () =>
      Number((await world.knex('sync_entry').where({ live: false }).count('*'))[0]?.['count']);
    const before = await tombstones();
    expect(before).toBeGreaterThan(0);
    for (const days of [0, 30, 29]) {
      world.clock.advance(days * DAY);
      await run('position-log');
      await run('clean-up');
      expect(await tombstones()).toBe(before);
    }
    const here = await world.user('EMPLOYER', OWN);
    await here.sync();
    world.clock.advance(DAY);
    await run('clean-up');
    expect(await tombstones()).toBe(0);
    here.resets = [];
    away.resets = [];
    await here.sync();
    await away.sync();
    expect(here.resets).toEqual([]);
    expect(new Set(away.resets)).toEqual(new Set(['pruned']));
    expect(away.view()).toEqual(await oracle(world.knex, away.session.userId));
  });

  it('forgets results, dealt-with failures, deleted notes and searches, and sign-ins, each after its time', async () => {
    const candidate = candidateFixture();
    await write(candidate);
    const employer = await world.user('EMPLOYER', OWN, async ({ trx }, { kind: name }) => {
      if (name === 'settings.set') await trx.raw('select 1 / 0');
      return 'ok';
    });
    const made = (): ReturnType<SyncWorld['favourite']> => world.favourite(candidate.id, true);
    const [old, parked, resolved] = [made(), { ...made(), kind: 'settings.set' }, { ...made(), kind: 'settings.set' }];
    await employer.push([old, parked, resolved]);
    await world.knex('sync_parked').where({ uid: resolved.uid }).update({ resolved_at: world.clock.now() });
    const { userId: user_id, deviceId } = employer.session;
    const { organization_id } = await world.knex('app_user').where({ id: user_id }).first('organization_id');
    const now = world.clock.now();
    const note = { candidate_id: candidate.id, author_id: user_id, organization_id, text: 'x', scope: 'PRIVATE' };
    const stamps = { created_at: now, text_at: now, text_device: deviceId, scope_at: now, scope_device: deviceId };
    const [deleted, kept] = [uuidv7(), uuidv7()];
    await withTransaction(world.knex, async (trx) => {
      await trx('note').insert({ ...note, ...stamps, id: deleted, deleted_at: now, deleted_device: deviceId });
      await trx('note').insert({ ...note, ...stamps, id: kept });
      const search = {
        owner_id: user_id,
        organization_id,
        scope: 'PRIVATE',
        changed_at: now,
        changed_device: deviceId,
      };
      await trx('saved_search').insert({ ...search, id: deleted, is_live: false });
      await trx('saved_search').insert({ ...search, id: kept, is_live: true, name: 'Bakkers', query: '{}' });
    });
    await world.knex('sign_in_challenge').insert({ id: uuidv7(), user_id, created_at: now, expires_at: now });

    const left = async () => ({
      results: (await world.knex('sync_mutation').select('uid')).map((row) => row.uid).sort(),
      parked: (await world.knex('sync_parked').select('uid')).map((row) => row.uid).sort(),
      notes: (await world.knex('note').select('id')).map((row) => row.id).sort(),
      searches: (await world.knex('saved_search').select('id')).map((row) => row.id).sort(),
      challenges: (await world.knex('sign_in_challenge').select('id')).length,
    });
    const whole = await left();
    await run('clean-up');
    expect(await left()).toEqual(whole);
    world.clock.advance(7 * DAY + 1);
    await run('clean-up');
    expect(await left()).toEqual({ ...whole, challenges: 0 });
    world.clock.advance(53 * DAY);
    await run('clean-up');
    expect(await left()).toEqual({ ...whole, challenges: 0, notes: [kept], searches: [kept] });
    world.clock.advance(30 * DAY);
    await run('clean-up');
    expect(await left()).toEqual({
      results: [parked.uid],
      parked: [parked.uid],
      notes: [kept],
      searches: [kept],
      challenges: 0,
    });
    expect(await auditSync(world.knex)).toEqual(CLEAN);
  });

  it('reports differences with counts only, and mends them when told to', async () => {
    const id = uuidv7();
    await write(candidateFixture({ id, documents: [documentFixture(id, true)] }), candidateFixture());
    const employer = await world.user('EMPLOYER', OWN);
    await employer.sync();
    await run('audit');
    expect(events).toEqual([{ job: 'audit', result: CLEAN }]);

    await world.knex('sync_entry').where({ coll: 1, row_id: id }).update({ live: false });
    await world.knex('sync_scope').where({ key: 'pub' }).update({ cnt: 77 });
    await world.knex('sync_dirty').insert({ tx: '3', coll: 1, row_id: id, content: true });
    events.length = 0;
    expect(await run('audit')).toBe(true);
    const differences = { wrongCounters: 2, wrongEntries: 1, leftovers: 1, strayChildren: 1 };
    expect(events).toEqual([{ differs: differences }, { job: 'audit', result: differences }]);
    expect(JSON.stringify(events)).not.toContain(id);

    const printed: unknown[] = [];
    expect(await runRepair(world.knex, (line) => printed.push(line))).toBe(0);
    expect(printed).toMatchObject([{ ok: true, sync: CLEAN, repaired: { rows: 1, leftovers: 1 } }]);
    await employer.sync();
    expect(employer.view()).toEqual(await oracle(world.knex, employer.session.userId));
  });

  it('notices a child that the view itself shows without its parent', async () => {
    const id = uuidv7();
    await write(candidateFixture({ id, visibleToEmployers: false, documents: [documentFixture(id, true)] }));
    expect(await auditSync(world.knex)).toEqual(CLEAN);
    const { rows } = await world.knex.raw(`select pg_get_viewdef('sync_desired') as text`);
    const wrong = String(rows[0].text).replace(/\(c\.visible_to_employers AND d\.shareable\)/, '(d.shareable)');
    expect(wrong).not.toBe(rows[0].text);
    await world.knex.raw(`create or replace view sync_desired(coll, row_id, skey) as ${wrong}`);
    await withTransaction(world.knex, (trx) => trx('candidate_document').update({ name: 'ander.pdf' }));
    expect(await auditSync(world.knex)).toEqual({ ...CLEAN, strayChildren: 1 });
  });
});
