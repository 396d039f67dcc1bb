import type { Knex } from 'knex';
import type { PullRequest } from '@hallowerk/contract/sync/pull.ts';
import type { LeasePeriods } from '../devices/lease-periods.ts';
import { MINUTE, plus } from '../security/clock.ts';
import type { DeviceContact } from './pull-state.ts';

const EVERY = 5 * MINUTE;

/**
 * Remembers that a device was here, which renews its lease, and what it told about itself (sync §2.23). Apart from the
 * snapshot, which only reads; at most every five minutes, unless the picture an administrator has would be wrong:
 * changes began or ceased to wait, digests differed, or the device has everything for the first time.
 */
export async function recordContact(
  knex: Knex,
  request: PullRequest,
  contact: { readonly known: DeviceContact; readonly complete: boolean; readonly lease: LeasePeriods; now: Date },
): Promise<void> {
  const { known, complete, now } = contact;
  const { report } = request;
  // Counted since the previous complete pull, so added once: at the next complete one.
  const mismatches = complete ? (report?.mismatches ?? 0) : 0;
  const changed =
    mismatches > 0 ||
    (report !== undefined && report.waiting > 0 !== known.waiting > 0) ||
    (complete && isDue(known.lastCompleteAt, now));
  if (!changed && !isDue(known.lastSeenAt, now)) return;
  await knex('sync_device')
    .where({ id: request.device })
    .update({
      last_seen_at: now,
      lease_until: plus(now, contact.lease.lock),
      app_build: request.build,
      protocol: request.v,
      ...(report && { waiting: report.waiting, oldest_waiting_s: report.oldestWaitingSeconds }),
      ...(mismatches > 0 && { mismatches: knex.raw('mismatches + ?', [mismatches]) }),
      ...(complete && { last_complete_at: now }),
    });
}

function isDue(last: Date | null, now: Date): boolean {
  return last === null || last.getTime() <= now.getTime() - EVERY;
}
