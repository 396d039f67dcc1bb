import type { Knex } from 'knex';
import { checkIntegrity, checkVisibility, type IntegrityReport } from '../sync/integrity.ts';

export interface SyncAudit extends IntegrityReport {
  /** Children that are visible where their parent is not. */
  readonly strayChildren: number;
}

/** The nightly audit of sync §2.9, level 3: counts of differences, all zero when everything is right. Only reads. */
export async function auditSync(knex: Knex): Promise<SyncAudit> {
  return { ...(await checkIntegrity(knex)), strayChildren: await checkVisibility(knex) };
}

export function auditDifferences(audit: SyncAudit): number {
  return audit.wrongCounters + audit.wrongEntries + audit.leftovers + audit.strayChildren;
}
