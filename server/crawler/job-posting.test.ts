import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanHtml } from './clean-html.ts';
import { dayOf } from './job-dates.ts';
import { feedAddress, feedJobs } from './job-feeds.ts';
import { parseJob } from './job-posting.ts';
import { employmentOf, hoursIn, levelIn, levelInText, salaryOf } from './job-terms.ts';
import { pageText } from './page-text.ts';
import { createRecogniser, type KnownOccupation, type KnownPlace } from './recognise.ts';
import { isSameJob, jobKeys } from './same-job.ts';
import { readSiteMap } from './site-map.ts';

it.each<[unknown, string | null]>([
  ['2026-03-02', '2026-03-02'],
  ['2026-03-02T10:00:00+01:00', '2026-03-02'],
  ['2026-03-02 10:00', '2026-03-02'],
  ['2026-06-30T23:30:00Z', '2026-07-01'],
  ['2026-06-30T23:59:59Z', '2026-06-30'],
  ['2026-06-30T22:00:00.000Z', '2026-07-01'],
  ['02-03-2026', '2026-03-02'],
  ['2/3/2026', '2026-03-02'],
  ['2.3.2026', '2026-03-02'],
  ['12/31/2026', '2026-12-31'],
  ['2 maart 2026', '2026-03-02'],
  ['2 mrt. 2026', '2026-03-02'],
  ['March 2, 2026', '2026-03-02'],
  ['20260302', '2026-03-02'],
  ['Mon, 02 Mar 2026 10:00:00 +0100', '2026-03-02'],
  [1772445600, '2026-03-02'],
  [1772445600000, '2026-03-02'],
  ['0000-00-00', null],
  ['0001-01-01T00:00:00Z', null],
  ['9999-12-31', null],
  ['2026-02-31', null],
  ['', null],
  ['2026-13-01', null],
  ['morgen', null],
  [Number.NaN, null],
  [-1, null],
  [null, null],
  [{}, null],
  ['32 maart 2026', null],
])('reads the day of %j as %s', (value, day) => {
  expect(dayOf(value)).toBe(day);
});

it.each([
  ['32-40 uur', 32, 40],
  ['24 tot 32 uur per week', 24, 32],
  ['36 hours', 36, 36],
  ['20 t/m 28 u', 20, 28],
  ['40–32 uur', 32, 40],
  ['168 uur', null, null],
  ['', null, null],
])('reads the hours of "%s"', (text, hoursMin, hoursMax) => {
  expect(hoursIn(text)).toEqual({ hoursMin, hoursMax });
});

it('tells full-time, contract and agreement from the words, and else from the hours', () => {
  const none = { hoursMin: null, hoursMax: null };
  expect(employmentOf(['FULL_TIME', 'TEMPORARY'], none)).toEqual({
    ...{ employmentFractions: ['FULL_TIME'], contractTypes: ['B'], agreementTypes: ['01'] },
  });
  expect(employmentOf(['Vast, voltijd'], none).contractTypes).toEqual(['O']);
  expect(employmentOf(['onbepaalde tijd'], none).contractTypes).toEqual(['O']);
  expect(employmentOf(['VOLUNTEER'], none).agreementTypes).toEqual(['03']);
  expect(employmentOf(['BBL'], none).agreementTypes).toEqual(['02']);
  expect(employmentOf([], { hoursMin: 24, hoursMax: 36 }).employmentFractions).toEqual(['FULL_TIME', 'PART_TIME']);
  expect(employmentOf([], none)).toEqual({ employmentFractions: [], contractTypes: [], agreementTypes: [] });
});

it('takes the lowest level that is good enough, and from running text only where it is asked for', () => {
  expect(
    ['Mbo of hbo', 'Bachelor', 'vmbo-tl', 'universitair', 'professional certificate', 'veel zin'].map(levelIn),
  ).toEqual(['4', '5', '3', '6', '4', '7']);
  expect(['minimaal hbo werk- en denkniveau', 'docent op het mbo'].map(levelInText)).toEqual(['5', '7']);
});

