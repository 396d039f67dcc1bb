import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { createServer, type MunicipalityServer } from '../../server/app.ts';
import { DEMO_PASSWORD } from '../../server/accounts/demo-accounts.ts';
import { configFromEnvironment } from '../../server/config.ts';
import { hashToken } from '../../server/security/keys.ts';
import { startPostgresCluster } from '../../server/testing/postgres-cluster.ts';

/**
 * `node trials/abuse/timing.ts [--each 400] [--postgres]`: does the time of an answer tell who has an account (security A07,
 * §5.5)? Requests of every kind in random order over HTTP, at the cheapest password hashing there is, so that nothing hides
 * behind it. Says of each pair how likely the one is slower than the other; even is 0.5, and outside 0.45–0.55 it fails. Not
 * a unit test, because it needs a quiet machine.
 */
const FAIR = { from: 0.45, to: 0.55 };
const WARM_UP = 60;
const WIDE = { requestsPerMinute: 1e7, signInsPerMinute: 1e7, signInsPerAccountPerQuarter: 1e7 };
const LOOPBACK = {
  DEMO: '1',
  LOG_LEVEL: 'silent',
  TRUSTED_PROXIES: '127.0.0.1',
  PORT: '0',
  DATA_DIRECTORY: '.cache/abuse',
};
const SECRET = 'only-for-measuring-how-long-a-request-takes';

interface Probe {
  readonly question: string;
  readonly kind: string;
  readonly path: string;
  readonly body: object;
  readonly status: number;
}

/** Addresses with an account, with a blocked account, and without one. */
const KINDS = ['known', 'blocked', 'unknown'] as const;
const addressOf = (kind: string, n: number): string => `${kind}-${n}@example.nl`;

async function addUsers({ knex, passwords }: MunicipalityServer, each: number): Promise<void> {
  const { organization_id, municipality_id } = await knex('app_user').first();
  const hash = await passwords.hash(DEMO_PASSWORD);
  for (const [kind, state] of [
    ['known', 'ACTIVE'],
    ['blocked', 'BLOCKED'],
  ] as const) {
    const rows = Array.from({ length: each }, (_, n) => ({
      ...{ id: randomUUID(), full_name: 'A', email: addressOf(kind, n), role: 'EMPLOYER', state },
      ...{ organization_id, municipality_id },
    }));
    await knex('app_user').insert(rows);
    await knex('user_password').insert(rows.map(({ id }) => ({ user_id: id, hash })));
  }
}

/** Tokens of invitations that ran out. */
async function addInvitations({ knex }: MunicipalityServer, each: number): Promise<readonly string[]> {
  const inviter = await knex('app_user').where({ role: 'ACCOUNT_MANAGER' }).first();
  const tokens = Array.from({ length: each }, () => randomBytes(32).toString('base64url'));
  const past = new Date(Date.now() - 86_400_000);
  await knex('invitation').insert(
    tokens.map((token, n) => ({
      ...{ id: randomUUID(), municipality_id: inviter.municipality_id, inviter_id: inviter.id, state: 'SENT' },
      ...{ kind: 'EMPLOYER', role: 'EMPLOYER', full_name: 'A', email: `invited-${n}@example.nl` },
      ...{
        organization_name: 'A',
        personal_message: '',
        token_hash: hashToken(token),
        created_at: past,
        expires_at: past,
      },
    })),
  );
  return tokens;
}

function probes(each: number, expired: readonly string[]): readonly Probe[] {
  return Array.from({ length: each }, (_, n) => [
    ...KINDS.flatMap((kind): Probe[] => {
      const email = addressOf(kind, n);
      // The right one for who is blocked: that is when a difference would tell most.
      const password = kind === 'blocked' ? DEMO_PASSWORD : 'een-ander-wachtwoord';
      return [
        { question: 'sign-in', kind, path: '/sign-in-challenges', body: { email, password }, status: 401 },
        { question: 'new password', kind, path: '/password-resets', body: { email }, status: 204 },
      ];
    }),
    ...[
      { kind: 'expired', token: expired[n] },
      { kind: 'unknown', token: randomBytes(32).toString('base64url') },
    ].map(({ kind, token }): Probe => ({
      ...{ question: 'invitation', kind, path: '/invitation-openings', body: { token }, status: 410 },
    })),
  ]).flat();
}

