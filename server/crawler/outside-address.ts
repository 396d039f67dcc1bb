import { lookup } from 'node:dns/promises';
import type { LookupAddress } from 'node:dns';
import ipaddr from 'ipaddr.js';
import type { CrawlReason } from '@hallowerk/contract/vacancies/crawl-run.ts';

/** Something outside was not fetched. Holds a reason of the closed list and nothing that the other side said. */
export class OutsideError extends Error {
  override readonly name = 'OutsideError';
  readonly reason: CrawlReason;

  constructor(reason: CrawlReason, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}

/** What may be reached. `INTERNET` is the only one a running server has; tests make one for their own ports of loopback. */
export interface Outside {
  resolve(host: string): Promise<readonly LookupAddress[]>;
  mayConnect(address: string): boolean;
  mayUsePort(port: number): boolean;
  /** Hosts (with port) that may be asked without TLS. */
  readonly plainHosts: ReadonlySet<string>;
}

const FIRST_GLOBAL = ipaddr.parseCIDR('2000::/3');

/** Whether an address is global unicast, so that nothing of our own network or of this machine answers (security §5.9). */
export function isGlobalUnicast(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  // Ranges are told apart by use: mapped, translated and tunnelled addresses have a name of their own.
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(FIRST_GLOBAL);
}

export const INTERNET: Outside = {
  resolve: (host) => lookup(host, { all: true }),
  mayConnect: isGlobalUnicast,
  mayUsePort: (port) => port === 80 || port === 443,
  plainHosts: new Set(),
};

/** Names that never belong to a site on the internet (RFC 6761, 6762, 8375, 9476 and the habit of clouds). */
const INSIDE = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|private|test|example|invalid|onion|alt|arpa)$/;
const MOST_CHARACTERS = 1000;

/**
 * An address that may be asked for, as the URL standard reads it: numbers in any notation are IPv4 addresses by then.
 * @throws {OutsideError} `URL` or `ADDRESS`
 */
export function checkedUrl(text: string, outside: Outside, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (url === null || url.href.length > MOST_CHARACTERS) throw new OutsideError('URL');
  url.hash = '';
  const plain = url.protocol === 'http:' && outside.plainHosts.has(url.host);
  if (url.protocol !== 'https:' && !plain) throw new OutsideError('URL');
  if (url.username !== '' || url.password !== '') throw new OutsideError('URL');
  if (!outside.mayUsePort(portOf(url))) throw new OutsideError('URL');
  const host = url.hostname.replace(/\.+$/, '');
  if (isLiteral(url.hostname)) {
    // Nothing is looked up for these, so this is their only check.
    if (!outside.mayConnect(unbracketed(url.hostname))) throw new OutsideError('ADDRESS');
  } else if (!host.includes('.') || INSIDE.test(host)) throw new OutsideError('ADDRESS');
  return url;
}

/**
 * The addresses of a host, all of them fit to connect to.
 * @throws {OutsideError} `DNS` when there is none, `ADDRESS` when a single one of them may not be reached
 */
export async function checkedAddresses(host: string, outside: Outside): Promise<readonly LookupAddress[]> {
  const found = await outside.resolve(host).catch((error: unknown) => {
    throw new OutsideError('DNS', { cause: error });
  });
  if (found.length === 0) throw new OutsideError('DNS');
  if (!found.every(({ address }) => outside.mayConnect(address))) throw new OutsideError('ADDRESS');
  return found;
}

function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

const unbracketed = (host: string): string => host.replace(/^\[|\]$/g, '');
const isLiteral = (host: string): boolean => host.startsWith('[') || ipaddr.IPv4.isValidFourPartDecimal(host);