it('writes a salary in one line', () => {
  const amount = { '@type': 'MonetaryAmount', currency: 'EUR' };
  expect(salaryOf({ ...amount, value: { minValue: '2.500,50', maxValue: 3000, unitText: 'MONTH' } })).toBe(
    '€ 2.500,50 – € 3.000 per maand',
  );
  expect(salaryOf({ ...amount, value: 15.5 })).toBe('€ 15,50');
  expect(salaryOf([{ ...amount, currency: 'GBP', value: { value: 40000, unitText: 'YEAR' } }])).toBe(
    'GBP 40.000 per jaar',
  );
  expect([
    salaryOf('  cao \n schaal 5 '),
    salaryOf({ ...amount, value: 'marktconform' }),
    salaryOf({ value: -1 }),
    salaryOf(null),
  ]).toEqual(['cao schaal 5', 'marktconform', '', '']);
});

describe('cleaning', () => {
  it('keeps the text and a few tags', () => {
    expect(cleanHtml('<h1>Kok</h1><div onclick="x">Wij <b>zoeken</b><script>alert(1)</script> jou</div><p></p>')).toBe(
      '<h3>Kok</h3><p>Wij <strong>zoeken</strong> jou</p>',
    );
    expect(
      cleanHtml('<a href="javascript:alert(1)">x</a><a href="https://a.nl/?a=1&b=2">y</a><a href="//a.nl">z</a>'),
    ).toBe(
      '<a rel="noopener nofollow">x</a><a href="https://a.nl/?a=1&amp;b=2" rel="noopener nofollow">y</a><a rel="noopener nofollow">z</a>',
    );
    expect(cleanHtml('&lt;p&gt;Twee keer &amp;amp; verpakt&lt;/p&gt;')).toBe('<p>Twee keer &amp; verpakt</p>');
    expect(cleanHtml('Een\n\ntwee & drie\nvier < vijf')).toBe('<p>Een</p><p>twee &amp; drie<br />vier &lt; vijf</p>');
  });

  it('changes nothing the second time, whatever it gets', () => {
    const parts = [
      '<p>',
      '</p>',
      '<b>',
      '</b>',
      '<ul><li>',
      '<a href="https://a.nl">',
      '</a>',
      '<!--',
      '-->',
      '&lt;',
      '&amp;',
      '<svg>',
      '<math>',
    ];
    const more = [
      '<script>',
      '</script>',
      '<style>',
      '<textarea>',
      '<xmp>',
      '<noscript>',
      '"',
      '<br>',
      '<h1>',
      '<div>',
      '\0',
      '<img src=x onerror=alert(1)>',
    ];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...parts, ...more), fc.string({ unit: 'binary' })), { maxLength: 30 }),
        (pieces) => {
          const cleaned = cleanHtml(pieces.join(''));
          expect(cleanHtml(cleaned)).toBe(cleaned);
          expect(cleaned).not.toMatch(/<(?!\/?(p|br|ul|ol|li|strong|em|h3|h4|a)\b)|javascript:|\son\w+=/i);
          expect(cleaned.length).toBeLessThanOrEqual(20_000);
        },
      ),
      { numRuns: 500 },
    );
  });
});

it('reads text in the encoding that it is really in', () => {
  const text = '<meta charset="utf-8"><p>één</p>';
  expect(pageText(Buffer.from(text), 'text/html; charset=iso-8859-1')).toBe(text);
  expect(pageText(Buffer.from(text, 'latin1'), 'text/html')).toBe(text);
  expect(pageText(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]), '')).toBe(text);
  expect(pageText(Buffer.from(text).subarray(0, -7), '')).toContain('charset');
});

