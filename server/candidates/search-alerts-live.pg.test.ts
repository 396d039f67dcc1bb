import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import type { Knex } from 'knex';
import { describe, expect, it } from 'vitest';
import { EMPTY_QUERY, type CandidateQuery } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { CandidateProfile } from '@hallowerk/contract/candidates/candidate.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import type { Mail } from '../outbox/outbound.ts';
import { DAY, MINUTE } from '../security/clock.ts';
import { candidateFixture, profileFixture } from '../testing/candidate-fixture.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { TestClock } from '../testing/test-server.ts';
import type { CandidateRecord } from './candidate-record.ts';
import { upsertCandidates } from './candidates.repository.ts';
import { createSearchAlerts } from './search-alerts.ts';

/** The sizes of the feature (BX-06) with HALLOWERK_ALERTS=full: many minutes on a small machine. */
const IS_FULL = process.env['HALLOWERK_ALERTS'] === 'full';
const SIZES = IS_FULL ? { candidates: 1000, watches: 500, days: 10 } : { candidates: 40, watches: 25, days: 4 };
const SEED = Number(process.env['HALLOWERK_ALERTS_SEED'] ?? 1);
const REGIONS = ['AM21', 'AM22'];

/** Searches, and what they mean, said in one line of plain code each. */
const SEARCHES: readonly (readonly [Partial<CandidateQuery>, (profile: CandidateProfile) => boolean])[] = [
  [{}, () => true],
  [
    { filters: { workType: ['CARE', 'ICT'] } },
    ({ workTypes }) => workTypes.some((one) => one === 'CARE' || one === 'ICT'),
  ],
  [
    { terms: [{ kind: 'DRIVING_LICENCE', code: 'B', label: 'B', mode: 'MUST' }] },
    ({ drivingLicences }) => drivingLicences.includes('B'),
  ],
  [
    { terms: [{ kind: 'DRIVING_LICENCE', code: 'B', label: 'B', mode: 'NOT' }] },
    ({ drivingLicences }) => !drivingLicences.includes('B'),
  ],
  [
    {
      terms: [
        { kind: 'DRIVING_LICENCE', code: 'C', label: 'C', mode: 'MAY' },
        { kind: 'TARGET_GROUP', code: 'WORK_STUDY', label: 'BBL', mode: 'MAY' },
      ],
    },
    ({ drivingLicences, targetGroups }) => drivingLicences.includes('C') || targetGroups.includes('WORK_STUDY'),
  ],
  [
    { terms: [{ kind: 'KEYWORD', text: 'Appel' }], filters: { workType: ['CARE'] } },
    ({ about, workTypes }) => about.split(' ').includes('appel') && workTypes.includes('CARE'),
  ],
  [{ filters: { physicalCapacity: ['SITTING'] } }, () => false],
];

interface Watch {
  readonly mark: string;
  readonly search: string;
  readonly user: string;
  which: number;
  isOn: boolean;
  /** What is newer than this was not weighed yet. */
  weighedAt: number;
  /** Candidate and version. */
  readonly alerted: Set<string>;
}

interface Person {
  readonly id: string;
  readonly isStaff: boolean;
  region: string;
}

/** What the alerts saw of a candidate at the last look, and the step at which there was news of him. */
interface Base {
  readonly region: string;
  readonly visible: boolean;
  readonly modifiedAt: string;
  readonly staff: number;
  readonly employer: number;
}

describe.each(databaseKinds())('a live system with watched searches on %s', (kind) => {
  it(`BX-06: raises every alert exactly once and of visible people only, with ${SIZES.candidates} candidates and ${SIZES.watches} searches, and nodes that die`, async () => {
    const world = await SyncWorld.open(kind);
    try {
      await new Story(world).run();
    } finally {
      await world.close();
    }
  }, 600_000);
});

class Killed extends Error {}

class Story {
  readonly #world: SyncWorld;
  readonly #clock = new TestClock(new Date(Date.now() + 2 * DAY).toISOString());
  readonly #random = randomNumbers(SEED);
  readonly #candidates = new Map<string, CandidateRecord>();
  readonly #people: Person[] = [];
  readonly #watches: Watch[] = [];
  readonly #base = new Map<string, Base>();
  /** By Message-ID: a mail that came twice is one mail. */
  readonly #mails = new Map<string, Mail>();
  readonly #judged = new Set<string>();
  #step = 0;
  #deaths = 0;
  #edits = 0;

