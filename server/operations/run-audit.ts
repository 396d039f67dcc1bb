import type { Knex } from 'knex';
import { checkIntegrity } from '../sync/integrity.ts';
import { firstBrokenSeal, sealAudit } from '../audit/audit.repository.ts';

/**
 * `audit`: checks that counters equal entries and entries equal the visibility view (sync §2.9 level 3), and that the
 * audit trail is whole. Prints one JSON line; exit code 1 when anything is wrong. Changes nothing but the seal.
 */
export async function runAudit(knex: Knex, print: (report: unknown) => void): Promise<number> {
  const sealed = await sealAudit(knex);
  const brokenSeal = await firstBrokenSeal(knex);
  const sync = await checkIntegrity(knex);
  const ok = brokenSeal === null && sync.wrongCounters === 0 && sync.wrongEntries === 0 && sync.leftovers === 0;
  print({ ok, sync, audit: { sealed, brokenSeal } });
  return ok ? 0 : 1;
}
