import type { FastifyInstance } from 'fastify';
import type { Knex } from 'knex';
import * as z from 'zod';
import { aboutHandlers } from './administration/about.handlers.ts';
import { administrationHandlers } from './administration/administration.handlers.ts';
import { seedDemoAccounts } from './accounts/demo-accounts.ts';
import { createPasswords, PASSWORD_COSTS, type PasswordCosts, type Passwords } from './accounts/passwords.ts';
import { createSessionsService } from './accounts/sessions.service.ts';
import { createAuditReadingService } from './audit/audit-reading.service.ts';
import { auditHandlers } from './audit/audit.handlers.ts';
import { registerRequestAudit } from './audit/request-audit.ts';
import { sealAudit, type HeadProof } from './audit/audit-chain.ts';
import { candidateHandlers } from './candidates/candidates.handlers.ts';
import { changeUserState } from './accounts/user-state.ts';
import { CONFIRMATION_PATH, registerConfirmationPage } from './candidates/confirmation-page.ts';
import { createConfirmationsService, type ConfirmationsService } from './candidates/confirmations.service.ts';
import { composeAccounts, registerAccountPages } from './compose-accounts.ts';
import type { ServerConfig } from './config.ts';
import { composeCrawler, type CrawlSettings } from './crawler/compose-crawler.ts';
import { crawlerHandlers } from './crawler/crawler.handlers.ts';
import { createCrawlSourcesService } from './crawler/crawl-sources.service.ts';
import type { CrawlSchedule } from './crawler/crawl-schedule.ts';
import { deviceHandlers } from './devices/devices.handlers.ts';
import { createDevicesService } from './devices/devices.service.ts';
import { DEFAULT_LEASE_PERIODS } from './devices/lease-periods.ts';
import { openDatabase, type Database } from './database/knex.ts';
import { migrate } from './database/migrations.ts';
import type { Handlers } from './http/handlers.ts';
import { createHttpApp } from './http/http-app.ts';
import { errorFields, type LogSink } from './http/logging.ts';
import { notFound } from './http/problems.ts';
import { DEMO_RATES, RATES, registerRateLimits, type RateLimits, type RateSettings } from './http/rate-limits.ts';
import { findSession, registerEndpoints } from './http/register-endpoints.ts';
import { registerOpenApi, serveOpenApi } from './openapi/register-openapi.ts';
import { composePrivacy } from './operations/compose-privacy.ts';
import { type Schedule } from './operations/jobs.ts';
import { operationHandlers } from './operations/operations.handlers.ts';
import { demoMessages, registerDemoOutbox } from './outbox/demo-outbox.ts';
import { createAlertRound, createQueueRound, startJobs } from './operations/background-work.ts';
import { createMailWaker, type MailWaker } from './outbox/mail-waker.ts';
import { demoOutbound, networkOutbound, type Outbound } from './outbox/outbound.ts';
import { linksTo } from './links-to.ts';
import { MINUTE, SYSTEM_CLOCK, type Clock } from './security/clock.ts';
import { createKeys, type ServerKeys } from './security/keys.ts';
import { SYSTEM_TIMERS } from './shared/timers.ts';
import { createAdmission, DEFAULT_MAX_FILLS, DEMO_SYNC_RATE, SYNC_RATE, type Admission } from './sync/admission.ts';
import { composePokes, type PokeSettings } from './sync/poke.ts';
import { createRestoreGate, registerRestoreGate, type RestoreGate } from './sync/epoch.ts';
import { createPullService, type PullFacts } from './sync/pull.service.ts';
import { createPushService } from './sync/push.service.ts';
import { createVerifyService } from './sync/verify.service.ts';

