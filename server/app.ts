import type { FastifyInstance } from 'fastify';
import type { Knex } from 'knex';
import * as z from 'zod';
import { DEFAULT_EMPLOYER_DAYS } from '@hallowerk/contract/accounts/invitation.ts';
import { accountHandlers } from './accounts/accounts.handlers.ts';
import { createEntraTokens } from './accounts/entra-token.ts';
import { microsoftHandlers } from './accounts/microsoft.handlers.ts';
import { createMicrosoftService, type MicrosoftDependencies } from './accounts/microsoft.service.ts';
import { seedDemoAccounts } from './accounts/demo-accounts.ts';
import { ownAccountHandlers } from './accounts/own-account.handlers.ts';
import { createInvitationAcceptance } from './accounts/invitation-acceptance.ts';
import { INVITATION_PATH, registerInvitationPage } from './accounts/invitation-page.ts';
import { createInvitationSetup } from './accounts/invitation-setup.ts';
import { invitationHandlers } from './accounts/invitations.handlers.ts';
import { createInvitationsService } from './accounts/invitations.service.ts';
import { PASSWORD_PATH, registerPasswordPage } from './accounts/password-page.ts';
import {
  createPasswordResets,
  DEMO_RESET_LIMITS,
  RESET_LIMITS,
  type PasswordResetsService,
} from './accounts/password-resets.service.ts';
import { createPasswords, PASSWORD_COSTS, type PasswordCosts, type Passwords } from './accounts/passwords.ts';
import { securityHandlers } from './accounts/security.handlers.ts';
import { createSessionsService } from './accounts/sessions.service.ts';
import { createSignInService } from './accounts/sign-in.service.ts';
import { sealAudit } from './audit/audit.repository.ts';
import { createCandidateFilesService } from './candidates/candidate-files.service.ts';
import { createCapacityService } from './candidates/capacity.service.ts';
import { CONFIRMATION_PATH, registerConfirmationPage } from './candidates/confirmation-page.ts';
import { createConfirmationsService, type ConfirmationsService } from './candidates/confirmations.service.ts';
import { accountManagerFor } from './candidates/contacts.repository.ts';
import { contactReport } from './candidates/contact-report.ts';
import { createContactRequestsService } from './candidates/contact-requests.service.ts';
import { createSearchAlerts } from './candidates/search-alerts.ts';
import type { ServerConfig } from './config.ts';
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
import { registerEndpoints } from './http/register-endpoints.ts';
import { registerOpenApi, serveOpenApi } from './openapi/register-openapi.ts';
import { dailyJobs } from './operations/daily-jobs.ts';
import { startSchedule, type Schedule } from './operations/jobs.ts';
import { operationHandlers } from './operations/operations.handlers.ts';
import { demoMessages, registerDemoOutbox } from './outbox/demo-outbox.ts';
import { deliverQueue } from './outbox/mail-queue.ts';
import { createMailWaker, type MailWaker } from './outbox/mail-waker.ts';
import { demoOutbound, networkOutbound, type Outbound } from './outbox/outbound.ts';
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
  const sessions = createSessionsService({ knex, clock, keys, lease: config.lease ?? DEFAULT_LEASE_PERIODS });
  const maxFills = config.maxFills ?? DEFAULT_MAX_FILLS;
  const syncRate = overrides.syncRate ?? (config.demo ? DEMO_SYNC_RATE : SYNC_RATE);
  const admission = createAdmission({ ...syncRate, maxFills }, SYSTEM_TIMERS);
  const gate = createRestoreGate({ knex, clock, onChange: (open) => logGate(app, open) });
  await gate.check();
  registerRestoreGate(app, gate);
  const linkTo = linksTo(app, config, `${CONFIRMATION_PATH}/`);
  const confirmations = createConfirmationsService({ knex, clock, linkTo });
  registerConfirmationPage(app, { confirmations, rateLimit: limits.guarded });
  registerPasswordPage(app, { rateLimit: limits.guarded });
  registerInvitationPage(app, { rateLimit: limits.guarded, productName: config.productName });
  const { productName } = config;
  const sendQueued = createQueueRound(app, { knex, clock, outbound });
  const mails = createMailWaker(sendQueued);
  const resets = createPasswordResets({
    ...{ knex, clock, keys, passwords, productName, wakeMails: mails.wake },
    limits: config.demo ? DEMO_RESET_LIMITS : RESET_LIMITS,
    linkTo: linksTo(app, config, `${PASSWORD_PATH}#`),
  });
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
      resets,
    },
  });
  registerEndpoints(app, { handlers, sessions, limits });
  composePokes(app, { database: config.database, knex, clock, sessions, ...overrides.pokes });
  registerDemoOutbox(app, { knex, keys, clock, demo: config.demo, productName: config.productName });
  serveOpenApi(app, config.publicUrl);
  await app.ready();
  return lifecycle({ config, app, database, clock, outbound, keys, passwords, gate, mails, sendQueued });
}

