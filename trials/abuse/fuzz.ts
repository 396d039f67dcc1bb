import { parseArgs } from 'node:util';
import { ROLES, type Role, type Session } from '@hallowerk/contract/accounts/account.ts';
import type { Endpoint } from '@hallowerk/contract/common/endpoint.ts';
import { ProblemSchema } from '@hallowerk/contract/common/problem.ts';
import { API_PREFIX, ENDPOINTS } from '@hallowerk/contract/http.ts';
import { DEMO_PASSWORD, demoAccounts } from '../../server/accounts/demo-accounts.ts';
import type { DatabaseConfig } from '../../server/database/knex.ts';
import { seededRandom, type SeededRandom } from '../../server/demo/random.ts';
import { startPostgresCluster } from '../../server/testing/postgres-cluster.ts';
import { startAbuseWorld, type AbuseWorld, type KnownIds } from './abuse-world.ts';
import {
  hostileHeaders,
  hostilePath,
  hostileQuery,
  mutateValue,
  writeBody,
  type AbuseRequest,
} from './mutate-request.ts';
import { createSender, HangError, type AbuseAnswer, type Sender } from './send-request.ts';
import { collectionOf, validValue, type ValueSource } from './valid-values.ts';

/**
 * `node trials/abuse/fuzz.ts [--requests 20000] [--seed 1] [--postgres]`: random requests made from the endpoint table, by
 * nobody and by every role, at the real server on a real database. What may never happen: an answer 500, silence for five
 * seconds, words of database or program in an answer, a refusal that is no problem document or repeats what was sent, and
 * anything that was sent in the log.
 */
