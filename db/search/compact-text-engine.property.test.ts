import * as fc from 'fast-check';
import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import { EMPTY_QUERY } from '@hallowerk/contract/candidates/candidate-search.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalDatabase } from '../open-database.ts';
import type { SqliteConnection, SqliteStatement, SqliteValue } from '../sqlite-connection.ts';
import { createCacheRepository, type CacheRepository } from '../sync/cache.repository.ts';
import { makeCandidateCard, makePage, uuidOf } from '../testing/builders.ts';
import { makeTestDirectory, wireCache, type TestDirectory } from '../testing/open-test-database.ts';
import { plainRuns, plainSearch } from '../testing/plain-relevance.ts';
import { strangeText } from '../testing/strange-text.ts';
import { candidateText, type CandidateText } from '@hallowerk/contract/candidates/candidate-text.ts';
import { CompactTextEngine } from './compact-text-engine.ts';
import { FacetLoader } from './facet-index.ts';
import { literalGroup, type WordGroup } from './text-engine.ts';
import { TextMerge } from './text-merge.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const RUNS = Number(process.env['HALLOWERK_PROPERTY_RUNS'] ?? 100);
const IDS = Array.from({ length: 14 }, (_, at) => uuidOf(`candidate ${at}`));
const WORDS = [
  'appel',
  'peer',
  'kers',
  'één',
  'een',
  'e-mail',
  'mail',
  'a-b-c',
  'b-c',
  '24/7',
  'Ο-ΔΟΣ',
  'x😀y',
  'p',
  'q',
  'r',
];

const sentence = fc.array(fc.constantFrom(...WORDS), { maxLength: 5 }).map((words) => words.join(' '));
const profile: fc.Arbitrary<Profile> = fc.record({
  firstName: sentence,
  oneLiner: sentence,
  skills: fc.array(sentence, { maxLength: 3 }),
  about: fc.oneof({ weight: 5, arbitrary: sentence }, { weight: 1, arbitrary: strangeText }),
  motivation: sentence,
});
interface Profile {
  readonly firstName: string;
  readonly oneLiner: string;
  readonly skills: string[];
  readonly about: string;
  readonly motivation: string;
}
/** Null: he leaves. */
const edits = fc.array(fc.tuple(fc.constantFrom(...IDS), fc.option(profile, { freq: 3 })), { maxLength: 12 });
const way = fc.record({ sliceRows: fc.integer({ min: 1, max: 14 }), merges: fc.nat({ max: 6 }), purges: fc.boolean() });
const rounds = fc.array(fc.record({ edits, one: way, other: way }), { minLength: 1, maxLength: 6 });

const token = fc.constantFrom(...WORDS.flatMap((word) => plainRuns(word).flat()));
const group: fc.Arbitrary<WordGroup> = fc.record({
  literal: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...WORDS).map((word) => plainRuns(word)[0] as string[]) },
    { weight: 1, arbitrary: fc.array(token, { minLength: 1, maxLength: 4 }) },
  ),
  variants: fc.oneof(fc.constant([]), fc.array(token, { maxLength: 3 })),
  quoted: fc.boolean(),
  splits: fc.oneof(fc.constant([]), fc.array(fc.array(token, { minLength: 2, maxLength: 3 }), { maxLength: 2 })),
});
const questions = fc.array(fc.array(group, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 });

let directories: TestDirectory[] = [];
let rev = 0;
beforeEach(() => {
  directories = [];
});
afterEach(async () => {
  for (const directory of directories) await directory.remove();
});

/** A cache whose writers and mergers live as long as it does, as in the program. */
class Subject {
  readonly directory: TestDirectory;
  readonly database: LocalDatabase;
  /** Statements that may still write before one fails. */
  left = Number.POSITIVE_INFINITY;
  readonly #cache: CacheRepository;
  readonly #merge: TextMerge;

  constructor(directory: TestDirectory, database: LocalDatabase) {
    this.directory = directory;
    this.database = database;
    const connection = failing(database.connection, () => {
      this.left -= 1;
      if (this.left < 0) throw new Error('power cut');
    });
    this.#cache = createCacheRepository({ ...database, connection });
    this.#merge = new TextMerge(connection, -1);
  }

