import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  formatDate,
  formatDateTime,
  formatMonth,
  formatPeriod,
  formatRecent,
  formatRelativeDay,
  formatTime,
  formatTimeOrDate,
} from './dates.ts';

describe.each(['UTC', 'Europe/Amsterdam'])('dates on a machine in %s', (zone) => {
  beforeEach(() => void vi.stubEnv('TZ', zone));
  afterEach(() => void vi.unstubAllEnvs());

  it('writes a date with its day and short month', () => {
    expect(formatDate('2026-09-23T22:30:00Z')).toBe('do 24 sep 2026');
    expect(formatDate('2026-03-01')).toBe('zo 1 mrt 2026');
    expect(formatDate('2026-03-01', 'en')).toBe('Sun 1 Mar 2026');
  });

  it('writes times in Amsterdam, in summer and winter', () => {
    expect(formatTime('2026-07-01T12:03:00Z')).toBe('14:03');
    expect(formatTime('2026-12-01T12:03:00Z')).toBe('13:03');
    expect(formatTime('2026-12-01T23:00:00Z')).toBe('00:00');
    expect(formatDateTime('2026-09-24T12:03:00Z')).toBe('do 24 sep 2026 14:03');
  });

  it('leaves the date out on the same day only', () => {
    const now = new Date('2026-09-24T21:00:00Z');
    expect(formatTimeOrDate('2026-09-24T12:03:00Z', now)).toBe('14:03');
    expect(formatTimeOrDate('2026-09-23T12:03:00Z', now)).toBe('wo 23 sep 2026 14:03');
  });

  it('counts calendar days, not hours, over the change to winter time', () => {
    const now = new Date('2026-10-26T06:00:00Z');
    expect(formatRelativeDay('2026-10-26T00:30:00Z', now)).toBe('vandaag');
    expect(formatRelativeDay('2026-10-25T22:30:00Z', now)).toBe('gisteren');
    expect(formatRelativeDay('2026-10-23T10:00:00Z', now)).toBe('3 dagen geleden');
    expect(formatRelativeDay('2026-10-19T10:00:00Z', now)).toBe('ma 19 okt 2026');
    expect(formatRelativeDay('2026-10-28T10:00:00Z', now)).toBe('wo 28 okt 2026');
  });

  it('adds the time to what was written today or yesterday', () => {
    const now = new Date('2026-10-26T12:00:00Z');
    expect(formatRecent('2026-10-26T08:05:00Z', now)).toBe('vandaag 09:05');
    expect(formatRecent('2026-10-25T22:30:00Z', now)).toBe('gisteren 23:30');
    expect(formatRecent('2026-10-23T10:00:00Z', now)).toBe('3 dagen geleden');
    expect(formatRecent('2026-09-24T10:00:00Z', now)).toBe('do 24 sep 2026');
  });

  it('writes months and periods of a curriculum vitae as finely as they are known', () => {
    expect(formatMonth('2019-09')).toBe('sep 2019');
    expect(formatMonth('2019')).toBe('2019');
    expect(formatPeriod('2019-09', '2023-03-15', 'heden')).toBe('sep 2019 – mrt 2023');
    expect(formatPeriod('2019', null, 'heden')).toBe('2019 – heden');
    expect(formatPeriod(null, '2020-01', 'heden')).toBe('jan 2020');
    expect(formatPeriod(null, null, 'heden')).toBe('');
  });
});
