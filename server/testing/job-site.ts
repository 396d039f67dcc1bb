import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { CrawlReason } from '@hallowerk/contract/vacancies/crawl-run.ts';
import type { Outside } from '../crawler/outside-address.ts';

/** What a page of the made-up site says, and what must be found on it. */
export interface JobTruth {
  readonly title: string;
  readonly city: string;
  readonly hours: readonly [number, number];
  readonly closingDate: string;
  readonly salaryText: string;
}

export interface SitePage {
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** What is found; a page twice in the site has it twice. */
  readonly truth: JobTruth | null;
  /** Why nothing is. */
  readonly reason: CrawlReason | null;
}

const WORK = [
  'Bakker',
  'Timmerman',
  'Verzorgende',
  'Chauffeur',
  'Kok',
  'Metselaar',
  'Kapper',
  'Monteur',
  'Docent',
  'Hovenier',
];
const CITIES = ['Delft', 'Leiden', 'Rotterdam', 'Utrecht', 'Zoetermeer'];
const FILLER = '<p>Wij zijn een fijne werkgever met oog voor mensen.</p>'.repeat(8);

export function truthOf(n: number): JobTruth {
  const low = 16 + (n % 5) * 4;
  return {
    title: `${WORK[n % WORK.length]} team ${n}`,
    city: CITIES[n % CITIES.length]!,
    hours: [low, low + 8],
    closingDate: `2099-${String((n % 12) + 1).padStart(2, '0')}-15`,
    salaryText: `€ 2.${String(n % 900).padStart(3, '0')} – € 3.500 per maand`,
  };
}

function posting(truth: JobTruth, change: object = {}): object {
  return {
    '@context': 'https://schema.org',
    '@type': 'JobPosting',
    title: truth.title,
    description: `<p>Werken als ${truth.title}</p><script>globalThis.hacked = true</script><ul><li onclick="x()">één</li></ul>`,
    datePosted: '2026-02-01',
    validThrough: `${truth.closingDate}T${truth.hours[0] > 20 ? '23:59:59Z' : '12:00:00+01:00'}`,
    employmentType: ['PART_TIME'],
    workHours: `${truth.hours[0]}-${truth.hours[1]} uur`,
    hiringOrganization: { '@type': 'Organization', name: 'Hallo Bakkers' },
    jobLocation: {
      '@type': 'Place',
      address: { '@type': 'PostalAddress', addressLocality: truth.city, addressCountry: 'NL' },
    },
    baseSalary: {
      '@type': 'MonetaryAmount',
      currency: 'EUR',
      value: {
        '@type': 'QuantitativeValue',
        minValue: Number(truth.salaryText.slice(2, 7).replace('.', '')),
        maxValue: 3500,
        unitText: 'MONTH',
      },
    },
    ...change,
  };
}

const page = (head: string, body = ''): string =>
  `<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Baan</title>${head}</head><body>${FILLER}${body}${FILLER}</body></html>`;
/** As sites do it: an end of a script in a text may not end this one. */
const block = (text: string): string => `<script type="application/ld+json">${text.replaceAll('</', '<\\/')}</script>`;

function microdata({ title, city, hours, closingDate, salaryText }: JobTruth): string {
  return `<div itemscope itemtype="https://schema.org/JobPosting"><h1 itemprop="title">${title}</h1>
<meta itemprop="validThrough" content="${closingDate}"><span itemprop="workHours">${hours[0]} tot ${hours[1]} uur</span>
<div itemprop="description"><p>Werken</p><p onclick="x()">hier</p></div><span itemprop="baseSalary">${salaryText}</span>
<div itemprop="jobLocation" itemscope itemtype="https://schema.org/Place"><div itemprop="address" itemscope itemtype="https://schema.org/PostalAddress"><span itemprop="addressLocality">${city}</span></div></div></div>`;
}

function rdfa({ title, city, hours, closingDate, salaryText }: JobTruth): string {
  const [year, month, day] = closingDate.split('-');
  return `<div vocab="https://schema.org/" typeof="JobPosting"><h1 property="title">${title}</h1>
<span property="validThrough">${day}-${month}-${year}</span><span property="workHours">${hours[0]}-${hours[1]} uur</span>
<div property="description">Werken</div><span property="baseSalary">${salaryText}</span>
<div property="jobLocation" typeof="Place"><div property="address" typeof="PostalAddress"><span property="addressLocality">${city}</span></div></div></div>`;
}

