import { seededRandom, type SeededRandom } from '../demo/random.ts';
import { makePages } from './job-site.ts';

/** Every way in which a page is damaged, or made to do damage. All of them take and give bytes. */
type Mutation = (page: Buffer, random: SeededRandom) => Buffer;

const splice = (page: Buffer, at: number, remove: number, add: Buffer | string): Buffer =>
  Buffer.concat([page.subarray(0, at), Buffer.from(add), page.subarray(at + remove)]);
const anywhere = (page: Buffer, random: SeededRandom): number => random.int(0, Math.max(0, page.length - 1));
const inText = (page: Buffer, from: string | RegExp, to: string): Buffer =>
  Buffer.from(page.toString().replace(from, to));
const SNIPPETS = [
  ...[
    '</script>',
    '<script type="application/ld+json">',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '\0',
    '\ufeff',
    '"',
    '\\',
    '{',
    '}',
    '[',
  ],
  ...[
    ']',
    ',',
    '\u2028',
    '\ud83d',
    '&#x0;',
    '&lt;script&gt;alert(1)&lt;/script&gt;',
    '<svg onload=alert(1)>',
    '<template>',
    '<plaintext>',
  ],
  ...[
    '"__proto__":{"a":1},',
    '"constructor":{"prototype":{}},',
    '"@id":"#a","@graph":[{"@id":"#a"}],',
    'null',
    '1e999',
    '-0',
  ],
];

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  cut: (page, random) => page.subarray(0, anywhere(page, random)),
  snippet: (page, random) => splice(page, anywhere(page, random), 0, random.pick(SNIPPETS)),
  several: (page, random) => {
    let mutated = page;
    for (let n = random.int(2, 8); n > 0; n--)
      mutated = splice(mutated, anywhere(mutated, random), random.int(0, 5), random.pick(SNIPPETS));
    return mutated;
  },
  bytes: (page, random) => {
    const mutated = Buffer.from(page);
    for (let n = random.int(1, 40); n > 0; n--) mutated[anywhere(mutated, random)] = random.int(0, 255);
    return mutated;
  },
  remove: (page, random) => splice(page, anywhere(page, random), random.int(1, 200), ''),
  repeat: (page, random) => {
    const at = anywhere(page, random);
    return splice(page, at, 0, page.subarray(at, at + random.int(1, 400)));
  },
  charset: (page, random) =>
    inText(
      page,
      /charset="?[\w-]+/,
      `charset="${random.pick(['utf-7', 'utf-16', 'koi8-r', 'geen', 'x-user-defined'])}`,
    ),
  dates: (page, random) =>
    inText(
      page,
      /20\d\d-\d\d-\d\d[^"<]*/g,
      random.pick(['0000-00-00', '0001-01-01T00:00:00Z', '9999-12-31', '2026-13-45', '-1', '1e21', '31 februari 2026']),
    ),
  script: (page) =>
    inText(page, /Werken/g, '<img src=x onerror=alert(1)><a href=javascript:alert(1)>Werken</a><iframe srcdoc=x>'),
  types: (page, random) =>
    inText(
      page,
      /"(title|description|validThrough|jobLocation|baseSalary)":("[^"]*"|\{)/,
      `"$1":${random.pick(['[[[[]]]]', '{"@value":{}}', '12', 'true', 'null'])},"x":$2`,
    ),
  nested: (page, random) => {
    const depth = random.int(10, 2_000);
    return inText(page, /(\{"@context".*\})/, `${'{"@graph":['.repeat(depth)}$1${']}'.repeat(depth)}`);
  },
  noise: (_page, random) => Buffer.from(Array.from({ length: random.int(0, 3_000) }, () => random.int(0, 255))),
};
const NAMES = Object.keys(MUTATIONS);

/** The n-th damaged page; each way in turn on each shape. */
export function mutatedPage(n: number): { readonly name: string; readonly bytes: Buffer } {
  const random = seededRandom(`page:${n}`);
  const name = NAMES[n % NAMES.length]!;
  const page = random.pick(ORIGINALS);
  return { name, bytes: MUTATIONS[name]!(page, random) };
}

const ORIGINALS: readonly Buffer[] = makePages(22).flatMap(({ body, headers }) =>
  headers['content-encoding'] === undefined && body.length > 0 ? [body] : [],
);