  constructor(world: SyncWorld) {
    this.#world = world;
  }

  async run(): Promise<void> {
    await this.#makeWatches();
    let total = 0;
    for (let day = 0; day < SIZES.days; day += 1) {
      await this.#liveThrough(day);
      total += await this.#morning();
    }
    expect(total).toBeGreaterThan(SIZES.watches);
    expect(this.#deaths).toBeGreaterThan(SIZES.days);
    expect(this.#edits).toBeGreaterThanOrEqual(SIZES.days);
    await this.#expectNothingMore();
  }

  /** 0 ≤ n < below */
  #pick(below: number): number {
    return Math.floor(this.#random() * below);
  }

  #one<T>(list: readonly T[]): T {
    return list[this.#pick(list.length)] as T;
  }

  async #makeWatches(): Promise<void> {
    for (let at = 0; at < Math.max(4, SIZES.watches / 10); at += 1) {
      const region = this.#one(REGIONS);
      const isStaff = this.#pick(3) === 0;
      const client = await this.#world.user(isStaff ? 'ACCOUNT_MANAGER' : 'EMPLOYER', [
        { code: region, relation: 'own' },
      ]);
      this.#people.push({ id: client.session.userId, isStaff, region });
    }
    for (let at = 0; at < SIZES.watches; at += 1) {
      const { id: user } = this.#one(this.#people);
      const watch: Watch = {
        ...{ mark: uuidv7(), search: uuidv7(), user, which: this.#pick(SEARCHES.length), isOn: true, weighedAt: 0 },
        alerted: new Set(),
      };
      this.#watches.push(watch);
      await this.#insert(watch, at);
    }
  }