type Shape = (truth: JobTruth, n: number) => Partial<SitePage> & { readonly html?: string };

/** Ways in which sites say the same thing, and ways in which they say nothing. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  plain: (truth) => ({ html: page(block(JSON.stringify(posting(truth)))) }),
  graph: (truth) => {
    const job = { ...posting(truth, { jobLocation: { '@id': '#place' } }) };
    const place = { '@id': '#place', '@type': 'Place', address: { addressLocality: truth.city } };
    return {
      html: page(
        block(JSON.stringify({ '@context': 'https://schema.org', '@graph': [{ '@type': 'WebPage' }, [place, job]] })),
      ),
    };
  },
  list: (truth) => ({
    html: page(
      block(JSON.stringify([{ '@type': 'BreadcrumbList' }, posting(truth, { '@type': ['Thing', 'JobPosting'] })])),
    ),
  }),
  comments: (truth) => ({
    html: page(block(`<!--\n// van ons\n${JSON.stringify(posting(truth)).replace('{', '{ /* vacature */ ')}\n-->`)),
  }),
  controls: (truth) => ({
    html: page(block(JSON.stringify(posting(truth)).replace('Werken als', 'Werken\n\tals\u0007').replace(/\}$/, ',}'))),
  }),
  latin: (truth) => ({
    body: Buffer.from(page(block(JSON.stringify(posting(truth)))).replace('utf-8', 'iso-8859-1'), 'latin1'),
  }),
  microdata: (truth) => ({ html: page('', microdata(truth)) }),
  rdfa: (truth) => ({ html: page('', rdfa(truth)) }),
  brokenFirst: (truth) => ({ html: page(block('{"@type": !!') + block(JSON.stringify(posting(truth)))) }),
  packed: (truth) => ({
    body: gzipSync(page(block(JSON.stringify(posting(truth))))),
    headers: { 'content-encoding': 'gzip' },
  }),
  moved: (truth, n) => ({ status: 302, headers: { location: `/verhuisd/${n}` }, html: '', truth }),
  none: () => ({ html: page(block('{"@type":"WebPage"}')), truth: null, reason: 'NO_JOB' }),
  expired: (truth) => ({
    html: page(block(JSON.stringify(posting(truth, { validThrough: '2026-01-31' })))),
    ...{ truth: null, reason: 'CLOSED' },
  }),
  broken: () => ({ html: page(block('{"@type": "JobPosting" oops ] ] }{')), truth: null, reason: 'BROKEN' }),
  truncated: (truth) => ({
    html: page(block(JSON.stringify(posting(truth)))).slice(0, 500),
    ...{ truth: null, reason: 'TRUNCATED' },
  }),
  untitled: (truth) => ({
    html: page(block(JSON.stringify(posting(truth, { title: ' ' })))),
    ...{ truth: null, reason: 'INCOMPLETE' },
  }),
  noindex: (truth) => ({
    html: page(`<meta name="robots" content="noindex">${block(JSON.stringify(posting(truth)))}`),
    ...{ truth: null, reason: 'NO_INDEX' },
  }),
  gone: () => ({ status: 410, html: '', truth: null, reason: 'GONE' }),
  failing: () => ({ status: 500, html: '', truth: null, reason: 'STATUS' }),
  private: () => ({
    status: 302,
    headers: { location: 'http://127.0.0.2/geheim' },
    html: '',
    truth: null,
    reason: 'URL',
  }),
  loop: (_truth, n) => ({
    status: 301,
    headers: { location: `/vacatures/${n}?weer=1` },
    html: '',
    ...{ truth: null, reason: 'REDIRECTS' },
  }),
  picture: () => ({
    body: Buffer.from('\x89PNG\r\n\x1a\n'),
    ...{ headers: { 'content-type': 'image/png' }, truth: null, reason: 'TYPE' },
  }),
};

