import type { DeviceStatus } from '@hallowerk/contract/devices/device-status.ts';

/** A device whose mark ends in `number`. */
export function makeDevice(number: number, changes: Partial<DeviceStatus> = {}): DeviceStatus {
  return {
    id: `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`,
    role: 'EMPLOYER',
    organizationName: 'Bakkerij Voorbeeld',
    platform: 'win32',
    appVersion: '0.1.0',
    state: 'ACTIVE',
    createdAt: '2026-09-01T08:00:00Z',
    lastSeenAt: '2026-09-24T12:00:00Z',
    lastCompleteAt: '2026-09-24T12:00:00Z',
    lagSeconds: 30,
    leaseUntil: '2099-10-01T12:00:00Z',
    waiting: 0,
    mismatches: 0,
    own: false,
    ...changes,
  };
}
