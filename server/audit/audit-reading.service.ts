import type { Knex } from 'knex';
import {
  AUDIT_EXPORT_MOST,
  AUDIT_PAGE,
  type AuditExport,
  type AuditFilter,
  type AuditLine,
  type AuditOverview,
  type AuditPage,
} from '@hallowerk/contract/audit/audit.ts';
import { UuidSchema } from '@hallowerk/contract/common/primitives.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { sessionExpired } from '../http/problems.ts';
import type { SessionContext } from '../security/session.ts';
import { userScopeKeys, visibleAmong } from '../shared/visibility.ts';
import { recordAudit, type AuditEvent } from './audit.repository.ts';
import { actorKey, toAuditLine, type AuditRow } from './audit-row.ts';

const CANDIDATES = [COLLECTIONS.candidateCard.number, COLLECTIONS.candidateCase.number];

type Query = AuditFilter & { readonly before?: number | undefined };

/** Reading the audit trail (features §5.10). Names are joined at that moment, for what the reader may see then. */
export interface AuditReadingService {
  /** Lines of the administrator's own municipality; that he looked is one more of them. */
  list(session: SessionContext, query: Query): Promise<AuditPage>;
  /** What a user did, and what was done to his account and his devices. */
  own(session: SessionContext, before: number | undefined): Promise<AuditPage>;
  overview(session: SessionContext): Promise<AuditOverview>;
  /** The newest `AUDIT_EXPORT_MOST` lines at most; recorded as an export. */
  export(session: SessionContext, filter: AuditFilter): Promise<AuditExport>;
}

export function createAuditReadingService(knex: Knex): AuditReadingService {
  return {
    list: (session, query) =>
      withTransaction(knex, async (trx) => {
        const reader = await readerOf(trx, session);
        const rows = await linesOf(trx, reader.tenant, query).limit(AUDIT_PAGE + 1);
        await recordReading(trx, session, reader, { action: 'VIEW', query });
        return pageOf(trx, reader, rows);
      }),
    own: (session, before) =>
      withTransaction(knex, async (trx) => {
        const reader = await readerOf(trx, session);
        return pageOf(trx, reader, await ownLines(trx, session.userId, before));
      }),
    overview: (session) => withTransaction(knex, async (trx) => overview(trx, (await readerOf(trx, session)).tenant)),
    export: (session, filter) =>
      withTransaction(knex, async (trx) => {
        const reader = await readerOf(trx, session);
        const rows = await linesOf(trx, reader.tenant, filter).limit(AUDIT_EXPORT_MOST + 1);
        const shown = rows.slice(0, AUDIT_EXPORT_MOST);
        await recordReading(trx, session, reader, { action: 'EXPORT', query: filter, lines: shown.length });
        return { items: await named(trx, reader, shown), complete: rows.length <= AUDIT_EXPORT_MOST };
      }),
  };
}

interface Reader {
  readonly tenant: string;
  readonly scopeKeys: readonly string[];
}

/** @throws {ProblemError} 401 when the user is gone meanwhile */
async function readerOf(trx: Trx, { userId }: SessionContext): Promise<Reader> {
  const user = await trx('app_user').where({ id: userId }).first('municipality_id');
  const scopeKeys = await userScopeKeys(trx, userId);
  if (user === undefined || scopeKeys === null) throw sessionExpired();
  return { tenant: user.municipality_id, scopeKeys };
}

const COLUMNS = ['seq', 'at', 'actor', 'action', 'object', 'result', 'origin', 'detail'];

function linesOf(trx: Trx, tenant: string, query: Query): Knex.QueryBuilder<object, AuditRow[]> {
  const { from, to, action, actor, candidate, result, before } = query;
  const lines = trx('audit_event').where({ tenant }).select(COLUMNS).orderBy('seq', 'desc');
  if (before !== undefined) void lines.where('seq', '<', before);
  if (action !== undefined) void lines.where({ action });
  if (actor !== undefined) void lines.where({ actor });
  if (candidate !== undefined) void lines.where({ object: `candidate:${candidate}` });
  if (result !== undefined) void lines.where({ result });
  if (from !== undefined) void lines.whereRaw(`at >= cast(? as timestamp) at time zone 'Europe/Amsterdam'`, [from]);
  if (to !== undefined) {
    void lines.whereRaw(`at < (cast(? as timestamp) + interval '1 day') at time zone 'Europe/Amsterdam'`, [to]);
  }
  return lines;
}