/** Addresses for mails: the public one, in a demo that of this machine. Never what a request says in its headers. */
function linksTo(app: FastifyInstance, config: ServerConfig, path: string): (token: string) => string | null {
  return (token) => {
    const base = config.publicUrl ?? (config.demo ? app.listeningOrigin : null);
    return base === null ? null : `${base}${path}${token}`;
  };
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
  readonly admission: Admission;
  readonly gate: RestoreGate;
  readonly sessions: ReturnType<typeof createSessionsService>;
  readonly confirmations: ConfirmationsService;
  readonly resets: PasswordResetsService;
}): Handlers {
  const { app, config, knex, clock, keys, admission } = parts;
  const { productName, demo } = config;
  const signIn = createSignInService({ ...parts, productName });
  const capacity = createCapacityService(knex);
  const candidateFiles = createCandidateFilesService(knex);
  const contactRequests = createContactRequestsService({ knex, clock });
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
    ...accountHandlers({ ...parts, signIn, productName, demo }),
    ...composeInvitations(parts),
    ...securityHandlers({ ...parts, signIn, productName }),
    ...composeMicrosoft(parts),
    ...ownAccountHandlers({ knex, clock, accountManagerFor }),
    listDemoMessages: async () => {
      if (!demo) throw notFound();
      return { items: await demoMessages(knex) };
    },
    getPhysicalCapacity: async ({ session, params }) => ({
      items: [...(await capacity.ofCandidate(session, params.id))],
    }),
    getCandidateFile: ({ session, params, request }) =>
      candidateFiles.open(session, params.id, params.fileId, request.headers),
    requestContactData: ({ session, params, body }) => contactRequests.request(session, params.id, body),
    getContactReport: ({ session, query }) => contactReport(knex, session, query),
    listConfirmationRequests: ({ session }) => parts.confirmations.list(session),
    requestConfirmations: ({ session, body }) => parts.confirmations.ask(session, body.ids),
    listPhysicalCapacities: async ({ session }) => ({ items: [...(await capacity.groups(session))] }),
    ...deviceHandlers(createDevicesService({ knex, clock, keys })),
    pull: ({ session, body }) => admission.pull(session, body, () => pulls.pull(session, body)),
    push: ({ session, body }) => admission.push(session, () => pushes.push(session, body)),
    verify: ({ session, body }) => verifications.verify(session, body),
  };
}

/** Inviting, and what the holder of an invitation can do. */
function composeInvitations(parts: {
  readonly app: FastifyInstance;
  readonly config: ServerConfig;
  readonly knex: Knex;
  readonly clock: Clock;
  readonly keys: ServerKeys;
  readonly passwords: Passwords;
  readonly outbound: Outbound;
}): ReturnType<typeof invitationHandlers> {
  const { productName, employerInvitationDays: employerDays = DEFAULT_EMPLOYER_DAYS } = parts.config;
  const linkTo = linksTo(parts.app, parts.config, `${INVITATION_PATH}#`);
  const services = { ...parts, productName, employerDays, linkTo };
  return invitationHandlers({
    invitations: createInvitationsService(services),
    acceptance: createInvitationAcceptance(services),
    setup: createInvitationSetup(services),
  });
}

