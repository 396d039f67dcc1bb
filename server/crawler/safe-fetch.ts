import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Agent, request, type Dispatcher } from 'undici';
import type { CrawlReason } from '@hallowerk/contract/vacancies/crawl-run.ts';
import { checkedAddresses, checkedUrl, INTERNET, OutsideError, type Outside } from './outside-address.ts';
import { isExpectedType, type DocumentKind } from './document-kind.ts';

export interface FetchLimits {
  /** Of the body, packed and unpacked. */
  readonly bytes: number;
  /** For one answer, from the first packet to the last. */
  readonly milliseconds: number;
  readonly redirects: number;
}

export const FETCH_LIMITS: FetchLimits = { bytes: 5_000_000, milliseconds: 10_000, redirects: 3 };
/** Who comes along, and where to say something about it (RFC 9309 §2.2.1). */
export const ROBOT_NAME = 'HalloWerkBot';

export interface FetchOrder {
  readonly url: string;
  readonly kind: DocumentKind;
  readonly etag?: string | null;
  readonly lastModified?: string | null;
  readonly signal?: AbortSignal;
  /** Before every request, also of a redirect: may wait, and may refuse by throwing. */
  readonly beforeHop?: (url: URL) => Promise<void>;
}

export interface Fetched {
  /** After redirects. */
  readonly url: URL;
  readonly status: number;
  readonly contentType: string;
  /** `X-Robots-Tag`. */
  readonly robotsTag: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** Seconds that the site asks to wait; null when it does not. */
  readonly retryAfter: number | null;
  /** Empty unless the status is 200. */
  readonly body: Uint8Array;
}

