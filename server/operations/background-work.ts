import type { FastifyInstance } from 'fastify';
import type { Knex } from 'knex';
import { signHeads, type HeadProof } from '../audit/audit-chain.ts';
import { createSearchAlerts } from '../candidates/search-alerts.ts';
import { errorFields } from '../http/logging.ts';
import { deliverQueue } from '../outbox/mail-queue.ts';
import type { Outbound } from '../outbox/outbound.ts';
import type { Clock } from '../security/clock.ts';
import type { ServerKeys } from '../security/keys.ts';
import type { RestoreGate } from '../sync/epoch.ts';
import { dailyJobs } from './daily-jobs.ts';
import { jobLog } from './job-log.ts';
import { startSchedule, type Schedule } from './jobs.ts';
import { retentionJob } from './retention.service.ts';

/** Starts what the server does by itself: daily jobs, retention, and every minute the mails and signed heads. */
export function startJobs(
  app: FastifyInstance,
  parts: {
    readonly knex: Knex;
    readonly clock: Clock;
    readonly gate: RestoreGate;
    readonly auditProof: HeadProof;
    readonly keys: ServerKeys;
  },
  sendMails: () => Promise<void>,
): Schedule {
  const { knex, clock, gate, auditProof } = parts;
  const log = jobLog(app);
  const daily = dailyJobs((counts) => app.log.error({ event: 'audit-differs', ...counts }), auditProof);
  const jobs = [...daily, retentionJob(parts.keys)];
  // Also every minute: a fail-over under a running node, and the mails, those of watched searches at their local hour.
  return startSchedule({ knex, clock, log }, jobs, async () => {
    if (await gate.check()) await sendMails();
    await signHeadsNow(app, { knex, clock, auditProof });
  });
}

/** Signed heads go into the log as well: a log host keeps them where nobody of the application comes (security §5.11). */
async function signHeadsNow(
  app: FastifyInstance,
  { knex, clock, auditProof }: { readonly knex: Knex; readonly clock: Clock; readonly auditProof: HeadProof },
): Promise<void> {
  try {
    for (const head of await signHeads(knex, auditProof, clock.now())) app.log.info({ event: 'audit-head', ...head });
  } catch (error) {
    app.log.error({ event: 'audit-heads-failed', ...errorFields(error) });
  }
}

/** Sends what waits to be sent: every minute, and soon after something was queued. */
export function createQueueRound(
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
export function createAlertRound(
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