  store(changes: ReadonlyMap<string, Profile | null>, sliceRows: number): void {
    rev += 1;
    const rows = [...changes].flatMap(([id, fields]) =>
      fields === null ? [] : { collection: 1, rev, row: makeCandidateCard({ ...fields, id }) },
    );
    const page = makePage(rows);
    const gone = [...changes].flatMap(([id, fields]): [number, number, string, number, 0][] =>
      fields === null ? [[1, 1, id, rev, 0]] : [],
    );
    const pull = { ...page, ops: [...page.ops, ...gone], cursor: `c${rev}` };
    for (const slice of this.#cache.applyPage(pull, { now: NOW, sliceRows })) void slice;
  }

  step(): boolean {
    return this.database.write(() => this.#merge.step('in quiet'));
  }

  /** So many short steps of merging, perhaps of everything; they may stop half-way. */
  merge(steps: number, purges: boolean): void {
    if (purges) {
      while (this.step());
      this.database.write(() => this.#merge.purge());
    }
    for (let step = 0; step < steps; step += 1) this.step();
  }
}

async function openFresh(): Promise<Subject> {
  const directory = await makeTestDirectory();
  directories.push(directory);
  return new Subject(directory, await directory.openCache());
}

/** The texts that are stored, by key. */
function storedTexts({ connection }: LocalDatabase): Map<number, CandidateText> {
  const rows = connection.prepare<[number, string]>('select pk, d from row where coll = 1 order by pk').raw().all();
  return new Map(rows.map(([pk, d]) => [pk, candidateText(JSON.parse(d) as CandidateCard, () => null)]));
}

const engineOn = ({ connection }: LocalDatabase): CompactTextEngine =>
  new CompactTextEngine(connection, new FacetLoader(connection).load());

type Answer = readonly (readonly [key: string, literal: boolean, score: number])[];

/** Key, tier and relevance of everybody who is found, in order of key. */
function answer({ connection }: LocalDatabase, words: readonly WordGroup[], byId = false): Answer {
  const index = new FacetLoader(connection).load();
  const engine = new CompactTextEngine(connection, index);
  const literal = new Uint8Array(index.slots);
  const { slots, count } = engine.match(words, new Int32Array(index.slots), literal);
  const scores = new Int32Array(index.slots);
  engine.rank(words, slots.subarray(0, count), scores);
  const id = connection.prepare<string>('select id from row where pk = ?').pluck();
  return Array.from(slots.subarray(0, count), (slot) => {
    const pk = index.pkOf[slot] as number;
    return [byId ? (id.get(pk) ?? '') : String(pk), literal[slot] === 1, scores[slot] as number];
  });
}

function expectPlain(database: LocalDatabase, asked: readonly (readonly WordGroup[])[]): void {
  const texts = storedTexts(database);
  for (const words of asked) {
    const expected = [...plainSearch(texts, words)].map(([pk, hit]) => [String(pk), hit.literal, hit.score]);
    expect(answer(database, words)).toEqual(expected);
  }
}

describe('the text index', () => {
  it('finds whom a plain scan finds, with the same relevance, whatever was stored, changed and removed before', async () => {
    const subject = await openFresh();
    fc.assert(
      fc.property(rounds, questions, (steps, asked) => {
        for (const { edits: changes, one } of steps) {
          subject.store(new Map(changes), one.sliceRows);
          subject.merge(one.merges, one.purges);
          expectPlain(subject.database, asked);
          const word = asked[0]?.[0]?.variants[0] ?? 'appel';
          const plain = plainSearch(storedTexts(subject.database), [literalGroup([word])]);
          expect(engineOn(subject.database).documents(word)).toBe(plain.size);
        }
      }),
      { numRuns: RUNS },
    );
  }, 600_000);

  it('gives one answer for one content, however it was stored, and merged, and opened', async () => {
    let one = await openFresh();
    const other = await openFresh();
    await fc.assert(
      fc.asyncProperty(rounds, questions, async (steps, asked) => {
        for (const step of steps) {
          for (const [subject, { sliceRows, merges, purges }] of [
            [one, step.one],
            [other, step.other],
          ] as const) {
            subject.store(new Map(step.edits), sliceRows);
            subject.merge(merges, purges);
          }
        }
        const before = asked.map((words) => answer(one.database, words, true));
        const sorted = (answers: readonly Answer[]) =>
          answers.map((list) => list.toSorted(([a], [b]) => (a < b ? -1 : 1)));
        expect(sorted(asked.map((words) => answer(other.database, words, true)))).toEqual(sorted(before));
        await one.database.close();
        one = new Subject(one.directory, await one.directory.openCache());
        expect(asked.map((words) => answer(one.database, words, true))).toEqual(before);
      }),
      { numRuns: Math.ceil(RUNS / 4) },
    );
  }, 600_000);

  it('is exact after a failure at any statement, and after going on from there', async () => {
    const subject = await openFresh();
    let cuts = 0;
    fc.assert(
      fc.property(rounds, questions, fc.nat({ max: 60 }), (steps, asked, survived) => {
        for (const { edits: changes, one } of steps) {
          const attempt = (): void => {
            subject.store(new Map(changes), one.sliceRows);
            subject.merge(one.merges + 2, one.purges);
          };
          subject.left = survived;
          try {
            attempt();
          } catch (error) {
            expect(error).toEqual(new Error('power cut'));
            cuts += 1;
          }
          subject.left = Number.POSITIVE_INFINITY;
          expectPlain(subject.database, asked);
          attempt();
          expectPlain(subject.database, asked);
        }
      }),
      { numRuns: RUNS },
    );
    expect(cuts).toBeGreaterThan(0);
  }, 600_000);

  it('holds no word and no posting of who has left once it was purged, in any order of things', async () => {
    const subject = await openFresh();
    const { database } = subject;
    fc.assert(
      fc.property(rounds, (steps) => {
        for (const { edits: changes, one } of steps) {
          subject.store(new Map(changes), one.sliceRows);
          subject.merge(one.merges, one.purges);
        }
        subject.merge(0, true);
        while (subject.step());
        const terms = database.connection.prepare<string>('select term from text_term').pluck().all();
        const expected = new Set(
          [...storedTexts(database).values()].flatMap((text) =>
            text.flatMap(plainRuns).flatMap((run) => [...run, ...run.slice(1).map((word, at) => `${run[at]} ${word}`)]),
          ),
        );
        expect(terms.sort()).toEqual([...expected].sort());
        const words = [...expected].filter((term) => !term.includes(' '));
        expect(engineOn(database).vocabulary()).toEqual(
          words.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
        );
      }),
      { numRuns: RUNS },
    );
  }, 600_000);

  it('finds a word again that was purged with the last who had it', async () => {
    const subject = await openFresh();
    const [id = '', other = ''] = IDS;
    const asked = [[literalGroup(['zeldzaam'])]];
    const rare = { ...BLANK, about: 'zeldzaam' };
    subject.store(
      new Map([
        [id, rare],
        [other, BLANK],
      ]),
      10,
    );
    subject.store(new Map([[id, null]]), 10);
    subject.merge(0, true);
    while (subject.step());
    expect(engineOn(subject.database).vocabulary()).not.toContain('zeldzaam');
    subject.store(new Map([[other, rare]]), 10);
    expect(answer(subject.database, asked[0] as WordGroup[])).toHaveLength(1);
    expectPlain(subject.database, asked);
  });

  it('stays exact in every step of merging more words than a block holds', async () => {
    const subject = await openFresh();
    const { database } = subject;
    const word = fc.integer({ min: 0, max: 3000 }).map((number) => `w${Math.floor(number ** 2 / 3000)}`);
    const text = fc.array(word, { minLength: 60, maxLength: 60 }).map((words) => words.join(' '));
    const abouts = fc.sample(text, { seed: 5, numRuns: 900 });
    const ids = Array.from({ length: 300 }, (_, at) => uuidOf(`many ${at}`));
    for (let at = 0; at < abouts.length; at += 100) {
      const changes = abouts
        .slice(at, at + 100)
        .map((about, one): [string, Profile] => [
          ids[(at * 7 + one) % 300] as string,
          { firstName: '', oneLiner: '', skills: [], about, motivation: '' },
        ]);
      subject.store(new Map(changes), 30);
    }
    const asked = ['w0', 'w1', 'w17', 'w500', 'w1200', 'w2900'].map((literal) => [literalGroup([literal])]);
    const texts = storedTexts(database);
    const expected = asked.map((words) =>
      [...plainSearch(texts, words)].map(([pk, hit]) => [String(pk), true, hit.score]),
    );
    subject.merge(0, true);
    let steps = 0;
    while (subject.step()) {
      steps += 1;
      expect(asked.map((words) => answer(database, words))).toEqual(expected);
    }
    expect(steps).toBeGreaterThan(20);
    expect(database.connection.prepare<number>('select count(*) from text_block').pluck().get()).toBeGreaterThan(3);
    expect(database.connection.prepare<number>('select count(*) from text_segment').pluck().get()).toBe(1);
  }, 60_000);
});

describe('searching the text index', () => {
  it('never fails on what somebody types, however strange', async () => {
    const subject = await openFresh();
    const { search: engine } = wireCache(subject.database);
    subject.store(new Map([[IDS[0] as string, { ...BLANK, about: 'lasser "e-mail" NEAR(a b) 24/7' }]]), 10);
    const keyword = (text: string) => ({
      query: { ...EMPTY_QUERY, terms: [{ kind: 'KEYWORD' as const, text }], variants: false },
    });
    const search = (text: string) => engine.search({ ...keyword(text), offset: 0, limit: 10, now: NOW });
    for (const text of fc.sample(strangeText, { seed: 9, numRuns: 10_000 })) {
      const everything = plainRuns(text).every((run) =>
        plainRuns('lasser "e-mail" NEAR(a b) 24/7 a')
          .flat()
          .includes(run[0] ?? ''),
      );
      expect(search(text).total <= (everything ? 1 : 0)).toBe(true);
    }
    for (const piece of ['a', 'a-', 'a ', '"', '\u0000', '😀', 'é', 'q w', '\ud83d'])
      search(piece.repeat(100_000 / piece.length));
    expect(search('LASSER "24/7').total).toBe(1);
  }, 120_000);

  it('stores texts however strange, and finds their words', async () => {
    const subject = await openFresh();
    const { database } = subject;
    fc.assert(
      fc.property(fc.array(strangeText, { minLength: 3, maxLength: 3 }), (abouts) => {
        subject.store(new Map(abouts.map((about, at) => [IDS[at] as string, { ...BLANK, about }])), 2);
        const runs = abouts.flatMap(plainRuns);
        expectPlain(
          database,
          runs.slice(0, 4).map((literal) => [literalGroup(literal)]),
        );
      }),
      { numRuns: RUNS },
    );
  }, 600_000);

  it('stores a text of a hundred thousand signs', async () => {
    const subject = await openFresh();
    const about = `${'a-b '.repeat(10_000)}${'x'.repeat(30_000)} ${'y-'.repeat(15_000)}`;
    subject.store(new Map([[IDS[0] as string, { ...BLANK, about }]]), 2);
    expectPlain(subject.database, [[literalGroup(['a', 'b'])], [literalGroup(['y', 'y', 'y'])]]);
  });
});

describe('storing a candidate', () => {
  it('writes no words again when the text is the same', async () => {
    const test = wireCache((await openFresh()).database);
    const card = makeCandidateCard({ id: IDS[0], about: 'lasser' });
    const pull = (row: CandidateCard) => {
      rev += 1;
      for (const slice of test.cache.applyPage(
        { ...makePage([{ collection: 1, row, rev }]), cursor: `c${rev}` },
        { now: NOW },
      ))
        void slice;
    };
    const state = () =>
      ['text_segment', 'text_block', 'text_term'].map((table) =>
        test.database.connection.prepare(`select * from ${table}`).all(),
      );
    pull(card);
    const before = state();
    pull({ ...card, hoursMin: 12, hoursMax: 24, drivingLicences: [] });
    expect(state()).toEqual(before);
    pull({ ...card, about: 'monteur' });
    expect(state()).not.toEqual(before);
    expectPlain(test.database, [[literalGroup(['lasser'])], [literalGroup(['monteur'])]]);
  });
});

const BLANK: Profile = { firstName: '', oneLiner: '', skills: [], about: '', motivation: '' };

/** Calls `before` ahead of each statement that writes. */
function failing(connection: SqliteConnection, before: () => void): SqliteConnection {
  const wrap = (statement: SqliteStatement): SqliteStatement =>
    new Proxy(statement, {
      get: (target, key) => {
        if (key === 'run') {
          return (...params: SqliteValue[]) => {
            before();
            return target.run(...params);
          };
        }
        if (key === 'pluck' || key === 'raw') return () => wrap(target[key]());
        const value = Reflect.get(target, key, target) as unknown;
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  return new Proxy(connection, {
    get: (target, key) => {
      if (key === 'prepare') return (sql: string) => wrap(target.prepare(sql));
      const value = Reflect.get(target, key, target) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
