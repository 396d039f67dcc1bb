import { randomInt, randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { createServer } from '../server/app.ts';
import { configFromEnvironment } from '../server/config.ts';

/**
 * Do requests for a new password take the same time for known and unknown addresses (security §5.5)? 500 of each in random
 * order over HTTP; says how likely a known one is slower than an unknown one. Even is 0.5; outside 0.45–0.55 it fails. Not a
 * unit test, because it needs a quiet machine: `node trials/reset-timing.ts`.
 */
const EACH = 500;
const WARM_UP = 50;
const FAIR = { from: 0.45, to: 0.55 };

const quiet = { requestsPerMinute: 1e6, signInsPerMinute: 1e6, signInsPerAccountPerQuarter: 1e6 };
const environment = { DEMO: '1', LOG_LEVEL: 'silent', TRUSTED_PROXIES: '127.0.0.1', PORT: '0' };
const secret = 'only-for-measuring-how-long-a-request-takes';
const config = configFromEnvironment({ ...environment, DATA_DIRECTORY: '.cache/reset-timing', SERVER_SECRET: secret });
const server = await createServer(
  { ...config, database: { kind: 'embedded', directory: null } },
  { rates: quiet, passwordCosts: { memoryKib: 8, passes: 1, lanes: 1 } },
);
await server.listen();

async function addUsers(count: number): Promise<readonly string[]> {
  const { organization_id, municipality_id } = await server.knex('app_user').first();
  const emails = Array.from({ length: count }, (_, n) => `known-${n}@example.nl`);
  const rows = emails.map((email) => ({
    ...{ id: randomUUID(), full_name: 'A', email, role: 'EMPLOYER' },
    ...{ organization_id, municipality_id },
  }));
  await server.knex('app_user').insert(rows);
  return emails;
}

async function ask(email: string): Promise<number> {
  const address = `10.${randomInt(250)}.${randomInt(250)}.1`;
  const started = performance.now();
  const answer = await fetch(`${server.url}/v1/password-resets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
    body: JSON.stringify({ email }),
  });
  const milliseconds = performance.now() - started;
  if (answer.status !== 204) throw new Error(`Answered ${answer.status}`);
  return milliseconds;
}

const known = await addUsers(EACH);
const unknown = known.map((email) => email.replace('known', 'nobody'));
for (let n = 0; n < WARM_UP; n++) await ask(`warm-${n}@example.nl`);
const order = [...known, ...unknown].map((email) => ({ email, at: randomInt(2 ** 40) })).sort((a, b) => a.at - b.at);
const times = new Map<string, number>();
for (const { email } of order) times.set(email, await ask(email));
let slower = 0;
for (const one of known) for (const other of unknown) if (times.get(one)! > times.get(other)!) slower += 1;
const chance = slower / (EACH * EACH);
const median = (emails: readonly string[]) => emails.map((email) => times.get(email)!).sort((a, b) => a - b)[EACH / 2]!;
process.stdout.write(`known ${median(known).toFixed(2)} ms, unknown ${median(unknown).toFixed(2)} ms (medians)\n`);
process.stdout.write(`a known address is slower than an unknown one with chance ${chance.toFixed(3)}\n`);
await server.close();
process.exitCode = chance >= FAIR.from && chance <= FAIR.to ? 0 : 1;