describe('job boards', () => {
  it('know their feeds by the address of the board', () => {
    expect(feedAddress('GREENHOUSE', 'https://boards.greenhouse.io/acme')).toBe(
      'https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true',
    );
    expect(feedAddress('RECRUITEE', 'https://acme.recruitee.com/')).toBe('https://acme.recruitee.com/api/offers/');
    expect(feedAddress('ASHBY', 'https://jobs.ashbyhq.com/acme')).toBe(
      'https://api.ashbyhq.com/posting-api/job-board/acme?includeCompensation=true',
    );
    expect(feedAddress('ASHBY', 'https://jobs.ashbyhq.com.evil.nl/acme')).toBeNull();
  });

  it.each([
    [
      'GREENHOUSE' as const,
      {
        jobs: [
          {
            id: 7,
            title: 'Kok',
            content: '&lt;p&gt;Koken&lt;/p&gt;',
            absolute_url: 'https://a.nl/7',
            location: { name: 'Delft, Nederland' },
            first_published: '2026-02-01T10:00:00-05:00',
          },
        ],
      },
    ],
    [
      'RECRUITEE' as const,
      {
        offers: [
          {
            id: 7,
            status: 'published',
            title: 'Kok',
            description: '<p>Koken</p>',
            careers_url: 'https://a.nl/7',
            city: 'Delft',
            published_at: '2026-02-01 10:00:00 UTC',
          },
          { id: 8, title: 'X', status: 'draft' },
        ],
      },
    ],
    [
      'ASHBY' as const,
      {
        jobs: [
          {
            id: '7',
            title: 'Kok',
            descriptionHtml: '<p>Koken</p>',
            jobUrl: 'https://a.nl/7',
            address: { postalAddress: { addressLocality: 'Delft' } },
            publishedAt: '2026-02-01T10:00:00.000+00:00',
            isListed: true,
          },
        ],
      },
    ],
  ])('%s is read as any other page', (kind, feed) => {
    const jobs = (feedJobs(kind, feed) ?? []).map(parseJob);
    expect(jobs).toMatchObject([
      {
        title: 'Kok',
        descriptionHtml: '<p>Koken</p>',
        url: 'https://a.nl/7',
        identifier: '7',
        places: [{ city: 'Delft' }],
        datePosted: '2026-02-01',
      },
    ]);
    expect(feedJobs(kind, { nothing: true })).toBeNull();
  });
});

const occupation = (id: string, name: string, synonyms: string[] = []): KnownOccupation => ({ id, name, synonyms });
const place = (id: string, name: string, population: number): KnownPlace => ({
  id,
  kind: 'PLACE',
  code: id,
  name,
  population,
});
const recogniser = createRecogniser(
  [
    occupation('1', 'Timmerman'),
    occupation('2', 'Verzorgende IG', ['verzorgende individuele gezondheidszorg']),
    occupation('3', 'Kok'),
  ],
  [place('a', "'s-Gravenhage", 500_000), place('b', 'Hengelo', 1), place('c', 'Hengelo', 80_000)],
);

it.each([
  ['Timmerman (m/v/x)', '1', 100],
  ['Verzorgende individuele gezondheidszorg', '2', 95],
  ['Ervaren timmerman', '1', 100],
  ['Verzorgende IG in de avond', '2', 85],
  ['Projecttimmerman', '1', 60],
  ['Kokkerellen', null, null],
  ['Directeur', null, null],
])('takes "%s" for occupation %s with certainty %s', (title, id, certainty) => {
  const found = recogniser.recognise(parseJob({ title })!);
  expect([found.occupationId, found.occupationCertainty]).toEqual([id, certainty]);
});

it('finds the place by any of its names, the largest of several', () => {
  const placeOf = (city: string) =>
    recogniser.recognise(parseJob({ title: 'X', jobLocation: { address: { addressLocality: city } } })!);
  expect(['Den Haag', 'HENGELO', 'The Hague', 'Ergens'].map((city) => placeOf(city).placeId)).toEqual([
    'a',
    'c',
    'a',
    null,
  ]);
  expect(placeOf('Ergens').city).toBe('Ergens');
});

it('knows the same job again, and does not trust a number that everything has', () => {
  const keys = (title: string, city: string, identifier: string | null) =>
    jobKeys({ title, city, placeId: null }, identifier);
  const job = keys('Kok (m/v)', 'Delft', '1');
  expect(isSameJob(job, keys('kok', 'DELFT', null))).toBe(true);
  expect(isSameJob(job, keys('Kok', '', '1'))).toBe(true);
  expect(isSameJob(job, keys('Kok', 'Delft', '2'))).toBe(false);
  expect(isSameJob(job, keys('Kok', 'Leiden', '1'))).toBe(false);
  expect(isSameJob(job, keys('Bakker', 'Delft', '1'))).toBe(false);
});

it('reads site maps without believing what they define', async () => {
  const bomb =
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]><urlset><url><loc>https://a.nl/&a;&b;?x=1&amp;y=2</loc><lastmod>2026</lastmod></url></urlset>';
  expect(await readSiteMap(Buffer.from(bomb))).toEqual({
    pages: [{ url: 'https://a.nl/&a;&b;?x=1&y=2', lastModified: '2026' }],
    maps: [],
  });
  await expect(readSiteMap(Buffer.from('<html>'))).rejects.toThrow('SITEMAP');
  expect((await readSiteMap(Buffer.from('https://a.nl/1\nhttps://a.nl/2\n'))).pages).toHaveLength(2);
});
