import type { AuditLine, AuditParty, AuditResult } from '@hallowerk/contract/audit/audit.ts';

export interface AuditRow {
  /** bigint as text. */
  readonly seq: string;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly object: string | null;
  readonly result: AuditResult;
  readonly origin: string | null;
  readonly detail: Readonly<Record<string, unknown>> | null;
}

/** Names as they are now, by `kind:id`. */
export type Names = ReadonlyMap<string, string>;

const NAMELESS: readonly string[] = ['system', 'console', 'unknown'];

/** `kind:id` of who did it: users stand in the trail with their id alone. */
export function actorKey(actor: string): string {
  return actor.includes(':') || NAMELESS.includes(actor) ? actor : `user:${actor}`;
}

export function toAuditLine(row: AuditRow, names: Names): AuditLine {
  return {
    number: Number(row.seq),
    at: row.at.toISOString(),
    actor: party(actorKey(row.actor), names),
    action: row.action,
    object: row.object === null ? null : party(row.object, names),
    result: row.result,
    origin: row.origin === null ? null : party(row.origin, names),
    detail: plain(row.detail ?? {}),
  };
}

function party(key: string, names: Names): AuditParty {
  const at = key.indexOf(':');
  if (at < 0) return { kind: key, id: null, name: null };
  return { kind: key.slice(0, at), id: key.slice(at + 1), name: names.get(key) ?? null };
}

/** Anything else than single values is left out: nobody writes it. */
function plain(detail: Readonly<Record<string, unknown>>): Record<string, string | number | boolean> {
  const kept = Object.entries(detail).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  return Object.fromEntries(kept) as Record<string, string | number | boolean>;
}
