import { gzipSync } from 'node:zlib';
import type { SeededRandom } from '../../server/demo/random.ts';

/** One request as it will be sent; `target` with its query. */
export interface AbuseRequest {
  readonly operation: string;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer | null;
  /** So large that the server may close the connection before it has read all of it. */
  readonly oversize: boolean;
}

const DEEP = 20_000;
const OVERSIZE = 300_000;
const BOMB = 30_000_000;

/** Values that break code which trusts its input. */
function hostileValues(canary: string): readonly unknown[] {
  return [
    ...[null, true, '', [], {}, [[]], -1, 0, 1.5, 1e308, -1e308, 2 ** 53, 2 ** 63, 5e-324],
    ...[
      '\u0000',
      `${canary}\u0000`,
      '\ud800',
      '\udfff\ud800',
      '\u202e\u200b',
      '\uffff',
      `${canary}\r\nSet-Cookie: a=b`,
    ],
    ...[
      `${canary}' or '1'='1`,
      `${canary}'; drop table app_user; --`,
      `${canary}\\`,
      `%00${canary}`,
      '${7*7}',
      '%s%s%n',
    ],
    ...['../../../../etc/passwd', '<script>alert(1)</script>', 'NaN', 'Infinity', '1e999', 'true', '[object Object]'],
    ...['0000-00-00', '9999-12-31T23:59:59Z', '-271821-04-20T00:00:00Z', '2026-02-30', '+010000-01-01T00:00:00.000Z'],
    ...[`${canary}`.repeat(500), 'é'.repeat(5000), '💥'.repeat(300), { $ne: null }, { toString: 1, valueOf: 1 }],
    ...[
      { length: 1e9 },
      { length: { toString: 1, valueOf: 1 } },
      ['__proto__'],
      { constructor: { prototype: { admin: true } } },
      nested(200),
      Array(300).fill(canary),
    ],
  ];
}

function nested(depth: number): unknown {
  let value: unknown = 'x';
  for (let n = 0; n < depth; n++) value = n % 2 === 0 ? [value] : { a: value };
  return value;
}

type Slot = readonly [holder: Record<string, unknown> | unknown[], key: string];

function slots(value: unknown): readonly Slot[] {
  if (value === null || typeof value !== 'object') return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [[holder, key] as Slot, ...slots(holder[key])]);
}

/** Changes up to three places of a value, in place. Returns what it is then. */
export function mutateValue(value: unknown, random: SeededRandom, canary: string): unknown {
  // A new one every time: one value in two places could end up inside itself.
  const hostile = (): unknown => random.pick(hostileValues(canary));
  if (random.chance(0.08)) return hostile();
  for (let n = random.int(1, 3); n > 0; n--) {
    const places = slots(value);
    if (places.length === 0) return hostile();
    const [holder, key] = random.pick(places);
    const object = holder as Record<string, unknown>;
    const way = random.int(0, 9);
    if (way === 0 && !Array.isArray(holder)) delete object[key];
    else if (way === 1) object[key] = [object[key]];
    else if (way === 2 && !Array.isArray(holder))
      object[random.pick(['constructor', 'isAdmin', 'role', 'toString'])] = canary;
    else object[key] = hostile();
  }
  return value;
}

const BODY_WAYS = [
  'as-is',
  'as-is',
  'as-is',
  'as-is',
  'truncated',
  'duplicate-key',
  'proto-key',
  'deep',
  'oversize',
  'raw-nul',
  'bad-utf8',
  'bom',
  'huge-number',
  'gzip',
  'gzip-bomb',
  'broken-gzip',
  'empty',
  'array',
  'xml',
] as const;

export interface WrittenBody {
  readonly bytes: Buffer;
  readonly encoding: string | null;
  readonly oversize: boolean;
}

