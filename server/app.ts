import type { FastifyInstance } from 'fastify';
import type { Knex } from 'knex';
import * as z from 'zod';
import { accountHandlers } from './accounts/accounts.handlers.ts';
import { seedDemoAccounts } from './accounts/demo-accounts.ts';
import { createPasswords, PASSWORD_COSTS, type PasswordCosts, type Passwords } from './accounts/passwords.ts';
import { createSessionsService } from './accounts/sessions.service.ts';
import { createSignInService } from './accounts/sign-in.service.ts';
import { sealAudit } from './audit/audit.repository.ts';
import { createCapacityService } from './candidates/capacity.service.ts';
import type { ServerConfig } from './config.ts';
import { openDatabase, type Database } from './database/knex.ts';
import { migrate } from './database/migrations.ts';
import type { Handlers } from './http/handlers.ts';
import { createHttpApp } from './http/http-app.ts';
import { errorFields, type LogSink } from './http/logging.ts';
import { notFound } from './http/problems.ts';
import { DEMO_RATES, RATES, registerRateLimits, type RateLimits, type RateSettings } from './http/rate-limits.ts';
import { registerEndpoints } from './http/register-endpoints.ts';
import { registerOpenApi, serveOpenApi } from './openapi/register-openapi.ts';
import { operationHandlers } from './operations/operations.handlers.ts';
import { demoMessages, registerDemoOutbox } from './outbox/demo-outbox.ts';
import { demoOutbound, networkOutbound, type Outbound } from './outbox/outbound.ts';
import { MINUTE, SYSTEM_CLOCK, type Clock } from './security/clock.ts';
import { createKeys, type ServerKeys } from './security/keys.ts';
import { createPullService } from './sync/pull.service.ts';
import { createPushService } from './sync/push.service.ts';

/** What tests put in the place of the outside world. */
export interface ServerOverrides {
  readonly clock?: Clock;
  readonly outbound?: Outbound;
  readonly passwordCosts?: PasswordCosts;
  readonly rates?: RateSettings;
  readonly logSink?: LogSink;
}

/** The municipality server, ready to listen. `knex`, `keys` and `passwords` are for the demo and the importers. */
export interface MunicipalityServer {
  readonly knex: Knex;
  readonly keys: ServerKeys;
  readonly passwords: Passwords;
  readonly app: FastifyInstance;
  /** Address after `listen`, without a slash at the end. */
  readonly url: string;
  listen(): Promise<string>;
  /** Lets running requests finish, then closes database and senders. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Puts the whole server together: database, migrations, demo accounts, services and routes. This is the one place where
 * the parts meet; `main.ts` and the tests both start it.
 *
 * @throws {DatabaseInUseError} when another process has the embedded database open.
 */
export async function createServer(config: ServerConfig, overrides: ServerOverrides = {}): Promise<MunicipalityServer> {
  z.config(z.locales.nl());
  const database = await openDatabase(config.database);
  try {
    return await compose(config, overrides, database);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function compose(
  config: ServerConfig,
  overrides: ServerOverrides,
  database: Database,
): Promise<MunicipalityServer> {
  const { knex } = database;
  const clock = overrides.clock ?? SYSTEM_CLOCK;
  const keys = createKeys(config.serverSecret);
  const passwords = await createPasswords(overrides.passwordCosts ?? PASSWORD_COSTS);
  await migrate(knex);
  if (config.demo) await seedDemoAccounts(knex, keys, passwords);
  const outbound = overrides.outbound ?? createOutbound(config, knex, clock);

  const app = await createHttpApp(config, overrides.logSink);
  await registerOpenApi(app, config.productName);
  const limits = await registerRateLimits(app, overrides.rates ?? (config.demo ? DEMO_RATES : RATES));
  const sessions = createSessionsService({ knex, clock, keys });
  const handlers = createHandlers({ config, app, knex, clock, keys, passwords, outbound, limits, sessions });
  registerEndpoints(app, { handlers, sessions, limits });
  registerDemoOutbox(app, { knex, keys, clock, demo: config.demo, productName: config.productName });
  serveOpenApi(app, config.publicUrl);
  await app.ready();
  return lifecycle({ config, app, database, outbound, keys, passwords });
}

function createOutbound(config: ServerConfig, knex: Knex, clock: Clock): Outbound {
  if (config.demo) return demoOutbound(knex, clock);
  const { smtpUrl, smsProviderUrl, productName } = config;
  return networkOutbound({ smtpUrl, smsProviderUrl, from: `${productName} <no-reply@localhost>` });
}

function createHandlers(parts: {
  readonly config: ServerConfig;
  readonly app: FastifyInstance;
  readonly knex: Knex;
  readonly clock: Clock;
  readonly keys: ServerKeys;
  readonly passwords: Passwords;
  readonly outbound: Outbound;
  readonly limits: RateLimits;
  readonly sessions: ReturnType<typeof createSessionsService>;
}): Handlers {
  const { app, config, knex, clock, keys } = parts;
  const { productName, demo } = config;
  const signIn = createSignInService({ ...parts, productName });
  const capacity = createCapacityService(knex);
  const pulls = createPullService({ knex, clock, keys });
  const pushes = createPushService({
    knex,
    clock,
    keys,
    onParked: ({ kind, error }) => app.log.error({ event: 'mutation-parked', kind, ...errorFields(error) }),
  });
  return {
    ...operationHandlers({ knex, productName, demo }),
    ...accountHandlers({ ...parts, signIn, productName, demo }),
    listDemoMessages: async () => {
      if (!demo) throw notFound();
      return { items: await demoMessages(knex) };
    },
    getPhysicalCapacity: async ({ session, params }) => ({
      items: [...(await capacity.ofCandidate(session, params.id))],
    }),
    listPhysicalCapacities: async ({ session }) => ({ items: [...(await capacity.groups(session))] }),
    pull: ({ session, body }) => pulls.pull(session, body),
    push: ({ session, body }) => pushes.push(session, body),
  };
}

function lifecycle(parts: {
  readonly config: ServerConfig;
  readonly app: FastifyInstance;
  readonly database: Database;
  readonly outbound: Outbound;
  readonly keys: ServerKeys;
  readonly passwords: Passwords;
}): MunicipalityServer {
  const { app, config, database, outbound, keys, passwords } = parts;
  let url = '';
  let closing: Promise<void> | null = null;
  const sealing = setInterval(() => {
    sealAudit(database.knex).catch((error: unknown) => app.log.error({ event: 'seal-failed', ...errorFields(error) }));
  }, MINUTE).unref();
  const close = async (): Promise<void> => {
    clearInterval(sealing);
    await app.close();
    outbound.close();
    await database.close();
  };
  return {
    knex: database.knex,
    keys,
    passwords,
    app,
    get url() {
      return url;
    },
    listen: async () => {
      url = await app.listen({ host: config.host, port: config.port });
      return url;
    },
    close: () => (closing ??= close()),
  };
}