/** What tests put in the place of the outside world. */
export interface ServerOverrides {
  readonly clock?: Clock;
  readonly outbound?: Outbound;
  readonly passwordCosts?: PasswordCosts;
  readonly rates?: RateSettings;
  readonly logSink?: LogSink;
  readonly syncRate?: { readonly perMinute: number; readonly burst: number };
  readonly pokes?: Partial<PokeSettings>;
  readonly crawl?: CrawlSettings;
}

/** The municipality server, ready to listen. `knex`, `keys` and `passwords` are for the demo and the importers. */
export interface MunicipalityServer {
  readonly knex: Knex;
  readonly keys: ServerKeys;
  readonly passwords: Passwords;
  readonly app: FastifyInstance;
  /** For verifying the audit trail. */
  readonly auditProof: HeadProof;
  /** Looks for vacancies on the internet; the minute clock wakes it. */
  readonly crawler: CrawlSchedule;
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
  const sessions = createSessionsService({ knex, clock, keys, lease: config.lease ?? DEFAULT_LEASE_PERIODS });
  const maxFills = config.maxFills ?? DEFAULT_MAX_FILLS;
  const syncRate = overrides.syncRate ?? (config.demo ? DEMO_SYNC_RATE : SYNC_RATE);
  const admission = createAdmission({ ...syncRate, maxFills }, SYSTEM_TIMERS);
  const gate = createRestoreGate({ knex, clock, onChange: (open) => logGate(app, open) });
  await gate.check();
  registerRestoreGate(app, gate);
  registerRequestAudit(app, { knex, keys, sessionOf: findSession });
  const linkTo = linksTo(app, config, `${CONFIRMATION_PATH}/`);
  const confirmations = createConfirmationsService({ knex, clock, linkTo });
  registerConfirmationPage(app, { confirmations, rateLimit: limits.guarded });
  registerAccountPages(app, limits, config.productName);
  const sendQueued = createQueueRound(app, { knex, clock, outbound });
  const mails = createMailWaker(sendQueued);
  const handlers = createHandlers({
    ...{
      config,
      app,
      knex,
      clock,
      keys,
      passwords,
      outbound,
      limits,
      admission,
      sessions,
      gate,
      confirmations,
      wakeMails: mails.wake,
    },
  });
  registerEndpoints(app, { handlers, sessions, limits });
  composePokes(app, { database: config.database, knex, clock, sessions, ...overrides.pokes });
  registerDemoOutbox(app, { knex, keys, clock, demo: config.demo, productName: config.productName });
  serveOpenApi(app, config.publicUrl);
  await app.ready();
  const crawler = composeCrawler({
    ...{ knex, clock, settings: overrides.crawl, contact: config.publicUrl },
    onFailure: (error) => app.log.error({ event: 'crawl-failed', ...errorFields(error) }),
    onRound: (counts) => app.log.info({ event: 'crawl', ...counts }),
  });
  return lifecycle({ config, app, database, clock, outbound, keys, passwords, gate, mails, sendQueued, crawler });
}

