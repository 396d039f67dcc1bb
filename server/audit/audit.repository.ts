import type { Knex } from 'knex';
import type { AuditAction, AuditResult } from '@hallowerk/contract/audit/audit.ts';
import { currentOrigin } from './origin.ts';

/** One line of the audit trail (security §5.11). Ids only: never a name, an address or an e-mail address. */
export interface AuditEvent {
  /** Id of the user; `unknown` where nobody is known, `system` and `console` for the server and who runs it. */
  readonly actor: string;
  /** One of `AUDIT_ACTIONS` in `contract/audit/audit.ts`. */
  readonly action: AuditAction;
  /** What it was about, as `kind:id`. */
  readonly object: string | null;
  readonly result: AuditResult;
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
  /** Id of the municipality; only for an object that the database cannot place by itself (`audit_tenant`). */
  readonly tenant?: string;
}

/** Writes inside the caller's transaction, so that the act and its line exist together or not at all. */
export async function recordAudit(trx: Knex, event: AuditEvent): Promise<void> {
  await recordAudits(trx, [event]);
}

/** As `recordAudit`, for several lines in one statement. */
export async function recordAudits(trx: Knex, events: readonly AuditEvent[]): Promise<void> {
  if (events.length === 0) return;
  const origin = currentOrigin();
  await trx('audit_event').insert(
    events.map(({ actor, action, object, result, detail, tenant }) => ({
      ...{ actor, action, object, result, origin },
      detail: detail === undefined ? null : JSON.stringify(detail),
      tenant: tenant ?? null,
    })),
  );
}
