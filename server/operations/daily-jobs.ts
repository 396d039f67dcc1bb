import type { Knex } from 'knex';
import { oldEmailChanges } from '../accounts/email-change.service.ts';
import { sendContactReminders } from '../candidates/contact-reminders.ts';
import { runFixedRules } from './retention-rules.ts';
import { forgetMutations, logPosition, pruneTombstones } from '../sync/maintenance.ts';
import { auditDifferences, auditSync } from './audit-sync.ts';
import { keepChecks, sealAudit, verifyChains, type HeadProof } from '../audit/audit-chain.ts';
import type { Job } from './jobs.ts';

/** Seals and verifies the audit trail, and keeps what was found for the administrators (security §5.11). Counts only. */
async function checkAuditTrail(
  knex: Knex,
  now: Date,
  proof: HeadProof | null,
): Promise<{ chains: number; lines: number; broken: number }> {
  await sealAudit(knex);
  const reports = await verifyChains(knex, proof);
  await keepChecks(knex, reports, now);
  return {
    chains: reports.length,
    lines: reports.reduce((sum, { lines }) => sum + lines, 0),
    broken: reports.filter(({ ok }) => !ok).length,
  };
}

/** What the server does every night, in this order. `onDiffers` gets counts only; `proof` is for the audit trail. */
export function dailyJobs(
  onDiffers: (counts: Readonly<Record<string, number>>) => void,
  proof: HeadProof | null = null,
): readonly Job[] {
  return [
    { name: 'position-log', at: 5, run: (knex, now) => logPosition(knex, now) },
    {
      name: 'clean-up',
      at: 90,
      run: async (knex, now) => {
        const tombstones = await pruneTombstones(knex, now);
        const { results, parked } = await forgetMutations(knex, now);
        const emailChanges = await oldEmailChanges(knex, now).delete();
        const fixed = await runFixedRules(knex, now);
        return { tombstones: tombstones.removed, results, parked, emailChanges, ...fixed };
      },
    },
    {
      name: 'audit',
      at: 180,
      run: async (knex) => {
        const report = await auditSync(knex);
        if (auditDifferences(report) > 0) onDiffers({ ...report });
        return { ...report };
      },
    },
    {
      name: 'audit-trail',
      at: 195,
      run: async (knex, now) => {
        const report = await checkAuditTrail(knex, now, proof);
        if (report.broken > 0) onDiffers({ brokenChains: report.broken });
        return report;
      },
    },
    // Six o'clock UTC: seven or eight in the morning in Amsterdam.
    { name: 'reminders', at: 360, run: async (knex, now) => ({ sent: await sendContactReminders(knex, now) }) },
  ];
}
