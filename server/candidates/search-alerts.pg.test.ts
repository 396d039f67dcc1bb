import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_QUERY, type CandidateQuery } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { Role } from '@hallowerk/contract/accounts/account.ts';
import type { CandidateProfile } from '@hallowerk/contract/candidates/candidate.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import type { Mail } from '../outbox/outbound.ts';
import { DAY, HOUR, MINUTE } from '../security/clock.ts';
import { CANARY, candidateFixture, profileFixture } from '../testing/candidate-fixture.ts';
import { SyncWorld, type Regions } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { TestClock } from '../testing/test-server.ts';
import type { CandidateRecord } from './candidate-record.ts';
import { upsertCandidates } from './candidates.repository.ts';
import { createSearchAlerts, removeOldAlerts } from './search-alerts.ts';

const OWN = [{ code: 'AM21', relation: 'own' }] as const;
const COOKS: CandidateQuery = { ...EMPTY_QUERY, filters: { workType: ['HOSPITALITY'] } };

describe.each(databaseKinds())('alerts of watched searches on %s', (kind) => {
  let world: SyncWorld;
  let clock: TestClock;
  let mails: Mail[];
  /** What the mail server does with a mail, before it is kept. */
  let mailServer: (mail: Mail) => void;
  let failures: number;
  beforeEach(async () => {
    world = await SyncWorld.open(kind);
    // After the clock of the database, which says when a candidate changed: a Monday, ten or eleven o'clock in Amsterdam.
    clock = new TestClock(`${nextMonday()}T09:00:00.000Z`);
    mails = [];
    failures = 0;
    mailServer = () => undefined;
  });
  afterEach(() => world.close());

  const node = (knex = world.knex) =>
    createSearchAlerts({
      ...{ knex, clock, productName: 'HalloWerk' },
      outbound: {
        close: () => undefined,
        sendMail: async (mail) => {
          mailServer(mail);
          mails.push(mail);
        },
      },
      onFailure: () => failures++,
    });
  const write = (...records: CandidateRecord[]) => withTransaction(world.knex, (trx) => upsertCandidates(trx, records));
  const nextDay = async () => {
    clock.advance(DAY);
    mails = [];
    await node().run();
    return mails;
  };
  const subjects = () => mails.map(({ subject }) => subject);

  async function user(role: Role = 'EMPLOYER', regions: Regions = OWN): Promise<string> {
    return (await world.user(role, regions)).session.userId;
  }
  async function watch(userId: string, query: CandidateQuery = COOKS, kindOfWatch = 'EMAIL_DAILY', name = 'Koks') {
    const search = uuidv7();
    const mark = uuidv7();
    const made = { changed_at: clock.now(), changed_device: randomUUID() };
    const organization_id = world.knex('app_user').where({ id: userId }).select('organization_id');
    await world.knex('saved_search').insert({
      ...{ id: search, owner_id: userId, organization_id, is_live: true, name, scope: 'PRIVATE', ...made },
      query: JSON.stringify(query),
    });
    await world.knex('search_mark').insert({
      ...{ id: mark, user_id: userId, search_id: search, pinned: false, watch: kindOfWatch },
      ...{ effective_at: clock.now(), device_id: randomUUID() },
    });
    return { search, mark };
  }
  const setMark = (id: string, change: object) => world.knex('search_mark').where({ id }).update(change);
  const changed = (
    record: CandidateRecord,
    change: Partial<CandidateProfile>,
    rest: Partial<CandidateRecord> = {},
  ) => ({
    ...record,
    ...rest,
    profile: { ...record.profile, lastModifiedAt: new Date(clock.now().getTime() - HOUR).toISOString(), ...change },
  });

  it('BX-06: are one mail about how many, once, and say nothing about who', async () => {
    const before = candidateFixture();
    await write(before);
    await watch(await user(), COOKS, 'EMAIL_DAILY', 'Koks\nin Delft');
    expect(await nextDay()).toEqual([]);
    await write(
      candidateFixture(),
      candidateFixture(),
      candidateFixture({ profile: profileFixture({ workTypes: [] }) }),
    );
    await nextDay();
    expect(subjects()).toEqual(['2 nieuwe kandidaten voor "Koks in Delft"']);
    const [mail] = mails;
    expect(JSON.stringify(mail)).not.toMatch(new RegExp(`${CANARY}|Noor|Bakker|Delft"?,`));
    expect(mail?.text).toContain('hallowerk://zoekopdrachten/');
    expect(mail?.text).toContain('elke dag');
    expect(mail?.messageId).toMatch(/^<zoekopdracht\.[0-9a-f-]{36}@hallowerk>$/);
    expect(await nextDay()).toEqual([]);
    await write(changed(before, { oneLiner: 'Nog meer ervaring' }));
    await nextDay();
    expect(subjects()).toEqual(['1 nieuwe kandidaat voor "Koks in Delft"']);
  });

  it('BX-06: are not raised by what the searcher does not see, and are by becoming visible', async () => {
    const record = candidateFixture({ visibleToEmployers: false });
    await write(record);
    await node().run();
    await watch(await user());
    await watch(await user('ACCOUNT_MANAGER'), COOKS, 'EMAIL_DAILY', 'Van het team');
    await watch(await user('EMPLOYER', [{ code: 'AM22', relation: 'own' }]), COOKS, 'EMAIL_DAILY', 'Elders');
    await write({ ...record, phone: '0600000000', internal: { ...record.internal, tozo: true } });
    expect(await nextDay()).toEqual([]);
    const hidden = changed(record, {});
    const shown = { ...hidden, visibleToEmployers: true };
    await write(hidden);
    await nextDay();
    expect(subjects()).toEqual(['1 nieuwe kandidaat voor "Van het team"']);
    await write(shown);
    await nextDay();
    expect(subjects()).toEqual(['1 nieuwe kandidaat voor "Koks"']);
    await write(hidden);
    expect(await nextDay()).toEqual([]);
    await write(shown);
    expect(await nextDay()).toEqual([]);
    await write({ ...shown, regionCode: 'AM22' });
    await nextDay();
    expect(subjects()).toEqual(['1 nieuwe kandidaat voor "Elders"']);
  });

  it('BX-06: are withdrawn when the profile is hidden before the mail goes, and come back with it', async () => {
    await watch(await user());
    const [hidden, other] = [candidateFixture(), candidateFixture()];
    await write(hidden, other);
    mailServer = () => {
      throw new Error('The mail server is away');
    };
    expect(await nextDay()).toEqual([]);
    expect(failures).toBe(1);
    mailServer = () => undefined;
    await write({ ...hidden, visibleToEmployers: false });
    clock.advance(20 * MINUTE);
    await node().run();
    expect(subjects()).toEqual(['1 nieuwe kandidaat voor "Koks"']);
    expect(await nextDay()).toEqual([]);
    await write(hidden);
    await nextDay();
    expect(subjects()).toEqual(['1 nieuwe kandidaat voor "Koks"']);
    expect(await nextDay()).toEqual([]);
  });

  it('BX-06: hold who is still found, not judged and not seen at the moment of sending', async () => {
    const reader = await user();
    const { search, mark } = await watch(reader);
    const [judged, moved, kept] = [candidateFixture(), candidateFixture(), candidateFixture()];
    await write(judged, moved, kept);
    mailServer = () => {
      throw new Error('The mail server is away');
    };
    await nextDay();
    const judgement = { user_id: reader, search_id: search, candidate_id: judged.id, value: 'NO' };
    await world
      .knex('judgement')
      .insert({ id: uuidv7(), ...judgement, effective_at: clock.now(), device_id: randomUUID() });
    await world
      .knex('saved_search')
      .where({ id: search })
      .update({ query: JSON.stringify({ ...COOKS, filters: { workType: ['CARE'] } }) });
    await write(changed(kept, { workTypes: ['CARE'] }), changed(judged, { workTypes: ['CARE'] }));
    mailServer = () => undefined;
    clock.advance(20 * MINUTE);
    await node().run();
    expect(subjects()).toEqual(['1 nieuwe kandidaat voor "Koks"']);
    // The new version of the same person is an alert of its own, unless he was looked at since.
    await setMark(mark, { last_seen_at: clock.now() });
    expect(await nextDay()).toEqual([]);
  });

  it('BX-06: end with the watch, the search, the account and the right to see it, also for a mail that waits', async () => {
    const readers = await Promise.all([1, 2, 3, 4, 5].map(() => user()));
    const [off, deleted] = await Promise.all(readers.map((reader) => watch(reader)));
    await write(candidateFixture());
    mailServer = () => {
      throw new Error('The mail server is away');
    };
    await nextDay();
    clock.advance(20 * MINUTE);
    await node().run();
    expect(failures).toBeGreaterThan(3);
    await setMark(off!.mark, { watch: 'APP' });
    await world.knex('saved_search').where({ id: deleted!.search }).update({ is_live: false, name: null, query: null });
    await world.knex('app_user').where({ id: readers[2]! }).update({ state: 'BLOCKED' });
    await world.knex('user_region').where({ user_id: readers[3]! }).update({ region_code: 'AM22' });
    mailServer = () => undefined;
    clock.advance(HOUR);
    await node().run();
    const address = await world.knex('app_user').where({ id: readers[4]! }).first('email');
    expect(mails.map(({ to }) => to)).toEqual([address.email]);
    await write(candidateFixture({ regionCode: 'AM22' }), candidateFixture());
    await nextDay();
    expect(mails).toHaveLength(2);
  });

  it('do not go to who switched them off, also for a mail that waits, and say nothing of that time afterwards (HW-MAIL-02)', async () => {
    const userId = await user();
    await watch(userId);
    const prefer = (enabled: boolean) =>
      world
        .knex('notification_preference')
        .insert({ user_id: userId, code: 'SEARCH_ALERT', enabled, frequency: 'PER_SEARCH', changed_at: clock.now() })
        .onConflict(['user_id', 'code'])
        .merge();
    await prefer(false);
    await write(candidateFixture());
    expect(await nextDay()).toEqual([]);
    await prefer(true);
    expect(await nextDay()).toEqual([]);
    await write(candidateFixture());
    mailServer = () => {
      throw new Error('no mail server');
    };
    expect(await nextDay()).toEqual([]);
    mailServer = () => undefined;
    await prefer(false);
    expect(await nextDay()).toEqual([]);
    await prefer(true);
    await write(candidateFixture());
    await nextDay();
    expect(subjects()).toEqual(['1 nieuwe kandidaat voor "Koks"']);
  });

  it('come once a week at most for who wants that, whatever the search says (HW-MAIL-03)', async () => {
    const userId = await user();
    await watch(userId);
    const row = { user_id: userId, code: 'SEARCH_ALERT', enabled: true, frequency: 'WEEKLY', changed_at: clock.now() };
    await world.knex('notification_preference').insert(row);
    await write(candidateFixture());
    const perDay: number[] = [];
    for (let day = 0; day < 7; day++) perDay.push((await nextDay()).length);
    expect(perDay).toEqual([0, 0, 0, 0, 0, 0, 1]);
    expect(mails[0]?.text).toContain('elke week');
  });

  it('BX-06: never come of a search that filters on physical capacity', async () => {
    const { search } = await watch(await user(), { ...EMPTY_QUERY, filters: { physicalCapacity: ['SITTING'] } });
    await write(candidateFixture());
    expect(await nextDay()).toEqual([]);
    await world
      .knex('saved_search')
      .where({ id: search })
      .update({ query: JSON.stringify(EMPTY_QUERY) });
    expect(await nextDay()).toEqual([]);
    await write(candidateFixture());
    expect(await nextDay()).toHaveLength(1);
  });

  it('BX-06: go out at seven in the morning, every day or on Mondays, from the switching on of the watch', async () => {
    const weekly = await watch(await user(), COOKS, 'EMAIL_WEEKLY', 'Wekelijks');
    await watch(await user(), COOKS, 'EMAIL_DAILY', 'Dagelijks');
    await watch(await user(), COOKS, 'APP', 'In de app');
    await write(candidateFixture());
    const days: string[][] = [];
    for (let day = 0; day < 7; day += 1) {
      await nextDay();
      days.push(subjects());
      await write(candidateFixture());
    }
    const daily = '1 nieuwe kandidaat voor "Dagelijks"';
    expect(days.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => [daily]));
    expect(days[6]?.sort()).toEqual([daily, '7 nieuwe kandidaten voor "Wekelijks"']);
    await setMark(weekly.mark, { watch: 'EMAIL_DAILY', effective_at: clock.now() });
    clock.advance(HOUR);
    mails = [];
    await node().run();
    expect(mails).toEqual([]);
    await nextDay();
    expect(subjects().sort()).toEqual([daily, '1 nieuwe kandidaat voor "Wekelijks"']);
  });

  it('BX-06: are mailed once by two nodes, and with the same number again after a death behind the mail server', async () => {
    for (let at = 0; at < 5; at += 1) await watch(await user());
    await write(candidateFixture());
    clock.advance(DAY);
    await Promise.all([node().run(), node().run(), node().run()]);
    expect(mails).toHaveLength(5);
    await write(candidateFixture());
    clock.advance(DAY);
    mails = [];
    let accepted: Mail | null = null;
    mailServer = (mail) => {
      if (accepted !== null) return;
      accepted = mail;
      throw new Error('Accepted, and then the line broke');
    };
    await node().run();
    expect(mails).toHaveLength(4);
    clock.advance(20 * MINUTE);
    await Promise.all([node().run(), node().run()]);
    expect(mails).toHaveLength(5);
    expect(mails[4]).toEqual(accepted);
  });

  it('BX-06: wait for the next mail when the mail server takes none for a day and a half, and are forgotten after sixty days', async () => {
    await watch(await user(), COOKS, 'EMAIL_WEEKLY');
    await write(candidateFixture());
    mailServer = () => {
      throw new Error('The mail server is away');
    };
    clock.advance(7 * DAY);
    for (let at = 0; at < 20; at += 1) {
      await node().run();
      clock.advance(4 * HOUR);
    }
    expect(failures).toBe(14);
    mailServer = () => undefined;
    clock.advance(4 * DAY);
    await node().run();
    expect(subjects()).toEqual(['1 nieuwe kandidaat voor "Koks"']);
    expect(await removeOldAlerts(world.knex, clock.now())).toBe(0);
    clock.advance(61 * DAY);
    expect(await removeOldAlerts(world.knex, clock.now())).toBe(1);
    expect(await world.knex('search_digest').select('id')).toEqual([]);
  });
});

function nextMonday(): string {
  const date = new Date(Date.now() + 2 * DAY);
  while (date.getUTCDay() !== 1) date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}