const HANG_MS = 5_000;
const TOGETHER = 24;
const TWINS = 8;
const IDS_EVERY = 8;
const SHOWN_PROBLEMS = 40;
/** In no text of our own. */
const CANARY = 'zqxkanarie';
const LEAKS =
  /\bat \S+ \(?(file|node|\/)|node_modules|\.ts:\d+|knex|pglite|postgres|sqlstate|syntax error at|violates|relation "|column "|duplicate key value|\bselect .+ from |\binsert into |ECONN|RangeError|TypeError|SyntaxError|ZodError/i;
const VISITORS = ['anonymous', ...ROLES.codes] as const;

export interface FuzzOptions {
  readonly database: DatabaseConfig;
  readonly requests: number;
  readonly seed: number;
}

export interface FuzzReport {
  readonly requests: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly seconds: number;
  readonly slowestMs: number;
  /** Operations with at least one answer below 300. */
  readonly reached: readonly string[];
  /** Sentences, each once; empty when the server held. */
  readonly problems: readonly string[];
}

interface Fuzz {
  readonly world: AbuseWorld;
  readonly sender: Sender;
  readonly random: SeededRandom;
  readonly sessions: Map<Role, Session>;
  readonly statuses: Record<string, number>;
  readonly reached: Set<string>;
  readonly problems: Map<string, number>;
  ids: KnownIds;
  slowestMs: number;
}

/** Sends `requests` requests, a few at a time; the same seed makes the same ones, save for ids and times. */
export async function runFuzz({ database, requests, seed }: FuzzOptions): Promise<FuzzReport> {
  const lines = new CanaryWatch([
    CANARY,
    DEMO_PASSWORD,
    ...demoAccounts().flatMap(({ email, fullName }) => [email, fullName]),
  ]);
  const world = await startAbuseWorld({ database, candidates: 40, logSink: lines });
  const fuzz: Fuzz = {
    ...{ world, sender: createSender(world.server.url, HANG_MS), random: seededRandom(seed), sessions: new Map() },
    ...{ statuses: {}, reached: new Set(), problems: new Map(), ids: await world.knownIds(), slowestMs: 0 },
  };
  const started = performance.now();
  try {
    for (let sent = 0, round = 0; sent < requests; round++) {
      if (round % IDS_EVERY === 0) fuzz.ids = await world.knownIds();
      sent += await sendTogether(fuzz, Math.min(TOGETHER, requests - sent));
    }
    const health = await fetch(`${world.server.url}${API_PREFIX}${ENDPOINTS.getHealth.path}`);
    if (!health.ok) note(fuzz, `health answers ${health.status} at the end`);
    for (const place of lines.places) note(fuzz, `the log holds what was sent: ${place}`);
  } finally {
    fuzz.sender.close();
    await world.close();
  }
  const { statuses, slowestMs } = fuzz;
  const problems = [...fuzz.problems].map(([text, times]) => `${text} (${times} times)`);
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  return { requests, statuses, seconds, slowestMs: Math.round(slowestMs), reached: [...fuzz.reached].sort(), problems };
}

/** Keeps of the log only in which event something was that may not be there, so that a long run needs no memory. */
class CanaryWatch {
  readonly places = new Set<string>();
  readonly #markers: readonly string[];

  constructor(markers: readonly string[]) {
    this.#markers = markers.map((marker) => marker.toLowerCase());
  }

  write(line: string): void {
    const lower = line.toLowerCase();
    if (!this.#markers.some((marker) => lower.includes(marker))) return;
    this.places.add(line.replaceAll(/"(time|requestId|milliseconds)":[^,}]+/g, '').slice(0, 300));
  }
}

function note(fuzz: Fuzz, problem: string): void {
  fuzz.problems.set(problem, (fuzz.problems.get(problem) ?? 0) + 1);
}

async function sendTogether(fuzz: Fuzz, count: number): Promise<number> {
  const { random } = fuzz;
  const visitor = random.pick(VISITORS);
  const session = visitor === 'anonymous' ? null : await sessionOf(fuzz, visitor);
  const operations = Object.values(ENDPOINTS) as readonly Endpoint[];
  const one = (): AbuseRequest => makeRequest(fuzz, random.pick(operations), session);
  const requests = random.chance(0.15) ? Array(Math.min(count, TWINS)).fill(one()) : Array.from({ length: count }, one);
  const answers = await Promise.all(requests.map((request: AbuseRequest) => ask(fuzz, request)));
  // It may have signed itself out, or changed so much about itself that it is not let in any more.
  if (visitor !== 'anonymous' && answers.some((answer) => answer?.status === 401)) fuzz.sessions.delete(visitor);
  return requests.length;
}

async function sessionOf(fuzz: Fuzz, role: Role): Promise<Session> {
  const known = fuzz.sessions.get(role);
  if (known !== undefined) return known;
  const session = await fuzz.world.signIn(role);
  fuzz.sessions.set(role, session);
  return session;
}

function makeRequest(fuzz: Fuzz, endpoint: Endpoint, session: Session | null): AbuseRequest {
  const { random, ids, world } = fuzz;
  const source: ValueSource = {
    ...{ random, canary: CANARY, ids, mailedTokens: world.mailedTokens, collection: collectionOf(endpoint.path) },
    deviceId: session?.deviceId ?? random.uuid(),
  };
  const calm = random.chance(0.35);
  const strange = (share: number): boolean => !calm && random.chance(share);
  const params = endpoint.params ? (validValue(endpoint.params, source) as Record<string, string>) : {};
  let path =
    API_PREFIX + endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  if (strange(0.2)) path = hostilePath(path, random, CANARY);
  const query = strange(0.15) ? hostileQuery(random, CANARY) : queryOf(endpoint, source, strange(0.5));
  const body = bodyOf(endpoint, source, { calm, uninvited: strange(0.1) });
  const headers: (readonly [string, string])[] = [];
  if (session !== null) headers.push(['authorization', `Bearer ${session.accessToken}`]);
  if (body !== null) headers.push(['content-type', 'application/json']);
  if (body !== null && body.encoding !== null) headers.push(['content-encoding', body.encoding]);
  if (strange(0.3)) headers.push(...hostileHeaders(random, CANARY));
  const method = strange(0.05)
    ? random.pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'])
    : endpoint.method;
  const { operationId: operation } = endpoint;
  return {
    operation,
    method,
    target: path + query,
    headers,
    body: body?.bytes ?? null,
    oversize: body?.oversize === true,
  };
}

function queryOf(endpoint: Endpoint, source: ValueSource, mutated: boolean): string {
  if (endpoint.query === undefined) return '';
  const valid = validValue(endpoint.query, source);
  const value = mutated ? mutateValue(valid, source.random, CANARY) : valid;
  if (value === null || typeof value !== 'object') return `?${encodeURIComponent(wellFormed(String(value)))}`;
  const pairs = Object.entries(value).map(([key, item]): [string, string] => [key, wellFormed(String(safely(item)))]);
  return `?${new URLSearchParams(pairs).toString()}`;
}

const wellFormed = (text: string): string => text.toWellFormed();
const safely = (item: unknown): unknown => (typeof item === 'object' ? JSON.stringify(item) : item);

function bodyOf(endpoint: Endpoint, source: ValueSource, how: { readonly calm: boolean; readonly uninvited: boolean }) {
  if (endpoint.body === undefined) return how.uninvited ? writeBody({ a: CANARY }, source.random, false) : null;
  const valid = validValue(endpoint.body, source);
  if (how.calm) return writeBody(valid, source.random, true);
  if (source.random.chance(0.05)) return null;
  return writeBody(mutateValue(valid, source.random, CANARY), source.random, false);
}

async function ask(fuzz: Fuzz, request: AbuseRequest): Promise<AbuseAnswer | null> {
  try {
    const answer = await fuzz.sender.send(request);
    judge(fuzz, request, answer);
    return answer;
  } catch (error) {
    if (!(error instanceof HangError)) throw error;
    note(fuzz, error.message);
    return null;
  }
}

function judge(fuzz: Fuzz, request: AbuseRequest, { status, type, text, milliseconds }: AbuseAnswer): void {
  const { operation, method } = request;
  fuzz.statuses[status] = (fuzz.statuses[status] ?? 0) + 1;
  fuzz.slowestMs = Math.max(fuzz.slowestMs, milliseconds);
  const say = (what: string): void => note(fuzz, `${operation}: ${what}`);
  if (status === 0) {
    // Whoever sends more than is taken finds the door closed, and so does who sends what is not HTTP.
    if (!request.oversize) say(`closed the connection on ${method}`);
    return;
  }
  if (status < 300) fuzz.reached.add(operation);
  if (status >= 500 && status !== 503) say(`answers ${status} to ${described(request)}`);
  const leak = LEAKS.exec(text)?.[0];
  if (leak !== undefined && status >= 400) say(`says '${leak}' with ${status}`);
  if (status < 400 || method === 'HEAD') return;
  if (text.toLowerCase().includes(CANARY) && !isNamedField(text)) say(`repeats what was sent with ${status}`);
  if (!isProblem(type, text, status)) say(`refuses with ${status} and no problem: ${type} ${text.slice(0, 120)}`);
}

/** A field that does not exist is named, which its sender knew. */
function isNamedField(text: string): boolean {
  return text.includes('unrecognized_keys');
}

function isProblem(type: string, text: string, status: number): boolean {
  if (!type.startsWith('application/problem+json')) return false;
  const problem = ProblemSchema.safeParse(JSON.parse(text));
  return problem.success && problem.data.status === status;
}

function described({ method, target, headers, body }: AbuseRequest): string {
  const own = headers.filter(([name]) => name !== 'authorization').map((pair) => pair.join(': ').slice(0, 100));
  const bytes = body === null ? 'nothing' : `${body.length} bytes ${body.toString('latin1').slice(0, 600)}`;
  return `${method} ${target.slice(0, 200)} with ${own.join('; ')} and ${bytes}`;
}

async function main(): Promise<number> {
  const options = { requests: { type: 'string' }, seed: { type: 'string' }, postgres: { type: 'boolean' } } as const;
  const { values } = parseArgs({ options, strict: true });
  const cluster = values.postgres === true ? await startPostgresCluster() : null;
  if (values.postgres === true && cluster === null) throw new Error('PostgreSQL is not on this machine');
  const database: DatabaseConfig =
    cluster === null ? { kind: 'embedded', directory: null } : { kind: 'postgres', url: cluster.url, poolSize: 20 };
  try {
    const report = await runFuzz({
      database,
      requests: Number(values.requests ?? 20_000),
      seed: Number(values.seed ?? 1),
    });
    const { problems, reached, ...numbers } = report;
    const missed = Object.keys(ENDPOINTS).filter((operation) => !reached.includes(operation));
    const summary = { ...numbers, reached: reached.length, missed };
    process.stdout.write(`${JSON.stringify(summary)}\n`);
    for (const problem of problems.slice(0, SHOWN_PROBLEMS)) process.stdout.write(`${problem}\n`);
    process.stdout.write(`${problems.length} problems\n`);
    return problems.length === 0 ? 0 : 1;
  } finally {
    cluster?.stop();
  }
}

if (import.meta.main) process.exitCode = await main();