/** Signing in with Microsoft, where it is set up. */
function composeMicrosoft(
  parts: Omit<Parameters<typeof microsoftHandlers>[0], 'microsoft' | 'productName'> & {
    readonly config: ServerConfig;
    readonly knex: Knex;
    readonly clock: Clock;
  },
): ReturnType<typeof microsoftHandlers> {
  const { productName } = parts.config;
  const microsoft = createMicrosoftService({ ...parts, productName, microsoft: entraOf(parts.config) });
  return microsoftHandlers({ ...parts, microsoft, productName });
}

function entraOf({ microsoft }: ServerConfig): MicrosoftDependencies['microsoft'] {
  if (microsoft === null || microsoft === undefined) return null;
  return { application: microsoft, tokens: createEntraTokens(microsoft) };
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

function startJobs(
  app: FastifyInstance,
  parts: { readonly knex: Knex; readonly clock: Clock; readonly gate: RestoreGate },
  sendMails: () => Promise<void>,
): Schedule {
  const { knex, clock, gate } = parts;
  const log = {
    finished: (event: object) => app.log.info({ event: 'job', ...event }),
    failed: ({ job, error }: { job: string; error: unknown }) =>
      app.log.error({ event: 'job-failed', job, ...errorFields(error) }),
  };
  const jobs = dailyJobs((counts) => app.log.error({ event: 'audit-differs', ...counts }));
  // Also every minute: a fail-over under a running node, and the mails, those of watched searches at their local hour.
  return startSchedule({ knex, clock, log }, jobs, async () => {
    if (await gate.check()) await sendMails();
  });
}

/** Sends what waits to be sent: every minute, and soon after something was queued. */
function createQueueRound(
  app: FastifyInstance,
  { knex, clock, outbound }: { readonly knex: Knex; readonly clock: Clock; readonly outbound: Outbound },
): () => Promise<void> {
  return mailRound(app, async () => {
    const { sendMail } = outbound;
    if (sendMail === undefined) return;
    const queue = await deliverQueue({ knex, sendMail, now: clock.now(), onFailure: mailFailure(app) });
    if (queue.mails + queue.failed > 0) app.log.info({ event: 'mail-queue', ...queue });
  });
}

/** Mails of watched searches, at their local hour: every minute only, because it looks at all of them. */
function createAlertRound(
  app: FastifyInstance,
  parts: { readonly knex: Knex; readonly clock: Clock; readonly outbound: Outbound; readonly productName: string },
): () => Promise<void> {
  const alerts = createSearchAlerts({ ...parts, onFailure: mailFailure(app) });
  return mailRound(app, async () => {
    const { news, ...digests } = await alerts.run();
    if (Object.values(digests).some((count) => count > 0)) app.log.info({ event: 'search-alerts', news, ...digests });
  });
}

function mailFailure(app: FastifyInstance): (error: unknown) => void {
  return (error) => app.log.warn({ event: 'mail-failed', ...errorFields(error) });
}

/** When it fails that is logged and tried again; the other jobs do not wait for it. */
function mailRound(app: FastifyInstance, round: () => Promise<void>): () => Promise<void> {
  return () => round().catch((error: unknown) => app.log.error({ event: 'mails-failed', ...errorFields(error) }));
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
}): MunicipalityServer {
  const { app, config, database, outbound, keys, passwords } = parts;
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
    await parts.mails.stop();
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
      const services = { ...parts, knex: database.knex, productName: config.productName };
      const sendAlerts = createAlertRound(app, services);
      schedule = startJobs(app, services, () => parts.sendQueued().then(sendAlerts));
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
