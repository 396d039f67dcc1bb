import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EMPTY_QUERY, type CandidateQuery } from '@hallowerk/contract/candidates/candidate-search.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { startContractServer, type ContractServer } from '../testing/contract-server.ts';
import { makeCandidate, testId } from '../testing/make-candidate.ts';
import { makeProfile, signIn, startTestCore, type TestCore, type TestProfile } from '../testing/start-test-core.ts';

/** What candidates write about themselves: words, and everything that means something to a search engine. */
const WORDS = ['appel', 'peer', 'NEAR', 'AND', 'OR', 'NOT', 'e-mail', 'één', 'c++', "o'neil", 'عربى', 'עברית', '123'];
const STRINGS = 10_000;
/** In code points, as the contract counts. */
const lengthOf = (text: string): number => [...text].length;

let server: ContractServer;
let profile: TestProfile;
let core: TestCore;
const about = new Map<string, string>();

const put = (collection: keyof typeof COLLECTIONS, id: string, row: object): void =>
  server.feed.put(COLLECTIONS[collection].number, id, { id, ...row });

beforeEach(async () => {
  server = await startContractServer();
  profile = await makeProfile();
  core = await startTestCore(profile, server.url);
  const texts = fc.sample(fc.subarray(WORDS), { seed: 1, numRuns: 40 });
  texts.forEach((words, n) => {
    about.set(testId(1, n + 1), words.join(' '));
    put('candidateCard', testId(1, n + 1), makeCandidate(n + 1, { about: words.join(' ') }));
  });
  put('place', testId(10, 1), {
    kind: 'PLACE',
    code: 'WP1',
    name: 'Den Haag',
    municipality: 'Den Haag',
    province: 'Zuid-Holland',
    lat: 52.07,
    lon: 4.3,
    population: 550_000,
  });
  await signIn(core.api);
  await vi.waitFor(
    async () => expect(await core.api.sync.state()).toMatchObject({ complete: true, phase: 'idle' }),
    10_000,
  );
});
afterEach(async () => {
  await core.close();
  await server.close();
  await profile.remove();
});

const search = (query: Partial<CandidateQuery>) =>
  core.api.candidates.search({
    query: { ...EMPTY_QUERY, variants: false, ...query },
    offset: 0,
    limit: 200,
  });
const keyword = (text: string) => ({ terms: [{ kind: 'KEYWORD' as const, text }] });

/** The code of the refusal, null when there was an answer. Anything that is not a clean refusal fails the test. */
async function refusalOf(call: Promise<unknown>): Promise<string | null> {
  try {
    await call;
    return null;
  } catch (error) {
    expect(error).toMatchObject({ defined: true, code: 'INVALID_INPUT' });
    return 'INVALID_INPUT';
  }
}

const sign = fc.constantFrom(
  ...['"', "'", '*', '(', ')', ':', '^', '-', '+', '\\', '{', '}', ';', '%', '_', '/', '<', '&', '\u0000', '\u0007'],
  ...['😀', '👨‍👩‍👧', '\ud800', '\udc00', '\u202e', '\u200f', '\u200b', '\ufeff', '\u0301', '\n', '\t', ' ', '\u00a0'],
);
const text = fc.oneof(
  fc
    .array(fc.oneof(sign, fc.constantFrom(...WORDS, 'NEAR(', '"appel', 'appel*', 'name:', 'select')), { maxLength: 12 })
    .map((parts) => parts.join('')),
  fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 3 }).map((words) => words.join(' ')),
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .tuple(fc.constantFrom('a', '"', '😀', '* ', 'appel '), fc.constantFrom(99, 100, 101))
    .map(([one, times]) => one.repeat(times)),
);

/** Plain words that all stand somewhere in the text, each as a whole: what a search for them must find. */
const PLAIN = fc.subarray(['appel', 'peer', 'NEAR', 'AND', 'OR', 'NOT', 'e-mail', '123', 'عربى'], {
  minLength: 1,
  maxLength: 4,
});
const noise = fc.array(fc.constantFrom('"', '*', '(', ')', '😀', '\u0007', '\ud800', '!', ';', ' ', '\u202e'), {
  maxLength: 3,
});