/** The body as bytes, now and then not what JSON or HTTP has in mind. */
export function writeBody(value: unknown, random: SeededRandom, calm: boolean): WrittenBody {
  const text = JSON.stringify(value) ?? '';
  const plain = (bytes: string | Buffer): WrittenBody => ({
    ...{ bytes: Buffer.from(bytes as string), encoding: null, oversize: bytes.length > OVERSIZE / 2 },
  });
  switch (calm ? 'as-is' : random.pick(BODY_WAYS)) {
    case 'as-is':
      return plain(text);
    case 'truncated':
      return plain(text.slice(0, random.int(0, text.length)));
    case 'duplicate-key':
      return plain(text.replace(/"(\w+)":/, '"$1":null,"$1":'));
    case 'proto-key':
      return plain(text.replace('{', '{"__proto__":{"role":"MUNICIPAL_ADMINISTRATOR"},'));
    case 'deep':
      return plain(text.replace(/:("[^"]*"|true|false|null|\d+)/, `:${'['.repeat(DEEP)}${']'.repeat(DEEP)}`));
    case 'oversize':
      return { ...plain(JSON.stringify({ filler: 'x'.repeat(OVERSIZE) })), oversize: true };
    case 'raw-nul':
      return plain(text.replace(/"/g, () => (random.chance(0.1) ? '\u0000"' : '"')));
    case 'bad-utf8':
      return plain(
        Buffer.concat([Buffer.from(text.slice(0, -2)), Buffer.from([0xff, 0xc0, 0x80]), Buffer.from(text.slice(-2))]),
      );
    case 'bom':
      return plain(`\ufeff${text}`);
    case 'huge-number':
      return plain(text.replace(/:("[^"]*"|true|false|null|\d+)/, `:${'9'.repeat(400)}`));
    case 'gzip':
      return { bytes: gzipSync(text), encoding: 'gzip', oversize: false };
    case 'gzip-bomb':
      return { bytes: bomb(), encoding: 'gzip', oversize: true };
    case 'broken-gzip':
      return {
        bytes: Buffer.from(text),
        encoding: random.pick(['gzip', 'br', 'deflate', 'zstd', 'x']),
        oversize: false,
      };
    case 'empty':
      return plain('');
    case 'array':
      return plain(`[${text}]`);
    case 'xml':
      return plain('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>');
  }
}

let packed: Buffer | null = null;

/** Thirty kilobytes that become thirty megabytes of JSON. */
function bomb(): Buffer {
  packed ??= gzipSync(`{"a":"${'0'.repeat(BOMB)}"}`);
  return packed;
}

const CONTENT_TYPES = [
  'application/json; charset=utf-8',
  'application/json; charset=utf-16',
  'application/json;charset=iso-8859-1',
  'text/plain',
  'text/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/merge-patch+json',
  'application/json, text/plain',
  'json',
  ';',
  'application/json;'.repeat(50),
];

/** One or two headers that are not what they should be. */
export function hostileHeaders(random: SeededRandom, canary: string): readonly (readonly [string, string])[] {
  const huge = canary.repeat(300);
  const all: readonly (readonly [string, string])[] = [
    ['content-type', random.pick(CONTENT_TYPES)],
    ['accept', random.pick(['text/html', '*/*;q=x', huge, 'application/json;q=0'])],
    ['accept-encoding', random.pick(['gzip;q=0, *;q=0', huge, 'x, y, z', 'br;q=1.0, zstd', 'identity;q=0'])],
    ['accept-language', huge],
    [
      'x-forwarded-for',
      random.pick([`${canary}, 10.0.0.1`, '::1', 'a'.repeat(2000), '10.0.0.1, 10.0.0.2', '999.1.1.1']),
    ],
    ['x-forwarded-host', `${canary}.example.nl`],
    ['x-forwarded-proto', canary],
    ['host', random.pick([`${canary}.example.nl`, '[::1', 'a'.repeat(3000)])],
    ['origin', `https://${canary}.example.nl`],
    ['cookie', `${canary}=${huge}`],
    ['range', random.pick(['bytes=0-', 'bytes=-1', 'bytes=9-1', 'bytes=0-0,1-1', `bytes=${'9'.repeat(40)}-`, canary])],
    ['if-none-match', random.pick(['*', `"${canary}"`, 'W/"', huge])],
    ['if-modified-since', canary],
    ['if-range', canary],
    ['x-http-method-override', 'DELETE'],
    ['api-version', canary],
    ['expect', random.pick(['100-continue', canary])],
    ['user-agent', huge],
    [`x-${canary}`, '\u00ff\u0080'],
    [
      'authorization',
      random.pick(['Bearer', 'Bearer ', `Bearer ${canary}`, `Basic ${canary}`, 'Bearer a.b.c', `Bearer ${huge}`]),
    ],
  ];
  return random.pickSome(all, 1, 3);
}

const PATH_PIECES = [
  '..',
  '%2e%2e',
  '%00',
  '%',
  '%zz',
  '%ff',
  '%c0%af',
  '.',
  '%2f',
  '*',
  '{id}',
  'null',
  '-1',
  '__proto__',
];

/** Another path than the one of the route: a piece replaced, repeated, doubled or endless. */
export function hostilePath(path: string, random: SeededRandom, canary: string): string {
  const pieces = path.split('/');
  const place = random.int(1, Math.max(1, pieces.length - 1));
  const ways = [
    () => (pieces[place] = random.pick(PATH_PIECES)),
    () => (pieces[place] = canary),
    () => (pieces[place] = `${canary}'%20or%20'1'='1`),
    () => (pieces[place] = canary.repeat(40)),
    () => (pieces[place] = (pieces[place] ?? '').toUpperCase()),
    () => pieces.splice(place, 0, ''),
    () => pieces.push(''),
    () => pieces.push(pieces[place] ?? ''),
    () => pieces.push('x'.repeat(6000)),
  ];
  random.pick(ways)();
  return pieces.join('/');
}

/** A query of a route that has none, or one key too much, twice or as an array. */
export function hostileQuery(random: SeededRandom, canary: string): string {
  return random.pick([
    `?q=${canary}`,
    `?email=${canary}%40example.nl&email=2`,
    `?__proto__[role]=${canary}`,
    '?' + 'a=1&'.repeat(1500),
    '?%',
    `?a[]=1&a[${canary}]=2`,
    `?limit=1%27%20or%20%271`,
    '??&&==',
    `?${canary}%00=%ff%fe`,
  ]);
}
