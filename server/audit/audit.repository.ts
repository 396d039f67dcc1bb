import type { Knex } from 'knex';

export const AUDIT_ACTIONS = [
  'LOGIN',
  'LOGIN_FAILED',
  'LOGOUT',
  'VIEW',
  'CHANGE',
  'REQUEST_CONTACT',
  'PRINT',
  'EXPORT',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** One line of the audit trail (security §5.11). Ids only: never a name, an address or an e-mail address. */
export interface AuditEvent {
  /** Id of the user; `unknown` where nobody is known. */
  readonly actor: string;
  readonly action: AuditAction;
  /** What it was about, as `kind:id`. */
  readonly object: string | null;
  readonly result: 'ok' | 'refused';
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}

/** Writes inside the caller's transaction, so that the act and its line exist together or not at all. */
export async function recordAudit(trx: Knex, event: AuditEvent): Promise<void> {
  await recordAudits(trx, [event]);
}

/** As `recordAudit`, for several lines in one statement. */
export async function recordAudits(trx: Knex, events: readonly AuditEvent[]): Promise<void> {
  if (events.length === 0) return;
  await trx('audit_event').insert(
    events.map(({ actor, action, object, result, detail }) => ({
      actor,
      action,
      object,
      result,
      detail: detail === undefined ? null : JSON.stringify(detail),
    })),
  );
}

/** Takes finished lines into the hash chain; returns how many. */
export async function sealAudit(knex: Knex): Promise<number> {
  const result: { rows: { sealed: number }[] } = await knex.raw('select audit_seal_new() as sealed');
  return result.rows[0]?.sealed ?? 0;
}

/** Number of the first sealed line that was changed or removed, or null when the chain is whole. */
export async function firstBrokenSeal(knex: Knex): Promise<number | null> {
  const result: { rows: { n: string | null }[] } = await knex.raw('select audit_first_broken() as n');
  const n = result.rows[0]?.n ?? null;
  return n === null ? null : Number(n);
}
