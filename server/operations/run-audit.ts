import type { Knex } from 'knex';
import { firstBrokenSeal, sealAudit } from '../audit/audit.repository.ts';
import { beginEpoch } from '../sync/epoch.ts';
import { repairSync } from '../sync/maintenance.ts';
import { auditDifferences, auditSync } from './audit-sync.ts';

type Print = (report: unknown) => void;

/**
 * `audit`: checks that counters equal entries, entries equal the visibility view and no child is visible without its
 * parent (sync §2.9, level 3), and that the audit trail is whole. Prints one JSON line; exit code 1 when anything is
 * wrong. Changes nothing but the seal.
 */
export async function runAudit(knex: Knex, print: Print): Promise<number> {
  const report = await bothAudits(knex);
  print(report);
  return report.ok ? 0 : 1;
}

/**
 * `repair`: derives the rows again that an audit names and makes the counters right; nodes may be running. Exit code 1
 * when something is wrong that this cannot mend: a view that shows a child without its parent, or a broken audit trail.
 */
export async function runRepair(knex: Knex, print: Print): Promise<number> {
  const repaired = await repairSync(knex);
  const report = await bothAudits(knex);
  print({ ...report, repaired });
  return report.ok ? 0 : 1;
}

/**
 * `restored`: after every restore or fail-over (sync §2.21). Begins a new epoch when both audits are clean, which opens
 * the synchronisation again; else exit code 1, and it stays closed until `repair` was run and this once more.
 */
export async function runRestored(knex: Knex, print: Print, atLeast = 0): Promise<number> {
  const report = await bothAudits(knex);
  if (!report.ok) {
    print(report);
    return 1;
  }
  print({ ...report, epoch: await beginEpoch(knex, atLeast) });
  return 0;
}

async function bothAudits(knex: Knex) {
  const sealed = await sealAudit(knex);
  const brokenSeal = await firstBrokenSeal(knex);
  const sync = await auditSync(knex);
  return { ok: brokenSeal === null && auditDifferences(sync) === 0, sync, audit: { sealed, brokenSeal } };
}
