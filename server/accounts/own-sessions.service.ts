import type { Knex } from 'knex';
import type { OwnSession } from '@hallowerk/contract/accounts/sessions.ts';
import { recordAudits } from '../audit/audit.repository.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { notFound } from '../http/problems.ts';
import type { Clock } from '../security/clock.ts';
import type { SessionContext } from '../security/session.ts';
import { accountsOfLogin } from './logins.ts';
import { endTrust } from './known-devices.ts';

/** Where a person is signed in, with whichever of his accounts, for himself (HW-SECS-06 … -08; security §5.2). */
export interface OwnSessionsService {
  /** Living sessions: the one that asks, then the one used last. */
  list(session: SessionContext): Promise<readonly OwnSession[]>;
  /**
   * Ends one of the person's own sessions: its next request is refused and its stream of pokes closes.
   * @throws {ProblemError} 404 for what is not his, does not exist or has ended; never says which
   */
  end(session: SessionContext, id: string): Promise<void>;
  /** All of them, of all accounts of the person, this one too. */
  endAll(session: SessionContext): Promise<void>;
}

export function createOwnSessionsService({
  knex,
  clock,
}: {
  readonly knex: Knex;
  readonly clock: Clock;
}): OwnSessionsService {
  return {
    list: (session) => list(knex, session, clock.now()),
    end: ({ userId }, id) =>
      withTransaction(knex, async (trx) => {
        const ended = await endWhere(trx, { userId, id }, 'ended by the user', clock.now());
        if (ended === 0) throw notFound();
      }),
    async endAll({ userId }) {
      await withTransaction(knex, async (trx) => {
        // As at a sign-in: who is signing in at this moment either is ended with the others or comes after.
        await trx('app_user').whereIn('id', accountsOfLogin(trx, userId)).orderBy('id').forUpdate().select('id');
        await endWhere(trx, { userId }, 'signed out everywhere', clock.now());
        await endTrust(trx, userId);
      });
    },
  };
}

interface SessionRow {
  readonly id: string;
  readonly name: string;
  readonly platform: string;
  readonly app_build: string | null;
  readonly created_at: Date;
  readonly last_seen_at: Date;
  readonly other_account: string | null;
}

async function list(knex: Knex, { userId, sessionId }: SessionContext, now: Date): Promise<readonly OwnSession[]> {
  const result: { rows: SessionRow[] } = await knex.raw(
    `select s.id, d.name, d.platform, d.app_build, s.created_at,
            case when s.user_id <> :userId then o.name end as other_account,
            coalesce((select max(t.issued_at) from session_token t where t.session_id = s.id), s.created_at) as last_seen_at
     from   session s
     join   sync_device d on d.id = s.device_id
     join   app_user u on u.id = s.user_id
     join   organization o on o.id = u.organization_id
     where  s.user_id in (:accounts) and s.revoked_at is null and s.idle_until > :now and s.ends_at > :now
     order  by s.id = :sessionId desc, last_seen_at desc, s.id`,
    { userId, sessionId, now, accounts: accountsOfLogin(knex, userId) },
  );
  return result.rows.map((row) => ({
    id: row.id,
    deviceName: row.name,
    platform: row.platform,
    appVersion: row.app_build,
    startedAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    otherAccount: row.other_account,
    current: row.id === sessionId,
  }));
}

async function endWhere(
  trx: Trx,
  { userId, id }: { readonly userId: string; readonly id?: string },
  why: string,
  now: Date,
): Promise<number> {
  const ended: { id: string; user_id: string; device_id: string }[] = await trx('session')
    .whereIn('user_id', accountsOfLogin(trx, userId))
    .where(id === undefined ? {} : { id })
    .whereNull('revoked_at')
    .update({ revoked_at: now, revoked_why: why })
    .returning(['id', 'user_id', 'device_id']);
  await recordAudits(
    trx,
    ended.map((session) => ({
      actor: session.user_id,
      action: 'LOGOUT',
      object: `device:${session.device_id}`,
      result: 'ok',
      detail: { session: session.id },
    })),
  );
  return ended.length;
}