describe('10,000 strings that nobody expects', () => {
  it('never give more than a clean refusal, as a keyword, while typing or as a place', async () => {
    let answered = 0;
    for (const one of fc.sample(text, { seed: 4, numRuns: STRINGS })) {
      const refused = await refusalOf(search(keyword(one)));
      const isFine = one.trim() !== '' && lengthOf(one.trim()) <= 100;
      expect(refused === null, JSON.stringify(one)).toBe(isFine);
      if (isFine) answered += 1;
      expect((await refusalOf(core.api.candidates.suggest({ text: one }))) === null).toBe(lengthOf(one) <= 100);
      expect((await refusalOf(core.api.candidates.suggestPlaces({ text: one }))) === null).toBe(lengthOf(one) <= 80);
    }
    expect(answered).toBeGreaterThan(STRINGS / 2);
    await expect(search({})).resolves.toMatchObject({ total: about.size });
  }, 120_000);

  it('find exactly whom a plain scan finds, with any signs between the words', async () => {
    const asked = fc.sample(fc.tuple(PLAIN, noise, noise), { seed: 6, numRuns: 2000 });
    let found = 0;
    for (const [words, before, between] of asked) {
      const typed = [before.join(''), words.join(` ${between.join('').replaceAll('"', '')} `)].join(' ');
      if (typed.trim().length > 100) continue;
      const has = (own: string) => words.every((word) => own.split(' ').includes(word));
      const expected = [...about].filter(([, own]) => has(own)).map(([id]) => id);
      // A quotation mark asks for words side by side, which is another question.
      const { items } = await search(keyword(typed.replaceAll('"', '')));
      expect(items.map(({ id }) => id).sort(), JSON.stringify(typed)).toEqual(expected.sort());
      found += expected.length;
    }
    expect(found).toBeGreaterThan(1000);
  }, 60_000);

  it('are refused when they are longer than anything a search takes', async () => {
    for (const long of ['a'.repeat(100_000), '"'.repeat(100_000), '😀 '.repeat(50_000), '\ud800'.repeat(100_000)]) {
      await expect(refusalOf(search(keyword(long)))).resolves.toBe('INVALID_INPUT');
      await expect(refusalOf(core.api.candidates.suggest({ text: long }))).resolves.toBe('INVALID_INPUT');
      await expect(refusalOf(core.api.candidates.suggestPlaces({ text: long }))).resolves.toBe('INVALID_INPUT');
    }
  });
});

describe('a query that asks too much or what is not there', () => {
  const terms = (count: number) =>
    Array.from({ length: count }, (_, at) => ({
      kind: 'LANGUAGE' as const,
      code: `x${at}`,
      label: `x${at}`,
      mode: 'MAY' as const,
    }));

  it('is answered with 20 elements and refused with 21', async () => {
    await expect(search({ terms: terms(20) })).resolves.toMatchObject({ total: about.size, matching: 0 });
    const musts = terms(20).map((term) => ({ ...term, mode: 'MUST' as const }));
    await expect(search({ terms: musts })).resolves.toMatchObject({ total: 0 });
    await expect(refusalOf(search({ terms: terms(21) }))).resolves.toBe('INVALID_INPUT');
  });

  it('is answered with 200 options of a category, of which one exists, and refused with 201', async () => {
    const options = (count: number) => ['ADMINISTRATION', ...Array.from({ length: count - 1 }, (_, at) => `NO_${at}`)];
    await expect(search({ filters: { workType: options(200) } })).resolves.toMatchObject({ total: about.size });
    await expect(refusalOf(search({ filters: { workType: options(201) } }))).resolves.toBe('INVALID_INPUT');
  });

  it('finds nobody by a filter option that does not exist, and still counts the others', async () => {
    const { total, counts } = await search({ filters: { workType: ['__proto__'] } });
    expect(total).toBe(0);
    expect(counts.workType).toMatchObject({ ADMINISTRATION: about.size });
  });

  it('finds nobody around a place that is gone, and everybody when no radius was asked', async () => {
    const here = await search({ placeId: testId(10, 1), radiusKm: 5 });
    expect(here.total).toBe(about.size);
    await expect(search({ placeId: testId(10, 9), radiusKm: 5 })).resolves.toMatchObject({ total: 0 });
    await expect(search({ placeId: testId(10, 9) })).resolves.toMatchObject({ total: about.size });
    await expect(search({ radiusKm: 5 })).resolves.toMatchObject({ total: about.size });
    await expect(core.api.candidates.place({ id: testId(10, 9) })).resolves.toBeNull();
  });
});
