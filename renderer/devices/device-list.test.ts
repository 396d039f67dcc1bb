import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeDevice } from '../testing/make-device.ts';
import { DEVICE_COLUMNS, decisionsFor, deviceMark, filterDevices, lagInWords, sortDevices } from './device-list.ts';

const marks = (devices: readonly { id: string }[]) => devices.map((device) => Number(device.id.slice(-6)));

describe('the list of devices', () => {
  it('sorts by a column both ways, with what has no value last', () => {
    const devices = [
      makeDevice(1, { lagSeconds: 900 }),
      makeDevice(2, { lagSeconds: null }),
      makeDevice(3, { lagSeconds: 5 }),
      makeDevice(4, { lagSeconds: 90_000, state: 'WIPED' }),
    ];
    expect(marks(sortDevices(devices, { column: 'lag', descending: false }, 'nl'))).toEqual([3, 1, 2, 4]);
    expect(marks(sortDevices(devices, { column: 'lag', descending: true }, 'nl'))).toEqual([1, 3, 2, 4]);
  });

  it('sorts versions by their numbers and states by what asks for attention', () => {
    const devices = [
      makeDevice(1, { appVersion: '0.10.0', state: 'WIPED' }),
      makeDevice(2, { appVersion: '0.9.1', state: 'WIPE_ORDERED' }),
      makeDevice(3, { appVersion: '0.2.0', state: 'LOCKED' }),
    ];
    expect(marks(sortDevices(devices, { column: 'version', descending: false }, 'nl'))).toEqual([3, 2, 1]);
    expect(marks(sortDevices(devices, { column: 'state', descending: false }, 'nl'))).toEqual([2, 3, 1]);
  });

  it('loses and repeats no device, whatever it is sorted by', () => {
    const device = fc.record({
      lagSeconds: fc.option(fc.nat()),
      lastSeenAt: fc.option(fc.constantFrom('2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z')),
      waiting: fc.nat(3),
      state: fc.constantFrom('ACTIVE' as const, 'LOCKED' as const, 'WIPED' as const),
    });
    fc.assert(
      fc.property(fc.array(device), fc.constantFrom(...DEVICE_COLUMNS), fc.boolean(), (lines, column, descending) => {
        const devices = lines.map((line, index) => makeDevice(index, line));
        const sorted = marks(sortDevices(devices, { column, descending }, 'nl'));
        expect(sorted.toSorted((one, other) => one - other)).toEqual(marks(devices));
      }),
    );
  });

  it('is searched by mark, organisation, role and version, every word, without accents', () => {
    const devices = [
      makeDevice(1, { organizationName: 'Café Zuid', role: 'EMPLOYER' }),
      makeDevice(2, { organizationName: 'Gemeente Noord', role: 'CASE_MANAGER', platform: 'linux' }),
    ];
    const found = (text: string) => marks(filterDevices(devices, { text, state: null }, 'nl'));
    expect(found('cafe')).toEqual([1]);
    expect(found('noord klant')).toEqual([2]);
    expect(found('noord werkgever')).toEqual([]);
    expect(found('linux')).toEqual([2]);
    expect(found(deviceMark(makeDevice(1)).toLowerCase())).toEqual([1]);
    expect(found('  ')).toEqual([1, 2]);
  });

  it('is narrowed to one state', () => {
    const devices = [makeDevice(1), makeDevice(2, { state: 'LOCKED' })];
    expect(marks(filterDevices(devices, { text: '', state: 'LOCKED' }, 'nl'))).toEqual([2]);
  });

  it('offers only what can be decided', () => {
    expect(decisionsFor(makeDevice(1))).toEqual(['LOCK', 'WIPE']);
    expect(decisionsFor(makeDevice(1, { state: 'LOCKED' }))).toEqual(['RELEASE', 'WIPE']);
    expect(decisionsFor(makeDevice(1, { state: 'WIPE_ORDERED' }))).toEqual([]);
    expect(decisionsFor(makeDevice(1, { state: 'WIPED' }))).toEqual([]);
    expect(decisionsFor(makeDevice(1, { own: true }))).toEqual([]);
  });

  it.each([
    [null, 'devices.lag.never', 0],
    [0, 'devices.lag.none', 0],
    [599, 'devices.lag.none', 0],
    [600, 'devices.lag.minutes', 10],
    [7_199, 'devices.lag.minutes', 120],
    [7_200, 'devices.lag.hours', 2],
    [172_800, 'devices.lag.days', 2],
    [30 * 86_400, 'devices.lag.days', 30],
  ])('puts a lag of %s seconds in words', (seconds, key, count) => {
    expect(lagInWords(seconds)).toEqual({ key, count });
  });
});
