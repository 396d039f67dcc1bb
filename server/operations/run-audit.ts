import type { Knex } from 'knex';
import { recordAudit } from '../audit/audit.repository.ts';
import { keepChecks, sealAudit, verifyChains, type ChainReport, type HeadProof } from '../audit/audit-chain.ts';
import { beginEpoch } from '../sync/epoch.ts';
import { repairSync } from '../sync/maintenance.ts';
import { auditDifferences, auditSync } from './audit-sync.ts';

type Print = (report: unknown) => void;

/**
 * `audit`: checks that counters equal entries, entries equal the visibility view and no child is visible without its
 * parent (sync §2.9, level 3), and that the audit trail is whole. Prints one JSON line; exit code 1 when anything is
 * wrong. Changes nothing but the seal. Without `proof` the signed heads are left out.
 */
export async function runAudit(knex: Knex, print: Print, proof: HeadProof | null = null): Promise<number> {
  const report = await bothAudits(knex, proof);
  print(report);
  return report.ok ? 0 : 1;
}

/** `audit sync`: the first half of `audit`. */
export async function runSyncAudit(knex: Knex, print: Print): Promise<number> {
  const sync = await auditSync(knex);
  const ok = auditDifferences(sync) === 0;
  print({ ok, sync });
  return ok ? 0 : 1;
}

/**
 * `audit verify [--tenant CODE]`: seals what is finished and verifies each chain of the audit trail against its lines and
 * its signed heads (security §5.11). One JSON line a chain; exit code 1 when one is broken. What it found is what the
 * administrator sees. CODE: id or CBS code of a municipality, or `platform`.
 */
export async function runAuditVerify(
  knex: Knex,
  print: Print,
  { proof, code, now }: { readonly proof: HeadProof; readonly code: string | null; readonly now: Date },
): Promise<number> {
  const municipalities: { id: string; name: string; cbs_code: string | null }[] = await knex('municipality').select();
  const wanted = municipalities.find(({ id, cbs_code }) => id === code || (code !== null && cbs_code === code));
  if (code !== null && code !== 'platform' && wanted === undefined) {
    print({ error: 'unknown tenant', tenant: code });
    return 1;
  }
  const sealed = await sealAudit(knex);
  const reports = await verifyChains(knex, proof, wanted?.id ?? code);
  await keepChecks(knex, reports, now);
  const names = new Map(municipalities.map(({ id, name }) => [id, name]));
  for (const report of reports) print({ ...report, name: names.get(report.tenant) ?? null });
  const ok = reports.every((report) => report.ok);
  print({ ok, sealed, chains: reports.length });
  return ok ? 0 : 1;
}

/**
 * `repair`: derives the rows again that an audit names and makes the counters right; nodes may be running. Exit code 1
 * when something is wrong that this cannot mend: a view that shows a child without its parent, or a broken audit trail.
 */
export async function runRepair(knex: Knex, print: Print, proof: HeadProof | null = null): Promise<number> {
  const repaired = await repairSync(knex);
  await recordConsole(knex, 'repair');
  const report = await bothAudits(knex, proof);
  print({ ...report, repaired });
  return report.ok ? 0 : 1;
}

/**
 * `restored`: after every restore or fail-over (sync §2.21). Begins a new epoch when both audits are clean, which opens
 * the synchronisation again; else exit code 1, and it stays closed until `repair` was run and this once more.
 */
export async function runRestored(
  knex: Knex,
  print: Print,
  atLeast = 0,
  proof: HeadProof | null = null,
): Promise<number> {
  const report = await bothAudits(knex, proof);
  if (!report.ok) {
    print(report);
    return 1;
  }
  await recordConsole(knex, 'restored');
  print({ ...report, epoch: await beginEpoch(knex, atLeast) });
  return 0;
}

/** Who runs a command on the console is known to the machine, not to us. */
function recordConsole(knex: Knex, operation: string): Promise<void> {
  return recordAudit(knex, { actor: 'console', action: 'CHANGE', object: null, result: 'ok', detail: { operation } });
}

async function bothAudits(knex: Knex, proof: HeadProof | null) {
  const sealed = await sealAudit(knex);
  const chains = await verifyChains(knex, proof);
  const broken = chains.filter(({ ok }) => !ok).map(brokenPlace);
  const sync = await auditSync(knex);
  const audit = { sealed, chains: chains.length, broken };
  return { ok: broken.length === 0 && auditDifferences(sync) === 0, sync, audit };
}

function brokenPlace({ tenant, firstBroken, fault }: ChainReport) {
  return { tenant, firstBroken, fault };
}
