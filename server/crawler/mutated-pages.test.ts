import { afterAll, expect, it } from 'vitest';
import { CrawledContentSchema } from '@hallowerk/contract/vacancies/crawled-vacancy.ts';
import { CRAWL_REASONS } from '@hallowerk/contract/vacancies/crawl-run.ts';
import { isStorable } from '../shared/storable-text.ts';
import { mutatedPage } from '../testing/mutate-page.ts';
import { createDocumentParser } from './parse-pool.ts';
import { createRecogniser } from './recognise.ts';

/** All of them: `HALLOWERK_MUTATED_PAGES=10000 npx vitest run --project server server/crawler/mutated-pages.test.ts`. */
const PAGES = Number(process.env['HALLOWERK_MUTATED_PAGES'] ?? 600);
const parser = createDocumentParser();
afterAll(() => parser.close());

const ALLOWED =
  /<(?!\/?(?:p|br|ul|ol|li|strong|em|h3|h4|a)(?:>| \/>| href="(?:https:|mailto:)[^"<>]*" rel="noopener nofollow">| rel="noopener nofollow">))/;

it(`says of each of ${PAGES} damaged pages which jobs it holds or why it holds none, and executes nothing`, async () => {
  const recogniser = createRecogniser([], []);
  const outcomes = new Map<string, number>();
  for (let n = 0; n < PAGES; n++) {
    const { name, bytes } = mutatedPage(n);
    const { jobs, reason } = await parser.parse({ kind: 'SITE', bytes, contentType: 'text/html' });
    expect(reason === null, `${n} ${name}`).toBe(jobs.length > 0);
    if (reason !== null) expect(CRAWL_REASONS.codes, `${n} ${name}`).toContain(reason);
    for (const job of jobs) {
      const content = recogniser.recognise(job);
      expect(CrawledContentSchema.safeParse(content).error, `${n} ${name}`).toBeUndefined();
      expect(isStorable(content), `${n} ${name}`).toBe(true);
      expect(content.descriptionHtml, `${n} ${name}`).not.toMatch(ALLOWED);
    }
    const outcome = reason ?? 'found';
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  // Both happen: damage that can be read past, and damage that cannot.
  for (const outcome of ['found', 'NO_JOB', 'BROKEN', 'TRUNCATED'])
    expect(outcomes.get(outcome), outcome).toBeGreaterThan(0);
  expect(Reflect.get(globalThis, 'hacked')).toBeUndefined();
}, 600_000);

const block = (text: string): Buffer => Buffer.from(`<script type="application/ld+json">${text}</script>`);
it.each([
  ['fifty megabytes of text', Buffer.alloc(50_000_000, '<p>baan</p>')],
  ['a list two million deep', block('['.repeat(2_000_000))],
  ['objects a million deep', block('{"@graph":'.repeat(1_000_000) + '1' + '}'.repeat(1_000_000))],
  [
    'an object with half a million names',
    block(`{${Array.from({ length: 500_000 }, (_, n) => `"a${n}":{}`).join(',')}}`),
  ],
  ['elements two hundred thousand deep', Buffer.from('<div itemscope itemprop="a">'.repeat(200_000))],
  ['an attribute of five megabytes', Buffer.from(`<div itemscope itemtype="${'a '.repeat(2_500_000)}">`)],
  ['a million attributes', Buffer.from(`<div ${Array.from({ length: 700_000 }, (_, n) => `a${n}`).join(' ')}>`)],
  [
    'a description of four megabytes of tags',
    block(
      JSON.stringify({ '@type': 'JobPosting', title: 'T', description: '<b><p>'.repeat(600_000) }).replaceAll(
        '</',
        '<\\/',
      ),
    ),
  ],
  ['a million entities', block(JSON.stringify({ '@type': 'JobPosting', title: '&amp;'.repeat(900_000) }))],
  ['quotes that a mender tries again and again', block(`{"@type":"JobPosting","title":${'"a" '.repeat(100_000)}}`)],
])(
  'survives %s, and reads the next page',
  async (_name, bytes) => {
    const { jobs, reason } = await parser.parse({ kind: 'SITE', bytes, contentType: 'text/html' });
    expect(jobs.length > 0 || reason !== null).toBe(true);
    const next = await parser.parse({
      kind: 'SITE',
      bytes: block('{"@type":"JobPosting","title":"Kok"}'),
      contentType: 'text/html',
    });
    expect(next.jobs.map(({ title }) => title)).toEqual(['Kok']);
  },
  30_000,
);