/** Three short index scans; one condition with `or` would read the whole trail. */
async function ownLines(trx: Trx, userId: string, before: number | undefined): Promise<AuditRow[]> {
  const part = (where: string): string =>
    `(select ${COLUMNS.join(', ')} from audit_event where ${where} and seq < :before order by seq desc limit :most)`;
  const devices = `object in (select 'device:' || id from sync_device where user_id = cast(:userId as uuid))`;
  const result: { rows: AuditRow[] } = await trx.raw(
    `select distinct on (seq) * from (
       ${part('actor = :userId')} union all ${part(`object = 'user:' || :userId`)} union all ${part(devices)}) l
     order by seq desc limit :most`,
    { userId, before: before ?? Number.MAX_SAFE_INTEGER, most: AUDIT_PAGE + 1 },
  );
  return result.rows;
}

async function pageOf(trx: Trx, reader: Reader, rows: readonly AuditRow[]): Promise<AuditPage> {
  const shown = rows.slice(0, AUDIT_PAGE);
  const items = await named(trx, reader, shown);
  return { items, next: rows.length > AUDIT_PAGE ? (items.at(-1)?.number ?? null) : null };
}

/**
 * Users, devices and invitations by name when they are of the reader's municipality, candidates when he sees them now.
 */
async function named(trx: Trx, { tenant, scopeKeys }: Reader, rows: readonly AuditRow[]): Promise<AuditLine[]> {
  const keys = rows.flatMap((row) => [actorKey(row.actor), row.object, row.origin]);
  const ids = (kind: string): string[] => [
    ...new Set(keys.flatMap((key) => (key?.startsWith(`${kind}:`) ? [key.slice(kind.length + 1)] : []))),
  ];
  const candidates = ids('candidate').filter((id) => UuidSchema.safeParse(id).success);
  const visible = [...(await visibleAmong(trx, scopeKeys, CANDIDATES, candidates))];
  const found: { rows: { key: string; name: string }[] } = await trx.raw(
    `select 'user:' || u.id as key, u.full_name as name from app_user u
     where  u.id::text = any(:users) and u.municipality_id = :tenant
     union all
     select 'device:' || d.id, d.name from sync_device d join app_user u on u.id = d.user_id
     where  d.id::text = any(:devices) and u.municipality_id = :tenant
     union all
     select 'invitation:' || i.id, i.full_name from invitation i
     where  i.id::text = any(:invitations) and i.municipality_id = :tenant
     union all
     select 'municipality:' || m.id, m.name from municipality m where m.id::text = any(:municipalities)
     union all
     select 'audit:' || m.id, m.name from municipality m where m.id::text = any(:trails)
     union all
     select 'candidate:' || c.id, trim(concat_ws(' ', c.profile ->> 'firstName', c.profile ->> 'lastName')) from candidate c
     where  c.id = any(:candidates)`,
    {
      tenant,
      ...{ users: ids('user'), devices: ids('device'), invitations: ids('invitation') },
      ...{ municipalities: ids('municipality'), trails: ids('audit'), candidates: visible },
    },
  );
  const names = new Map(found.rows.map(({ key, name }) => [key, name]));
  return rows.map((row) => toAuditLine(row, names));
}

async function recordReading(
  trx: Trx,
  { userId }: SessionContext,
  { tenant }: Reader,
  reading: { readonly action: 'VIEW' | 'EXPORT'; readonly query: Query; readonly lines?: number },
): Promise<void> {
  const { action, query, lines } = reading;
  const asked = Object.entries(query).filter(([, value]) => value !== undefined);
  const detail: AuditEvent['detail'] = { ...Object.fromEntries(asked), ...(lines !== undefined && { lines }) };
  await recordAudit(trx, { actor: userId, action, object: `audit:${tenant}`, result: 'ok', detail });
}

async function overview(trx: Trx, tenant: string): Promise<AuditOverview> {
  const check = await trx('audit_check').where({ tenant }).first('checked_at', 'lines', 'first_broken', 'fault');
  const actors: { id: string; name: string }[] = await trx('app_user as u')
    .where({ municipality_id: tenant })
    .whereExists(trx('audit_event as e').whereRaw('e.actor = u.id::text').where({ tenant }).select(trx.raw('1')))
    .orderBy(['u.full_name', 'u.id'])
    .select({ id: 'u.id', name: 'u.full_name' });
  return {
    check:
      check === undefined
        ? null
        : {
            checkedAt: check.checked_at.toISOString(),
            lines: Number(check.lines),
            ok: check.fault === null,
            firstBroken: check.first_broken === null ? null : Number(check.first_broken),
          },
    actors,
  };
}
