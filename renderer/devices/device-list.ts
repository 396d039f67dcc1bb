import { foldText } from '@hallowerk/contract/common/fold-text.ts';
import { ROLES } from '@hallowerk/contract/accounts/account.ts';
import type { DeviceDecision, DeviceState, DeviceStatus } from '@hallowerk/contract/devices/device-status.ts';
import type { TableSort } from '../shared/components/data-table.ts';
import type { Language } from '../shared/formatting/dates.ts';

export const DEVICE_COLUMNS = [
  'platform',
  'version',
  'state',
  'role',
  'organisation',
  'lastSeen',
  'lag',
  'waiting',
  'mismatches',
] as const;
export type DeviceColumn = (typeof DEVICE_COLUMNS)[number];

export type DeviceSort = TableSort<DeviceColumn>;

const PLATFORM_NAMES = { win32: 'Windows', darwin: 'macOS', linux: 'Linux', browser: 'Browser' } as const;

export function platformName(device: DeviceStatus): string {
  return PLATFORM_NAMES[device.platform];
}

/** What two people on the telephone call a device by: the random end of its id. */
export function deviceMark(device: DeviceStatus): string {
  return device.id.slice(-6).toUpperCase();
}

/** Who needs attention stands first. */
const STATE_ORDER: Readonly<Record<DeviceState, number>> = { WIPE_ORDERED: 0, LOCKED: 1, ACTIVE: 2, WIPED: 3 };

/** How far behind a device is; a device that holds nothing (any more) has no lag. */
export function lagOf(device: DeviceStatus): number | null {
  return isGone(device) ? null : device.lagSeconds;
}

function isGone(device: DeviceStatus): boolean {
  return device.state === 'WIPE_ORDERED' || device.state === 'WIPED';
}

/** What can be decided about a device now. */
export function decisionsFor(device: DeviceStatus): readonly DeviceDecision[] {
  if (device.own || isGone(device)) return [];
  return device.state === 'LOCKED' ? ['RELEASE', 'WIPE'] : ['LOCK', 'WIPE'];
}

type Value = string | number | null;

function valueOf(device: DeviceStatus, column: DeviceColumn, language: Language): Value {
  switch (column) {
    case 'platform':
      return platformName(device);
    case 'version':
      return device.appVersion;
    case 'state':
      return STATE_ORDER[device.state];
    case 'role':
      return ROLES.label(device.role, language);
    case 'organisation':
      return device.organizationName;
    case 'lastSeen':
      return device.lastSeenAt === null ? null : Date.parse(device.lastSeenAt);
    case 'lag':
      return lagOf(device);
    case 'waiting':
      return device.waiting;
    case 'mismatches':
      return device.mismatches;
  }
}

/** Sorted by a column; what has no value there stands last either way. Equal ones keep their order. */
export function sortDevices(devices: readonly DeviceStatus[], sort: DeviceSort, language: Language): DeviceStatus[] {
  const collator = new Intl.Collator(language, { numeric: true, sensitivity: 'base' });
  const compare = (one: string | number, other: string | number): number =>
    typeof one === 'number' && typeof other === 'number' ? one - other : collator.compare(String(one), String(other));
  return devices.toSorted((left, right) => {
    const [one, other] = [valueOf(left, sort.column, language), valueOf(right, sort.column, language)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return sort.descending ? compare(other, one) : compare(one, other);
  });
}

export interface DeviceFilter {
  /** Every word must occur in mark, platform, version, role or organisation. */
  readonly text: string;
  readonly state: DeviceState | null;
}

export function filterDevices(
  devices: readonly DeviceStatus[],
  filter: DeviceFilter,
  language: Language,
): readonly DeviceStatus[] {
  const words = foldText(filter.text).split(/\s+/).filter(Boolean);
  return devices.filter((device) => {
    if (filter.state !== null && device.state !== filter.state) return false;
    const parts = [deviceMark(device), platformName(device), device.appVersion, device.organizationName];
    const text = foldText([...parts, ROLES.label(device.role, language)].join(' '));
    return words.every((word) => text.includes(word));
  });
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The server notes a complete pull once in five minutes, so less than twice that is no lag. */
const FRESH = 10 * MINUTE;

/** Locale key and count for a lag in seconds: up to date, minutes, hours, days; or never complete. */
export function lagInWords(seconds: number | null): { readonly key: string; readonly count: number } {
  if (seconds === null) return { key: 'devices.lag.never', count: 0 };
  if (seconds < FRESH) return { key: 'devices.lag.none', count: 0 };
  if (seconds < 2 * HOUR) return { key: 'devices.lag.minutes', count: Math.round(seconds / MINUTE) };
  if (seconds < 2 * DAY) return { key: 'devices.lag.hours', count: Math.round(seconds / HOUR) };
  return { key: 'devices.lag.days', count: Math.round(seconds / DAY) };
}
