import type { Knex } from 'knex';
import { PLATFORMS, type Role } from '@hallowerk/contract/accounts/account.ts';
import type { DeviceState, DeviceStatus } from '@hallowerk/contract/devices/device-status.ts';
import { SECOND } from '../security/clock.ts';
import type { SessionContext } from '../security/session.ts';
import type { DeviceStatusRow } from './device-status-row.ts';

/**
 * Devices in the municipality of this administrator, the one seen last first. Neither the name of the user nor the name he
 * gave his device is read, so neither can leak (sync §2.23).
 */
export async function deviceStatuses(
  knex: Knex,
  administrator: SessionContext,
  now: Date,
  id?: string,
): Promise<DeviceStatus[]> {
  const query = knex('sync_device as d')
    .join('app_user as u', 'u.id', 'd.user_id')
    .join('organization as o', 'o.id', 'u.organization_id')
    .where('u.municipality_id', knex('app_user').where({ id: administrator.userId }).select('municipality_id'))
    .orderBy([{ column: 'd.last_seen_at', order: 'desc', nulls: 'last' }, 'd.id'])
    .select<DeviceStatusRow[]>(
      ...['d.id', 'd.platform', 'd.state', 'd.app_build', 'd.created_at', 'd.last_seen_at', 'd.lease_until'],
      ...['d.wipe_confirmed_at', 'd.waiting', 'd.mismatches', 'd.last_complete_at'],
      'u.role',
      { organization_name: 'o.name' },
    );
  if (id !== undefined) query.where('d.id', id);
  return (await query).map((row) => toStatus(row, administrator, now));
}

function toStatus(row: DeviceStatusRow, administrator: SessionContext, now: Date): DeviceStatus {
  const complete = row.last_complete_at;
  return {
    id: row.id,
    role: row.role as Role,
    organizationName: row.organization_name,
    platform: PLATFORMS.find((platform) => platform === row.platform) ?? 'browser',
    appVersion: row.app_build ?? '',
    state: stateOf(row),
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    lastCompleteAt: complete?.toISOString() ?? null,
    lagSeconds: complete === null ? null : Math.max(0, Math.floor((now.getTime() - complete.getTime()) / SECOND)),
    leaseUntil: row.lease_until.toISOString(),
    waiting: row.waiting ?? 0,
    mismatches: row.mismatches ?? 0,
    own: row.id === administrator.deviceId,
  };
}

function stateOf(row: DeviceStatusRow): DeviceState {
  if (row.state === 'active') return 'ACTIVE';
  if (row.state === 'locked') return 'LOCKED';
  return row.wipe_confirmed_at === null ? 'WIPE_ORDERED' : 'WIPED';
}
