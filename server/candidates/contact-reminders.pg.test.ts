import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { amsterdamDay, isWorkingDay, workingDaysBetween } from '@hallowerk/contract/candidates/working-days.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { deliverQueue } from '../outbox/mail-queue.ts';
import { dailyJobs } from '../operations/daily-jobs.ts';
import { runDueJobs } from '../operations/jobs.ts';
import { DAY, HOUR } from '../security/clock.ts';
import { candidateFixture } from '../testing/candidate-fixture.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { TestClock, TestOutbound } from '../testing/test-server.ts';
import { upsertCandidates } from './candidates.repository.ts';
import { sendContactReminders } from './contact-reminders.ts';

const NO_LOG = { finished: () => undefined, failed: ({ error }: { error: unknown }) => expect.fail(String(error)) };

describe.each(databaseKinds())('reminders of contact requests on %s', (kind) => {
  let world: SyncWorld;
  let outbound: TestOutbound;
  let requesterId: string;
  let failures: unknown[];
  const candidate = candidateFixture();
  beforeAll(async () => {
    world = await SyncWorld.open(kind);
    await withTransaction(world.knex, (trx) => upsertCandidates(trx, [candidate]));
    requesterId = (await world.user('EMPLOYER', [{ code: 'AM21', relation: 'own' }])).session.userId;
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.knex('contact_request').delete();
    await world.knex('mail_queue').delete();
    outbound = new TestOutbound();
    failures = [];
  });

  async function ask(moment: string | Date, outcome = 'OPEN'): Promise<string> {
    const id = uuidv7();
    const row = { id, candidate_id: candidate.id, requester_id: requesterId, route_at_request: 'DIRECT', note: '' };
    await world.knex('contact_request').insert({ ...row, outcome, requested_at: new Date(moment) });
    return id;
  }
  const deliver = (clock: TestClock, sendMail = outbound.sendMail) =>
    deliverQueue({ knex: world.knex, now: clock.now(), sendMail, onFailure: (error) => failures.push(error) });
  /** What a node does in its minute. */
  async function minute(clock: TestClock): Promise<void> {
    const jobs = dailyJobs(() => undefined).filter(({ name }) => name === 'reminders');
    await runDueJobs({ knex: world.knex, clock, log: NO_LOG }, jobs);
    await deliver(clock);
  }
  const remind = async (moment: string) => {
    const clock = new TestClock(moment);
    await sendContactReminders(world.knex, clock.now());
    await deliver(clock);
    return outbound.mails.length;
  };

  it('BX-08: come once after three and once after seven working days, without the name of the candidate', async () => {
    await ask('2026-02-26T15:00:00Z');
    expect(await remind('2026-03-02T06:00:00Z')).toBe(0);
    expect(await remind('2026-03-03T06:00:00Z')).toBe(1);
    expect(await remind('2026-03-03T07:00:00Z')).toBe(1);
    expect(await remind('2026-03-06T06:00:00Z')).toBe(1);
    expect(await remind('2026-03-09T06:00:00Z')).toBe(2);
    expect(await remind('2026-06-09T06:00:00Z')).toBe(2);
    expect(outbound.mails.map(({ subject }) => subject)).toEqual([
      'Herinnering: een contactverzoek staat al 3 werkdagen open',
      'Herinnering: een contactverzoek staat al 7 werkdagen open',
    ]);
    for (const mail of outbound.mails) {
      expect(mail.text).toContain('hallowerk://contactverzoeken');
      expect(JSON.stringify(mail)).not.toMatch(/Noor|Bakker|CANARY/);
    }
  });

  it('stop with an outcome, and are not for who left', async () => {
    await ask('2026-02-26T15:00:00Z', 'SPOKEN');
    await ask('2026-02-26T15:00:00Z');
    await world.knex('app_user').where({ id: requesterId }).update({ state: 'BLOCKED' });
    expect(await remind('2026-03-03T06:00:00Z')).toBe(0);
    await world.knex('app_user').where({ id: requesterId }).update({ state: 'ACTIVE' });
  });

  it('do not go to who switched them off, also not later when he switches them on again (HW-MAIL-02)', async () => {
    const preference = { user_id: requesterId, code: 'CONTACT_FOLLOW_UP', frequency: null, changed_at: new Date() };
    await world.knex('notification_preference').insert({ ...preference, enabled: false });
    await ask('2026-02-26T15:00:00Z');
    expect(await remind('2026-03-03T06:00:00Z')).toBe(0);
    await world.knex('notification_preference').update({ enabled: true });
    expect(await remind('2026-03-04T06:00:00Z')).toBe(0);
    expect(await remind('2026-03-09T06:00:00Z')).toBe(1);
    await world.knex('notification_preference').delete();
  });

  it('are one mail when the server was away over the first, also when the clock goes back after that', async () => {
    await ask('2026-02-26T15:00:00Z');
    expect(await remind('2026-03-20T06:00:00Z')).toBe(1);
    expect(outbound.mails[0]?.subject).toContain('7 werkdagen');
    expect(await remind('2026-03-04T06:00:00Z')).toBe(1);
    expect(await remind('2026-03-23T06:00:00Z')).toBe(1);
  });

  it('are sent by one of two nodes that look together, and again later when the mail server refused', async () => {
    for (let n = 0; n < 30; n++) await ask('2026-02-26T15:00:00Z');
    const clock = new TestClock('2026-03-03T06:00:00Z');
    await Promise.all([1, 2].map(() => sendContactReminders(world.knex, clock.now())));
    await deliver(clock, () => Promise.reject(new Error('451')));
    expect(failures.length).toBeGreaterThan(0);
    clock.advance(HOUR);
    await Promise.all([deliver(clock), deliver(clock)]);
    expect(outbound.mails).toHaveLength(30);
  });

  it('fall on working days and once each, whenever people asked and however the clocks of two nodes run', async () => {
    const moment = fc.date({ min: new Date('2026-03-20'), max: new Date('2026-05-20'), noInvalidDate: true });
    const jump = fc.integer({ min: -3 * DAY, max: 5 * DAY });
    await fc.assert(
      fc.asyncProperty(
        fc.array(moment, { minLength: 1, maxLength: 4 }),
        fc.array(jump, { maxLength: 12 }),
        async (asked, jumps) => {
          await world.knex('contact_request').delete();
          await world.knex('mail_queue').delete();
          await world.knex('server_job').delete();
          outbound = new TestOutbound();
          for (const requested of asked) await ask(requested);
          const clock = new TestClock(asked.toSorted((one, other) => +one - +other)[0]?.toISOString());
          for (const step of [...jumps, ...Array<number>(24).fill(DAY)]) {
            clock.advance(step);
            const before = outbound.mails.length;
            await Promise.all([minute(clock), minute(clock)]);
            if (outbound.mails.length > before) expect(isWorkingDay(amsterdamDay(clock.now()))).toBe(true);
          }
          const noted: { requested_at: Date; working_days: number; noted_at: Date }[] = await world
            .knex('contact_reminder as m')
            .join('contact_request as r', 'r.id', 'm.request_id')
            .select('r.requested_at', 'm.working_days', 'm.noted_at');
          const queued: { key: string }[] = await world.knex('mail_queue').select('key');
          expect(outbound.mails).toHaveLength(queued.length);
          expect(new Set(queued.map(({ key }) => key)).size).toBe(queued.length);
          expect(noted.length).toBeLessThanOrEqual(2 * asked.length);
          for (const mail of noted) {
            const days = workingDaysBetween(amsterdamDay(mail.requested_at), amsterdamDay(mail.noted_at));
            expect(days).toBeGreaterThanOrEqual(mail.working_days);
          }
        },
      ),
      { numRuns: kind === 'pglite' ? 6 : 3 },
    );
  }, 120_000);
});