function createOutbound(config: ServerConfig, knex: Knex, clock: Clock): Outbound {
  if (config.demo) return demoOutbound(knex, clock);
  const { smtpUrl, smsProviderUrl, productName, mailSignature: signature = null } = config;
  const address = config.mailFrom ?? `no-reply@${signature?.domain ?? 'localhost'}`;
  return networkOutbound({ smtpUrl, smsProviderUrl, from: `${productName} <${address}>`, signature });
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
  readonly admission: Admission;
  readonly gate: RestoreGate;
  readonly sessions: ReturnType<typeof createSessionsService>;
  readonly confirmations: ConfirmationsService;
  readonly wakeMails: () => void;
}): Handlers {
  const { app, config, knex, clock, keys, admission } = parts;
  const { productName, demo } = config;
  const pulls = createPullService({
    ...{ knex, clock, keys, lease: config.lease ?? DEFAULT_LEASE_PERIODS },
    onPull: (facts) => logPull(app, facts),
  });
  const verifications = createVerifyService({ knex, clock });
  const pushes = createPushService({
    knex,
    clock,
    keys,
    onParked: ({ kind, error }) => app.log.error({ event: 'mutation-parked', kind, ...errorFields(error) }),
  });
  return {
    ...operationHandlers({ knex, productName, demo, gate: parts.gate }),
    ...composeAccounts(parts),
    listDemoMessages: async () => {
      if (!demo) throw notFound();
      return { items: await demoMessages(knex) };
    },
    ...candidateHandlers({ knex, clock, confirmations: parts.confirmations }),
    ...auditHandlers(createAuditReadingService(knex)),
    ...composePrivacy(app, { knex, clock, keys }),
    ...crawlerHandlers(createCrawlSourcesService({ knex, clock })),
    ...deviceHandlers(createDevicesService({ knex, clock, keys })),
    ...aboutHandlers(knex),
    ...administrationHandlers({ knex, clock, changeState: changeUserState }),
    pull: ({ session, body }) => admission.pull(session, body, () => pulls.pull(session, body)),
    push: ({ session, body }) => admission.push(session, () => pushes.push(session, body)),
    verify: ({ session, body }) => verifications.verify(session, body),
  };
}

/** Says in the log, once, that the database is another one than before, and once that all is well again. */
function logGate(app: FastifyInstance, open: boolean): void {
  if (open) app.log.info({ event: 'restored' });
  else app.log.error({ event: 'restoring', advice: 'node server/main.ts restored' });
}

function logPull(app: FastifyInstance, { resets, ...facts }: PullFacts): void {
  app.log.debug({ event: 'pull', ...facts });
  if (Object.keys(resets).length > 0) app.log.warn({ event: 'pull-reset', ...resets });
}

function lifecycle(parts: {
  readonly config: ServerConfig;
  readonly app: FastifyInstance;
  readonly database: Database;
  readonly clock: Clock;
  readonly gate: RestoreGate;
  readonly outbound: Outbound;
  readonly keys: ServerKeys;
  readonly passwords: Passwords;
  readonly mails: MailWaker;
  readonly sendQueued: () => Promise<void>;
  readonly crawler: CrawlSchedule;
}): MunicipalityServer {
  const { app, config, database, outbound, keys, passwords } = parts;
  const auditProof: HeadProof = { keys, file: config.auditHeadsFile ?? null };
  let url = '';
  let closing: Promise<void> | null = null;
  let schedule: Schedule | null = null;
  const sealing = setInterval(() => {
    sealAudit(database.knex).catch((error: unknown) => app.log.error({ event: 'seal-failed', ...errorFields(error) }));
  }, MINUTE).unref();
  const close = async (): Promise<void> => {
    clearInterval(sealing);
    const letGo = closeConnections(app.server);
    await app.close().finally(letGo);
    await schedule?.stop();
    await parts.crawler.stop();
    await parts.mails.stop();
    outbound.close();
    await database.close();
  };
  return {
    knex: database.knex,
    keys,
    passwords,
    app,
    auditProof,
    crawler: parts.crawler,
    get url() {
      return url;
    },
    listen: async () => {
      const services = { ...parts, auditProof, knex: database.knex, productName: config.productName };
      const sendAlerts = createAlertRound(app, services);
      schedule = startJobs(app, services, () => {
        parts.crawler.wake();
        return parts.sendQueued().then(sendAlerts);
      });
      url = await app.listen({ host: config.host, port: config.port });
      return url;
    },
    close: () => (closing ??= close()),
  };
}

/** A client that keeps its connection open, and uses it, would hold up the end of the server for as long as it likes. */
const IDLE_EVERY_MS = 250;
const GRACE_MS = 5_000;

/** Closes connections as they become idle, and after the grace period all. The result stops that. */
function closeConnections(server: FastifyInstance['server']): () => void {
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_EVERY_MS);
  const all = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  return () => {
    clearInterval(idle);
    clearTimeout(all);
  };
}
