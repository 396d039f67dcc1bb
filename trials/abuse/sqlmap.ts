import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import type { Role, Session } from '@hallowerk/contract/accounts/account.ts';
import type { Endpoint } from '@hallowerk/contract/common/endpoint.ts';
import { API_PREFIX, ENDPOINTS } from '@hallowerk/contract/http.ts';
import { seededRandom } from '../../server/demo/random.ts';
import { startPostgresCluster } from '../../server/testing/postgres-cluster.ts';
import { startAbuseWorld, type AbuseWorld } from './abuse-world.ts';
import { collectionOf, validValue, type ValueSource } from './valid-values.ts';

/**
 * `node trials/abuse/sqlmap.ts [--routes 10] [--only operationId]`: sqlmap (Debian) at level 3 and risk 2 against the routes
 * with the most parameters, on the real server and a real PostgreSQL with demo data. Tried are all values of path, query and
 * body, and the headers of level 3. Exit 1 when something can be injected, or when a route was not tried in full.
 */
const CANARY = 'zqxkanarie';
/** Level 3 tries headers too, risk 2 also statements that let the database work for a while. */
const HOW = [
  '--batch',
  '--level',
  '3',
  '--risk',
  '2',
  '--threads',
  '2',
  '--dbms',
  'PostgreSQL',
  '--technique',
  'BEUSTQ',
];
/** Seconds that a payload lets the database sleep: more than the slowest honest answer. */
const SLEEP = ['--time-sec', '2', '--timeout', '20', '--disable-coloring', '--flush-session', '--fresh-queries'];
const REFUSALS = '400,401,403,404,405,409,410,413,415,422,426,429,503';
const NOTHING = 'all tested parameters do not appear to be injectable';
const FOUND = /sqlmap identified the following injection point|is vulnerable|Parameter: .+ \(/;
/** Tries at a request that is answered well, to begin from. */
const BEGINNINGS = 40;
const UNDELAY_MS = 200;
const ROLES_IN_ORDER: readonly Role[] = ['ACCOUNT_MANAGER', 'MUNICIPAL_ADMINISTRATOR', 'EMPLOYER', 'CASE_MANAGER'];

interface RouteResult {
  readonly operation: string;
  readonly parameters: number;
  readonly role: Role | 'anonymous';
  /** Of the request that was begun from. */
  readonly status: number;
  readonly requests: number;
  readonly seconds: number;
  readonly outcome: 'nothing found' | 'INJECTABLE' | 'not tried in full';
}

type Schema = z.core.JSONSchema.BaseSchema;

/** How many values a caller chooses: path, query and every leaf of the body. */
export function parameterCount(endpoint: Endpoint): number {
  const schemas = [endpoint.params, endpoint.query, endpoint.body].filter((schema) => schema !== undefined);
  const shapes = schemas.map((schema) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  return shapes.reduce((sum, shape) => sum + leaves(shape), 0);
}

function leaves(shape: Schema): number {
  const inner = [...Object.values(shape.properties ?? {}), ...(shape.anyOf ?? []), ...[shape.items ?? []].flat()];
  if (inner.length === 0) return 1;
  return inner.reduce<number>((sum, item) => sum + (typeof item === 'object' ? leaves(item) : 1), 0);
}

/** The `count` routes with the most parameters, most first. */
export function richestRoutes(count: number): readonly Endpoint[] {
  const all = Object.values(ENDPOINTS) as readonly Endpoint[];
  return all.toSorted((a, b) => parameterCount(b) - parameterCount(a)).slice(0, count);
}

interface Beginning {
  readonly role: Role | 'anonymous';
  readonly token: string | null;
  readonly target: string;
  readonly body: string | null;
  readonly status: number;
}

/** The best answered of some valid requests by those who may ask: from there every value is varied. */
async function beginningFor(world: AbuseWorld, endpoint: Endpoint): Promise<Beginning> {
  const ids = await world.knownIds();
  const roles = endpoint.access === 'public' ? (['anonymous'] as const) : ROLES_IN_ORDER;
  let best: Beginning | null = null;
  for (const role of roles) {
    const session = role === 'anonymous' ? null : await world.signIn(role);
    for (let seed = 0; seed < BEGINNINGS; seed++) {
      const random = seededRandom(`${endpoint.operationId}-${seed}`);
      const source: ValueSource = {
        ...{ random, canary: CANARY, ids, mailedTokens: world.mailedTokens, collection: collectionOf(endpoint.path) },
        deviceId: session?.deviceId ?? random.uuid(),
      };
      const beginning = await attempt(world, endpoint, { role, session, source });
      if (best === null || beginning.status < best.status) best = beginning;
      if (best.status < 300) return best;
    }
  }
  if (best === null) throw new Error(`No request for ${endpoint.operationId}`);
  return best;
}

async function attempt(
  world: AbuseWorld,
  endpoint: Endpoint,
  who: { readonly role: Role | 'anonymous'; readonly session: Session | null; readonly source: ValueSource },
): Promise<Beginning> {
  const { role, session, source } = who;
  const params = endpoint.params ? (validValue(endpoint.params, source) as Record<string, string>) : {};
  const query = endpoint.query ? `?${new URLSearchParams(validValue(endpoint.query, source) as never)}` : '';
  const target = API_PREFIX + endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '') + query;
  const body = endpoint.body ? JSON.stringify(validValue(endpoint.body, source)) : null;
  const token = session?.accessToken ?? null;
  const answer = await fetch(world.server.url + target, {
    method: endpoint.method,
    headers: Object.fromEntries(headersOf({ token, body })),
    ...(body !== null && { body }),
  });
  await answer.arrayBuffer();
  return { role, token, target, body, status: answer.status };
}

function headersOf({ token, body }: Pick<Beginning, 'token' | 'body'>): readonly (readonly [string, string])[] {
  return [
    ...(token === null ? [] : [['authorization', `Bearer ${token}`] as const]),
    ...(body === null ? [] : [['content-type', 'application/json'] as const]),
  ];
}

/** Marks every parameter of the path; values of queries and JSON are found by sqlmap, and marked by it. */
function marked(target: string): string {
  const [path = '', query] = target.split('?');
  const pieces = path.split('/').map((piece) => (/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(piece) ? `${piece}*` : piece));
  const pairs = query === undefined ? '' : `?${query.replaceAll(/(=[^&]*)/g, '$1*')}`;
  return pieces.join('/') + pairs;
}

function argumentsFor(endpoint: Endpoint, beginning: Beginning, at: { readonly url: string; readonly output: string }) {
  const headers = headersOf(beginning).map((pair) => pair.join(': '));
  const more = ['user-agent: desktop*', 'referer: https://hallowerk.example/*'];
  return [
    ...['-u', at.url + marked(beginning.target), '--method', endpoint.method, '--ignore-code', REFUSALS],
    ...['--headers', [...headers, ...more].join('\n'), ...(beginning.body === null ? [] : ['--data', beginning.body])],
    ...[...HOW, ...SLEEP, '--output-dir', at.output],
  ];
}

/** Ends when sqlmap ends; gives all it said. */
async function runSqlmap(args: readonly string[]): Promise<string> {
  const child = spawn('sqlmap', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return said + complained;
}

function outcomeOf(said: string): RouteResult['outcome'] {
  if (FOUND.test(said)) return 'INJECTABLE';
  return said.includes(NOTHING) ? 'nothing found' : 'not tried in full';
}

async function tryRoute(world: AbuseWorld, endpoint: Endpoint, seen: { requests: number }): Promise<RouteResult> {
  const beginning = await beginningFor(world, endpoint);
  const output = mkdtempSync(join(tmpdir(), 'hallowerk-sqlmap-'));
  const [started, before] = [performance.now(), seen.requests];
  try {
    const said = await runSqlmap(argumentsFor(endpoint, beginning, { url: world.server.url, output }));
    const outcome = outcomeOf(said);
    if (outcome !== 'nothing found') process.stderr.write(`${said}\n`);
    const { role, status } = beginning;
    const seconds = Math.round((performance.now() - started) / 1000);
    const parameters = parameterCount(endpoint);
    return {
      ...{
        operation: endpoint.operationId,
        parameters,
        role,
        status,
        requests: seen.requests - before,
        seconds,
        outcome,
      },
    };
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

async function main(): Promise<number> {
  const options = { routes: { type: 'string' }, only: { type: 'string' } } as const;
  const { values } = parseArgs({ options, strict: true });
  if (spawnSync('sqlmap', ['--version']).status !== 0)
    throw new Error('sqlmap is not installed: apt-get install sqlmap');
  const cluster = await startPostgresCluster();
  if (cluster === null) throw new Error('PostgreSQL is not on this machine');
  const seen = { requests: 0 };
  const started = new Date();
  const world = await startAbuseWorld({
    ...{ database: { kind: 'postgres', url: cluster.url, poolSize: 10 }, candidates: 200 },
    logSink: { write: (line) => void (seen.requests += line.includes('"event":"request"') ? 1 : 0) },
    // It stands still, so that a token of ten minutes lasts for as long as its route takes.
    clock: { now: () => started },
  });
  // Guessing is slowed down, which would keep the guesses from the database.
  const undelay = setInterval(() => void world.server.knex('sign_in_delay').delete().then(), UNDELAY_MS);
  const results: RouteResult[] = [];
  try {
    const routes = richestRoutes(Number(values.routes ?? 10));
    for (const endpoint of routes.filter(({ operationId }) => (values.only ?? operationId) === operationId)) {
      const result = await tryRoute(world, endpoint, seen);
      results.push(result);
      process.stdout.write(`${JSON.stringify(result)}\n`);
    }
  } finally {
    clearInterval(undelay);
    await world.close();
    cluster.stop();
  }
  return results.length > 0 && results.every(({ outcome }) => outcome === 'nothing found') ? 0 : 1;
}

if (import.meta.main) process.exitCode = await main();