  async #insert({ mark, search, user, which }: Watch, at: number): Promise<void> {
    const { knex } = this.#world;
    await knex('saved_search').insert({
      ...{ id: search, owner_id: user, is_live: true, name: `Zoekopdracht ${at}`, query: queryText(which) },
      organization_id: knex('app_user').where({ id: user }).select('organization_id'),
      ...{ scope: 'PRIVATE', changed_at: this.#clock.now(), changed_device: randomUUID() },
    });
    await knex('search_mark').insert({
      ...{ id: mark, user_id: user, search_id: search, pinned: false, watch: 'EMAIL_DAILY' },
      ...{ effective_at: this.#clock.now(), device_id: randomUUID() },
    });
  }

  /** New and changed candidates in random order, edits of searches, moves and judgements; the rounds of the day go on. */
  async #liveThrough(day: number): Promise<void> {
    const share = SIZES.candidates / SIZES.days;
    for (let at = 0; at < share; at += 1) {
      await this.#write(this.#newCandidate());
      if (this.#candidates.size > 3 && this.#pick(2) === 0) await this.#changeCandidate();
      if (this.#pick(Math.ceil(share / 6)) === 0) await this.#changeSomethingElse();
      if (this.#pick(Math.ceil(share / 3)) === 0) await this.#round();
    }
    if (day % 2 === 0) await this.#round();
  }

  #profile(): CandidateProfile {
    const maybe = <T>(...all: T[]) => all.filter(() => this.#pick(2) === 0);
    return profileFixture({
      about: maybe('appel', 'peer', 'kers').join(' '),
      workTypes: maybe('CARE', 'ICT', 'GREEN'),
      drivingLicences: maybe('B', 'C'),
      targetGroups: maybe('WORK_STUDY', 'GUARANTEED_JOB'),
      lastModifiedAt: new Date(Date.parse('2026-01-01T00:00:00Z') + (this.#step += 1) * 1000).toISOString(),
    });
  }

  #newCandidate(): CandidateRecord {
    const visibleToEmployers = this.#pick(4) > 0;
    return candidateFixture({ visibleToEmployers, regionCode: this.#one(REGIONS), profile: this.#profile() });
  }

  async #changeCandidate(): Promise<void> {
    const old = this.#one([...this.#candidates.values()]);
    const changes: readonly (() => CandidateRecord)[] = [
      () => ({ ...old, profile: this.#profile() }),
      () => ({ ...old, visibleToEmployers: !old.visibleToEmployers }),
      () => ({ ...old, phone: String(this.#pick(1_000_000)) }),
      () => ({ ...old, regionCode: this.#one(REGIONS) }),
    ];
    await this.#write(this.#one(changes)());
  }

  async #write(record: CandidateRecord): Promise<void> {
    await withTransaction(this.#world.knex, (trx) => upsertCandidates(trx, [record]));
    this.#candidates.set(record.id, record);
  }

  async #changeSomethingElse(): Promise<void> {
    const { knex } = this.#world;
    const watch = this.#one(this.#watches);
    const person = this.#people.find(({ id }) => id === watch.user) as Person;
    this.#edits += 1;
    const kind = this.#pick(4);
    if (kind === 0) {
      watch.which = this.#pick(SEARCHES.length);
      await knex('saved_search')
        .where({ id: watch.search })
        .update({ query: queryText(watch.which) });
    } else if (kind === 1) {
      watch.isOn = !watch.isOn;
      // From the switching on; what happened before is not collected apart from what comes after it.
      if (watch.isOn) await this.#round();
      if (watch.isOn) watch.weighedAt = this.#step;
      const change = { watch: watch.isOn ? 'EMAIL_DAILY' : 'OFF', effective_at: this.#clock.now() };
      await knex('search_mark').where({ id: watch.mark }).update(change);
    } else if (kind === 2) {
      person.region = this.#one(REGIONS);
      await knex('user_region').where({ user_id: person.id }).update({ region_code: person.region });
    } else {
      const candidate = this.#one([...this.#candidates.keys()]);
      const judgement = { user_id: person.id, search_id: watch.search, candidate_id: candidate, value: 'LATER' };
      const rest = { id: uuidv7(), effective_at: this.#clock.now(), device_id: randomUUID() };
      await knex('judgement')
        .insert({ ...judgement, ...rest })
        .onConflict(['user_id', 'search_id', 'candidate_id'])
        .ignore();
      this.#judged.add(`${person.id} ${watch.search} ${candidate}`);
    }
  }

  /** A minute passes: nothing is due, the news is taken over. */
  async #round(): Promise<void> {
    this.#clock.advance(1000);
    this.#look();
    await this.#node(this.#world.knex, () => false).run();
  }

  /** The day after, at the moment of sending: what comes out is what should, whatever dies. Returns how many alerts. */
  async #morning(): Promise<number> {
    this.#clock.advance(DAY);
    this.#look();
    const expected = this.#watches.flatMap((watch) => this.#due(watch).map((key) => `${watch.mark} ${key}`));
    const before = await this.#sent();
    this.#mails.clear();
    for (let round = 0; round < 3; round += 1) {
      for (let death = 0; death < 4; death += 1) await this.#dyingNodes();
      this.#clock.advance(30 * MINUTE);
    }
    await this.#node(this.#world.knex, () => false).run();
    await this.#expectNothingWaits();
    const after = await this.#sent();
    const sent = [...after].filter((line) => !before.has(line));
    expect(sent.sort()).toEqual(expected.sort());
    const said = [...this.#mails.values()].reduce((sum, { subject }) => sum + Number.parseInt(subject, 10), 0);
    expect(said).toBe(expected.length);
    expect(this.#mails.size).toBe(new Set(expected.map((line) => line.split(' ')[0])).size);
    return expected.length;
  }

  /** Two nodes at once that both die somewhere: before or after a commit, before or after the mail server took a mail. */
  async #dyingNodes(): Promise<void> {
    const node = () => {
      let left = 2 + this.#pick(SIZES.watches * 4);
      const dies = (): boolean => (left -= 1) === 0;
      return this.#node(mortal(this.#world.knex, dies), dies)
        .run()
        .catch((error: unknown) => {
          if (!(error instanceof Killed)) throw error;
          this.#deaths += 1;
        });
    };
    await Promise.all([node(), node()]);
  }

  #node(knex: Knex, dies: () => boolean) {
    return createSearchAlerts({
      ...{ knex, clock: this.#clock, productName: 'HalloWerk' },
      outbound: {
        close: () => undefined,
        sendMail: async (mail) => {
          if (dies()) throw new Killed();
          const known = this.#mails.get(mail.messageId ?? '');
          if (known !== undefined) expect(mail).toEqual(known);
          this.#mails.set(mail.messageId ?? '', mail);
          if (dies()) throw new Killed();
        },
      },
      onFailure: (error) => {
        throw error;
      },
    });
  }

  /** What a look at everybody finds new, by the plain rule. */
  #look(): void {
    this.#step += 1;
    for (const { id, regionCode: region, visibleToEmployers: visible, profile } of this.#candidates.values()) {
      const { lastModifiedAt: modifiedAt } = profile;
      const old = this.#base.get(id);
      const isNew = old === undefined || old.region !== region || old.modifiedAt !== modifiedAt;
      const appears = isNew || (visible && !old.visible);
      const staff = isNew ? this.#step : old.staff;
      this.#base.set(id, { region, visible, modifiedAt, staff, employer: appears ? this.#step : (old?.employer ?? 0) });
    }
  }

  #due(watch: Watch): string[] {
    const { weighedAt, alerted, which, user, search, isOn } = watch;
    const person = this.#people.find(({ id }) => id === user) as Person;
    if (!isOn) return [];
    watch.weighedAt = this.#step;
    const meets = SEARCHES[which]![1];
    const found = [...this.#candidates.values()].filter(({ id, regionCode, visibleToEmployers, profile }) => {
      const news = this.#base.get(id)![person.isStaff ? 'staff' : 'employer'];
      const isSeen = regionCode === person.region && (person.isStaff || visibleToEmployers);
      return news > weighedAt && isSeen && meets(profile) && !this.#judged.has(`${user} ${search} ${id}`);
    });
    const keys = found.map(({ id, profile }) => `${id} ${profile.lastModifiedAt}`).filter((key) => !alerted.has(key));
    for (const key of keys) alerted.add(key);
    return keys;
  }

  async #sent(): Promise<Set<string>> {
    const rows = await this.#world
      .knex('search_alert')
      .whereNotNull('sent_at')
      .select('mark_id', 'candidate_id', 'modified_at');
    return new Set(rows.map((row) => `${row.mark_id} ${row.candidate_id} ${row.modified_at}`));
  }

  async #expectNothingWaits(): Promise<void> {
    const { knex } = this.#world;
    expect(await knex('search_digest').whereNull('sent_at').select('id')).toEqual([]);
    expect(await knex('search_alert').whereNull('sent_at').select('mark_id')).toEqual([]);
  }

  async #expectNothingMore(): Promise<void> {
    this.#mails.clear();
    this.#clock.advance(DAY);
    await this.#node(this.#world.knex, () => false).run();
    expect([...this.#mails]).toEqual([]);
  }
}

function queryText(which: number): string {
  return JSON.stringify({ ...EMPTY_QUERY, ...SEARCHES[which]![0] });
}

/** A connection whose node can die before and after every commit and every statement of its own. */
function mortal(knex: Knex, dies: () => boolean): Knex {
  const die = (): void => {
    if (dies()) throw new Killed();
  };
  return new Proxy(knex, {
    get: (target, key) => {
      if (key === 'transaction') {
        return async (work: (trx: Knex.Transaction) => Promise<unknown>, config: Knex.TransactionConfig) => {
          const result = await target.transaction(async (trx) => {
            const value = await work(trx);
            die();
            return value;
          }, config);
          die();
          return result;
        };
      }
      if (key === 'raw') {
        return async (sql: string, values: readonly Knex.Value[]) => {
          const result: unknown = await target.raw(sql, values);
          die();
          return result;
        };
      }
      return Reflect.get(target, key) as unknown;
    },
  });
}

/** 0 ≤ n < 1, evenly: without the leaning of fast-check towards small numbers. */
function randomNumbers(seed: number): () => number {
  const stream = fc.infiniteStream(fc.noBias(fc.nat({ max: 0x7fff_ffff })));
  const [numbers] = fc.sample(fc.noBias(stream), { seed, numRuns: 1 });
  return () => ((numbers as Iterator<number>).next().value as number) / 0x8000_0000;
}
