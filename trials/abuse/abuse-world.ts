import { ROLES, type Role, type Session, type SignInChallenge } from '@hallowerk/contract/accounts/account.ts';
import { MUTATIONS } from '@hallowerk/contract/sync/mutations.ts';
import { createServer, type MunicipalityServer } from '../../server/app.ts';
import { insertUser } from '../../server/accounts/accounts.repository.ts';
import { DEMO_PASSWORD, demoAccounts } from '../../server/accounts/demo-accounts.ts';
import { configFromEnvironment } from '../../server/config.ts';
import type { DatabaseConfig } from '../../server/database/knex.ts';
import { withTransaction } from '../../server/database/transaction.ts';
import { uuidv7 } from '../../server/database/uuid.ts';
import { seedDemoRegion } from '../../server/demo/seed-demo-region.ts';
import type { LogSink } from '../../server/http/logging.ts';
import type { Outbound, Sms } from '../../server/outbox/outbound.ts';
import type { Clock } from '../../server/security/clock.ts';

/** Limits that do not get in the way: what is tried here is everything behind them. */
const WIDE_RATES = { requestsPerMinute: 1e7, signInsPerMinute: 1e7, signInsPerAccountPerQuarter: 1e7 };
const SECRET = 'only-for-attacking-a-server-of-our-own-0123456789';
const LOOPBACK = {
  DEMO: '1',
  LOG_LEVEL: 'silent',
  TRUSTED_PROXIES: '127.0.0.1',
  PORT: '0',
  DATA_DIRECTORY: '.cache/abuse',
};
const CHEAP_PASSWORDS = { memoryKib: 8, passes: 1, lanes: 1 };
const DEVICE = { id: null, name: 'Laptop', platform: 'linux', appVersion: '0.1.0' } as const;
/** Of each table with an id, to fill in where a route asks for one. */
const IDS_PER_TABLE = 4;
const TOKENS_KEPT = 20;

export type KnownIds = ReadonlyMap<string, readonly string[]>;

export interface AbuseWorld {
  readonly server: MunicipalityServer;
  /** Ids that exist by name of table, newest first: what a route asks for, and what it does not. */
  knownIds(): Promise<KnownIds>;
  /** Of links that were mailed: invitations and new passwords. */
  readonly mailedTokens: readonly string[];
  /**
   * Password and text message over HTTP, and confirmed at once that it is he. Makes the account usable again first,
   * whatever was done to it.
   */
  signIn(role: Role): Promise<Session>;
  close(): Promise<void>;
}

export interface AbuseWorldOptions {
  readonly database: DatabaseConfig;
  readonly candidates: number;
  readonly logSink?: LogSink;
  readonly clock?: Clock;
}

