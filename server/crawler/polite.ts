import parser from 'robots-parser';
import { OutsideError } from './outside-address.ts';
import { ROBOT_NAME, type FetchOrder, type Fetched, type SafeFetch } from './safe-fetch.ts';

interface Robots {
  isDisallowed(url: string, agent: string): boolean | undefined;
  getCrawlDelay(agent: string): number | undefined;
  getSitemaps(): string[];
}
// Its types describe an ES module, and it is none.
const robotsParser = parser as unknown as (url: string, text: string) => Robots;

export interface Politeness {
  /** Between two requests to a host when it asks for nothing, and the longest that is waited when it does. */
  readonly delay: number;
  readonly longestDelay: number;
}

export const POLITENESS: Politeness = { delay: 1_000, longestDelay: 30_000 };
/** Only this much of a file of rules has to be read (RFC 9309 §2.5). */
const MOST_RULES = 500_000;
const DAY = 86_400_000;

interface Rules {
  readonly robots: Robots;
  readonly readAt: number;
}

/** Fetches as a guest: within the rules of each host, one request at a time, with a pause between them. */
export interface PoliteFetch {
  /** @throws {OutsideError} also `ROBOTS` when the host does not want it */
  fetch(order: Omit<FetchOrder, 'beforeHop'>): Promise<Fetched>;
  /** What the rules of the host say are its site maps. */
  siteMaps(url: URL, signal: AbortSignal): Promise<readonly string[]>;
  /** The host asks to be left alone for so many seconds; false when that is too long to wait for. */
  rest(url: URL, seconds: number): boolean;
}

export function createPoliteFetch(
  safeFetch: Pick<SafeFetch, 'fetch'>,
  politeness: Politeness,
  wait: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>,
): PoliteFetch {
  const hosts = new Map<string, Host>();
  const hostOf = (url: URL): Host => {
    const known = hosts.get(url.origin) ?? { free: Promise.resolve(), notBefore: 0, rules: null };
    hosts.set(url.origin, known);
    return known;
  };
  const pace = async (url: URL, signal: AbortSignal | undefined): Promise<void> => {
    const host = hostOf(url);
    const turn = host.free.then(async () => {
      const pause = host.notBefore - Date.now();
      if (pause > 0) await wait(pause, signal);
      host.notBefore = Date.now() + delayOf(host.rules, politeness);
    });
    host.free = turn.catch(() => undefined);
    await turn;
  };
  const rulesOf = async (url: URL, signal: AbortSignal | undefined): Promise<Rules> => {
    const host = hostOf(url);
    if (host.rules !== null && Date.now() - host.rules.readAt < DAY) return host.rules;
    const text = await readRules(safeFetch, url, (hop) => pace(hop, signal), signal);
    host.rules = { robots: robotsParser(`${url.origin}/robots.txt`, text), readAt: Date.now() };
    return host.rules;
  };
  return {
    fetch: (order) =>
      safeFetch.fetch({
        ...order,
        beforeHop: async (url) => {
          const { robots } = await rulesOf(url, order.signal);
          if (robots.isDisallowed(url.href, ROBOT_NAME) === true) throw new OutsideError('ROBOTS');
          await pace(url, order.signal);
        },
      }),
    siteMaps: async (url, signal) => (await rulesOf(url, signal)).robots.getSitemaps().slice(0, 20),
    rest: (url, seconds) => {
      if (seconds * 1000 > politeness.longestDelay) return false;
      hostOf(url).notBefore = Date.now() + seconds * 1000;
      return true;
    },
  };
}

interface Host {
  free: Promise<unknown>;
  notBefore: number;
  rules: Rules | null;
}

function delayOf(rules: Rules | null, { delay, longestDelay }: Politeness): number {
  const asked = rules?.robots.getCrawlDelay(ROBOT_NAME);
  if (asked === undefined || !Number.isFinite(asked)) return delay;
  return Math.min(Math.max(asked * 1000, delay), longestDelay);
}

/**
 * RFC 9309 §2.3.1: no file is no rules; a host that cannot say what its rules are is left alone.
 * @throws {OutsideError}
 */
async function readRules(
  safeFetch: Pick<SafeFetch, 'fetch'>,
  url: URL,
  beforeHop: (url: URL) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<string> {
  const order: FetchOrder = { url: `${url.origin}/robots.txt`, kind: 'ROBOTS', beforeHop };
  try {
    const { status, body } = await safeFetch.fetch(signal === undefined ? order : { ...order, signal });
    if (status >= 500 || status === 429) throw new OutsideError('ROBOTS');
    return status === 200 ? new TextDecoder().decode(body.subarray(0, MOST_RULES)) : '';
  } catch (error) {
    // A page in place of the file, or no end to it: no rules that can be read.
    if (error instanceof OutsideError && (error.reason === 'TYPE' || error.reason === 'REDIRECTS')) return '';
    throw error;
  }
}