/** Milliseconds until the whole answer is there. */
async function measure(url: string, { path, body, status }: Probe): Promise<number> {
  const address = `10.${randomInt(250)}.${randomInt(250)}.${randomInt(250)}`;
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': address };
  const started = performance.now();
  const answer = await fetch(`${url}/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  await answer.arrayBuffer();
  const milliseconds = performance.now() - started;
  if (answer.status !== status) throw new Error(`${path} answered ${answer.status}`);
  return milliseconds;
}

type Times = ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>;

async function measureAll(url: string, all: readonly Probe[]): Promise<Times> {
  const shuffled = all.map((probe) => ({ probe, at: randomInt(2 ** 40) })).sort((a, b) => a.at - b.at);
  for (const { probe } of shuffled.slice(0, WARM_UP)) await measure(url, { ...probe, ...warmUp(probe) });
  const times = new Map<string, Map<string, number[]>>();
  for (const { probe } of shuffled) {
    const kinds = times.get(probe.question) ?? new Map<string, number[]>();
    times.set(probe.question, kinds);
    kinds.set(probe.kind, [...(kinds.get(probe.kind) ?? []), await measure(url, probe)]);
  }
  return times;
}

/** The same request for somebody who is not measured. */
function warmUp({ body }: Probe): Pick<Probe, 'body'> {
  if ('token' in body) return { body: { token: randomBytes(32).toString('base64url') } };
  return { body: { ...body, email: `warm-${randomUUID()}@example.nl` } };
}

const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

/** Chance that one of `a` is slower than one of `b`: the effect size of Mann and Whitney. */
function chanceSlower(a: readonly number[], b: readonly number[]): number {
  let slower = 0;
  for (const one of a) for (const other of b) slower += one > other ? 1 : one === other ? 0.5 : 0;
  return slower / (a.length * b.length);
}

/** Writes a line for each pair. Returns whether all are fair. */
function judge(times: Times): boolean {
  let fair = true;
  for (const [question, kinds] of times) {
    const names = [...kinds.keys()].sort();
    for (const [n, name] of names.entries()) {
      for (const other of names.slice(n + 1)) {
        const [a, b] = [kinds.get(name) ?? [], kinds.get(other) ?? []];
        const chance = chanceSlower(a, b);
        const isFair = chance >= FAIR.from && chance <= FAIR.to;
        fair &&= isFair;
        const medians = `${median(a).toFixed(2)} and ${median(b).toFixed(2)} ms`;
        const text = `${question}: ${name} slower than ${other} with chance ${chance.toFixed(3)}, medians ${medians}`;
        process.stdout.write(`${text}${isFair ? '' : '  UNFAIR'}\n`);
      }
    }
  }
  return fair;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { each: { type: 'string' }, postgres: { type: 'boolean' } }, strict: true });
  const each = Number(values.each ?? 400);
  const cluster = values.postgres === true ? await startPostgresCluster() : null;
  if (values.postgres === true && cluster === null) throw new Error('PostgreSQL is not on this machine');
  const config = configFromEnvironment({ ...LOOPBACK, SERVER_SECRET: SECRET });
  const server = await createServer(
    {
      ...config,
      database: cluster === null ? { kind: 'embedded', directory: null } : { kind: 'postgres', url: cluster.url },
    },
    { rates: WIDE, passwordCosts: { memoryKib: 8, passes: 1, lanes: 1 } },
  );
  try {
    await server.listen();
    await addUsers(server, each);
    const expired = await addInvitations(server, each);
    return judge(await measureAll(server.url, probes(each, expired))) ? 0 : 1;
  } finally {
    await server.close();
    cluster?.stop();
  }
}

if (import.meta.main) process.exitCode = await main();