/** A demo server on a free port of loopback with a small region and a user of every role. */
export async function startAbuseWorld(options: AbuseWorldOptions): Promise<AbuseWorld> {
  const texts = new Map<string, Sms>();
  const mailedTokens: string[] = [];
  const outbound: Outbound = {
    sendMail: async ({ text }) => {
      mailedTokens.unshift(...(/#([\w-]{43})/.exec(text)?.slice(1) ?? []));
      mailedTokens.splice(TOKENS_KEPT);
    },
    sendSms: async (sms) => void texts.set(sms.to, sms),
    close: () => undefined,
  };
  const config = configFromEnvironment({ ...LOOPBACK, SERVER_SECRET: SECRET });
  const logLevel = options.logSink === undefined ? 'silent' : 'trace';
  const server = await createServer(
    { ...config, logLevel, database: options.database },
    {
      outbound,
      ...{ rates: WIDE_RATES, syncRate: { perMinute: 1e7, burst: 1e7 }, passwordCosts: CHEAP_PASSWORDS },
      ...(options.logSink && { logSink: options.logSink }),
      ...(options.clock && { clock: options.clock }),
    },
  );
  const { knex } = server;
  const people = await addPeople(server);
  await seedDemoRegion({
    ...{ knex, candidates: options.candidates, seed: 1, asOf: new Date(), onProgress: () => undefined },
  });
  await server.listen();
  return {
    ...{ server, mailedTokens },
    knownIds: () => knownIds(server),
    signIn: async (role) => {
      const person = people.get(role);
      if (person === undefined) throw new Error(`Nobody is ${role}`);
      await makeUsable(server, person);
      return signIn(server.url, person, texts);
    },
    close: () => server.close(),
  };
}

interface Person {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly phone: string;
  readonly hash: string;
}

/** The accounts of the demo, and for every other role a colleague of the employer. */
async function addPeople({ knex, passwords }: MunicipalityServer): Promise<ReadonlyMap<Role, Person>> {
  const hash = await passwords.hash(DEMO_PASSWORD);
  const people = new Map<Role, Person>();
  for (const [n, role] of ROLES.codes.entries()) {
    const phone = `+3161111${String(n).padStart(4, '0')}`;
    const email = demoAccounts().find((account) => account.role === role)?.email ?? `fuzz-${n}@example.nl`;
    const known: { id: string } | undefined = await knex('app_user').where({ email }).first('id');
    const id = known?.id ?? uuidv7();
    if (known === undefined) await addColleague({ knex, id, email, role, passwordHash: hash });
    people.set(role, { id, email, role, phone, hash });
  }
  return people;
}

async function addColleague(person: {
  readonly knex: MunicipalityServer['knex'];
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly passwordHash: string;
}): Promise<void> {
  const { knex, ...user } = person;
  const { organization_id, municipality_id } = await knex('app_user').where({ role: 'EMPLOYER' }).first();
  await withTransaction(knex, (trx) =>
    insertUser(trx, {
      ...{ ...user, fullName: 'Collega', organizationId: organization_id, municipalityId: municipality_id },
      regions: [{ code: 'AM21', relation: 'own' }],
    }),
  );
}

async function makeUsable({ knex }: MunicipalityServer, { id, email, role, phone, hash }: Person): Promise<void> {
  await knex('app_user').where({ id }).update({ email, role, state: 'ACTIVE' });
  await knex('user_password').where({ user_id: id }).update({ hash });
  await knex('second_factor').where({ user_id: id, method: 'SMS' }).delete();
  await knex('second_factor').insert({ id: uuidv7(), user_id: id, method: 'SMS', phone });
  await knex('sync_device').where({ user_id: id }).whereNot({ state: 'active' }).update({ state: 'revoked' });
  await knex('sign_in_challenge').where({ user_id: id }).delete();
  await knex('sign_in_delay').delete();
}

async function signIn(url: string, person: Person, texts: ReadonlyMap<string, Sms>): Promise<Session> {
  const { email, phone, role } = person;
  const codeFor = async (id: string): Promise<string> => {
    await ask(url, 'POST', `/sign-in-challenges/${id}/codes`, { method: 'SMS' });
    const code = /\d{6}/.exec(texts.get(phone)?.text ?? '')?.[0];
    if (code === undefined) throw new Error(`${role} got no code`);
    return code;
  };
  const password = DEMO_PASSWORD;
  const challenge = await ask<SignInChallenge>(url, 'POST', '/sign-in-challenges', { email, password });
  const proof = { challengeId: challenge.id, method: 'SMS', code: await codeFor(challenge.id) };
  const session = await ask<Session>(url, 'POST', '/sessions', { ...proof, device: DEVICE });
  const token = session.accessToken;
  const confirmation = await ask<SignInChallenge>(url, 'POST', '/session-confirmations', { password }, token);
  const again = { method: 'SMS', code: await codeFor(confirmation.id) };
  await ask(url, 'PUT', `/session-confirmations/${confirmation.id}`, again, token);
  return session;
}

async function ask<T>(url: string, method: string, path: string, body: object, token?: string): Promise<T> {
  const headers = {
    'content-type': 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  const answer = await fetch(`${url}/v1${path}`, { method, headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} is answered ${answer.status} ${text}`);
  return text === '' ? (undefined as T) : JSON.parse(text);
}

async function knownIds({ knex }: MunicipalityServer): Promise<KnownIds> {
  const tables: { table_name: string }[] = await knex('information_schema.columns')
    .where({ table_schema: 'public', column_name: 'id', data_type: 'uuid' })
    .orderBy('table_name')
    .select('table_name');
  const ids = new Map<string, readonly string[]>();
  for (const { table_name } of tables) {
    const found: string[] = await knex(table_name).orderBy('id', 'desc').limit(IDS_PER_TABLE).pluck('id');
    if (found.length > 0) ids.set(table_name, found);
  }
  return ids;
}

/** For a push that gets as far as the handlers. */
export const MUTATION_KINDS = Object.keys(MUTATIONS) as (keyof typeof MUTATIONS)[];