/** Pages in every shape, in turn; with each tenth job a second page of the same job. */
export function makePages(count: number): readonly SitePage[] {
  const names = Object.keys(SHAPES);
  return Array.from({ length: count }, (_, index): SitePage => {
    // Of the same job as the page a whole round before, in the next shape.
    const isCopy = index % 10 === 9 && index > names.length;
    const n = isCopy ? index - 9 : index;
    const shape = isCopy ? SHAPES['plain']! : SHAPES[names[index % names.length]!]!;
    const truth = truthOf(n);
    const { html = '', headers = {}, ...made } = shape(truth, index);
    return {
      ...{ path: `/vacatures/${index}`, status: 200, truth, reason: null },
      body: Buffer.from(html),
      ...made,
      headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
    };
  });
}

/** A site on loopback under a name of its own, that counts how it is treated. */
export class JobSite implements AsyncDisposable {
  readonly requests: { readonly path: string; readonly agent: string; readonly conditional: boolean }[] = [];
  /** Pages in its site map; change it to take some away. */
  pages: readonly SitePage[];
  robots = 'User-agent: *\nDisallow: /geheim/\n';
  /** Most requests at one moment. */
  busiest = 0;
  #busy = 0;
  readonly host: string;
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  private constructor(pages: readonly SitePage[], host: string) {
    this.pages = pages;
    this.host = host;
  }

  static async open(pages: readonly SitePage[], host = 'werkenbij.hallobakkers.nl'): Promise<JobSite> {
    const site = new JobSite(pages, host);
    await new Promise<void>((resolve) => site.#server.listen(0, '127.0.0.1', resolve));
    return site;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `http://${this.host}:${this.port}`;
  }

  /** The internet with this site in it and nothing else. */
  get outside(): Outside {
    return loopbackOutside(this.port, [this.host]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    const etag = request.headers['if-none-match'];
    this.requests.push({ path, agent: request.headers['user-agent'] ?? '', conditional: etag !== undefined });
    this.busiest = Math.max(this.busiest, ++this.#busy);
    await new Promise((resolve) => setImmediate(resolve));
    this.#busy--;
    const { status, headers, body } = this.#document(path);
    const tag = `"${body.length}-${status}"`;
    if (status === 200 && etag === tag) return void response.writeHead(304).end();
    response.writeHead(status, { ...headers, ...(status === 200 ? { etag: tag } : {}) }).end(body);
  }

  #document(path: string): Pick<SitePage, 'status' | 'headers' | 'body'> {
    const text = (type: string, body: string | Buffer) => ({
      status: 200,
      headers: { 'content-type': type },
      body: Buffer.from(body),
    });
    if (path === '/robots.txt') return text('text/plain', `${this.robots}Sitemap: ${this.origin}/index.xml\n`);
    if (path === '/index.xml') {
      const maps = ['/een.xml', '/twee.xml.gz'].map((map) => `<sitemap><loc>${this.origin}${map}</loc></sitemap>`);
      return text('application/xml', `<?xml version="1.0"?><sitemapindex>${maps.join('')}</sitemapindex>`);
    }
    const half = Math.ceil(this.pages.length / 2);
    if (path === '/een.xml') return text('text/xml', this.#map(this.pages.slice(0, half)));
    if (path === '/twee.xml.gz') return text('application/gzip', gzipSync(this.#map(this.pages.slice(half))));
    const moved = /^\/verhuisd\/(\d+)$/.exec(path)?.[1];
    if (moved !== undefined) return text('text/html', page(block(JSON.stringify(posting(truthOf(Number(moved)))))));
    const found = this.pages.find((one) => one.path === path.replace(/\?.*$/, ''));
    return found ?? { status: 404, headers: { 'content-type': 'text/html' }, body: Buffer.alloc(0) };
  }

  #map(pages: readonly SitePage[]): string {
    const urls = pages.map(({ path }) => `<url><loc>${this.origin}${path}</loc></url>`);
    const secret = `<url><loc>${this.origin}/geheim/1</loc></url>`;
    return `<?xml version="1.0"?><urlset>${urls.join('')}${secret}</urlset>`;
  }
}

/** Names that lead to one port of loopback; every other address and port is as closed as ever. */
export function loopbackOutside(port: number, hosts: readonly string[]): Outside {
  return {
    resolve: async (host) => (hosts.includes(host) ? [{ address: '127.0.0.1', family: 4 }] : []),
    mayConnect: (address) => address === '127.0.0.1',
    mayUsePort: (wanted) => wanted === port,
    plainHosts: new Set(hosts.map((host) => `${host}:${port}`)),
  };
}