export interface SafeFetch {
  /** @throws {OutsideError} with the reason; whatever else the other side does */
  fetch(order: FetchOrder): Promise<Fetched>;
  close(): Promise<void>;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const CODES: Readonly<Record<string, CrawlReason>> = {
  UND_ERR_HEADERS_TIMEOUT: 'SLOW',
  UND_ERR_BODY_TIMEOUT: 'SLOW',
  UND_ERR_CONNECT_TIMEOUT: 'SLOW',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'LENGTH',
  UND_ERR_HEADERS_OVERFLOW: 'LARGE',
};

/**
 * The only way to the outside for what people and pages name (security §5.9). Addresses are looked up once, checked, and
 * connected to as they were checked: there is no second look-up that could answer differently. No cookies, no
 * credentials, redirects by hand and each checked again.
 */
export function createSafeFetch(
  options: { readonly outside?: Outside; readonly limits?: FetchLimits; readonly contact?: string | null } = {},
): SafeFetch {
  const { outside = INTERNET, limits = FETCH_LIMITS, contact = null } = options;
  const agent = new Agent({
    connect: { lookup: checkedLookup(outside), timeout: limits.milliseconds },
    ...{ allowH2: false, pipelining: 0, connections: 1, maxHeaderSize: 16_384 },
    ...{ headersTimeout: limits.milliseconds, bodyTimeout: limits.milliseconds, keepAliveTimeout: 4_000 },
  });
  const userAgent = `${ROBOT_NAME}/1.0${contact === null ? '' : ` (+${contact})`}`;
  return {
    fetch: async (order) => {
      let url = checkedUrl(order.url, outside);
      for (let hop = 0; hop <= limits.redirects; hop++) {
        await order.beforeHop?.(url);
        const answer = await ask({ agent, limits, userAgent }, url, order);
        if (!('redirect' in answer)) return answer;
        url = checkedUrl(answer.redirect, outside, url);
      }
      throw new OutsideError('REDIRECTS');
    },
    close: () => agent.destroy(),
  };
}

/** Gives the socket nothing but checked addresses. */
function checkedLookup(outside: Outside): LookupFunction {
  return (host, options, done) => {
    checkedAddresses(host, outside).then(
      (found) => {
        if (options.all === true) done(null, found as LookupAddress[]);
        else done(null, found[0]!.address, found[0]!.family);
      },
      (error: unknown) => done(error as NodeJS.ErrnoException, [] as LookupAddress[]),
    );
  };
}

interface Asking {
  readonly agent: Agent;
  readonly limits: FetchLimits;
  readonly userAgent: string;
}

async function ask(
  { agent, limits, userAgent }: Asking,
  url: URL,
  order: FetchOrder,
): Promise<Fetched | { readonly redirect: string }> {
  const time = AbortSignal.timeout(limits.milliseconds);
  const signal = order.signal === undefined ? time : AbortSignal.any([time, order.signal]);
  let response: Dispatcher.ResponseData | undefined;
  try {
    response = await request(url, {
      ...{ dispatcher: agent, method: 'GET', signal },
      headers: {
        'user-agent': userAgent,
        'accept-language': 'nl, en;q=0.5',
        'accept-encoding': 'gzip, br, deflate',
        ...(order.etag ? { 'if-none-match': order.etag } : {}),
        ...(order.lastModified ? { 'if-modified-since': order.lastModified } : {}),
      },
    });
    return await answerOf(response, url, order.kind, limits);
  } catch (error) {
    if (order.signal?.aborted) throw order.signal.reason;
    throw asOutsideError(error, time.aborted);
  } finally {
    // What was not read is thrown away with its connection.
    response?.body.on('error', () => undefined).destroy();
  }
}

async function answerOf(
  response: Dispatcher.ResponseData,
  url: URL,
  kind: DocumentKind,
  limits: FetchLimits,
): Promise<Fetched | { readonly redirect: string }> {
  const header = (name: string): string => [response.headers[name] ?? ''].flat().join(', ');
  const { statusCode: status } = response;
  if (REDIRECTS.has(status)) return { redirect: header('location') };
  const seconds = Number.parseInt(header('retry-after'), 10);
  const found: Fetched = {
    ...{ url, status, contentType: header('content-type'), robotsTag: header('x-robots-tag') },
    etag: header('etag').slice(0, 300) || null,
    lastModified: header('last-modified').slice(0, 100) || null,
    retryAfter: Number.isNaN(seconds) ? null : seconds,
    body: new Uint8Array(),
  };
  if (status !== 200) return found;
  const declared = header('content-length') === '' ? null : Number(header('content-length'));
  if (declared !== null && declared > limits.bytes) throw new OutsideError('LARGE');
  const body = await readBody(response.body, { encoding: header('content-encoding'), declared, most: limits.bytes });
  if (!isExpectedType(kind, found.contentType, body)) throw new OutsideError('TYPE');
  return { ...found, body };
}

async function readBody(
  source: Readable,
  { encoding, declared, most }: { encoding: string; declared: number | null; most: number },
): Promise<Uint8Array> {
  let packed = 0;
  source.on('data', (chunk: Buffer) => {
    packed += chunk.length;
    if (packed > most) source.destroy(new OutsideError('LARGE'));
  });
  const unpack = unpacker(encoding);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    source.once('error', (error) => unpack?.destroy(error));
    for await (const chunk of unpack === null ? source : source.pipe(unpack)) {
      size += (chunk as Buffer).length;
      // A few packed bytes can hold any number of them.
      if (size > most) throw new OutsideError('LARGE');
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    if (declared !== null && packed < declared && isCode(error, 'UND_ERR_SOCKET')) {
      throw new OutsideError('LENGTH', { cause: error });
    }
    throw error;
  } finally {
    unpack?.destroy();
  }
  return Buffer.concat(chunks, size);
}

function unpacker(encoding: string): ReturnType<typeof createGunzip | typeof createBrotliDecompress> | null {
  switch (encoding.trim().toLowerCase()) {
    case '':
    case 'identity':
      return null;
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'br':
      return createBrotliDecompress();
    case 'deflate':
      return createInflate();
    default:
      throw new OutsideError('ENCODING');
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
const isCode = (error: unknown, code: string): boolean => codeOf(error) === code;

function asOutsideError(error: unknown, isLate: boolean): OutsideError {
  for (let inner: unknown = error; inner instanceof Error; inner = inner.cause) {
    if (inner instanceof OutsideError) return inner;
  }
  if (isLate) return new OutsideError('SLOW', { cause: error });
  const code = codeOf(error);
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO|ERR_OSSL)/.test(code)) {
    return new OutsideError('TLS', { cause: error });
  }
  if (/^(Z_|ERR__ERROR_FORMAT|ERR_BROTLI|ERR_PADDING|ERR__ERROR)/.test(code)) {
    return new OutsideError('ENCODING', { cause: error });
  }
  return new OutsideError(CODES[code] ?? 'NETWORK', { cause: error });
}
