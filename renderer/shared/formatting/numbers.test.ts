import { describe, expect, it } from 'vitest';
import { formatBytes, formatSeconds, formatCount, formatDistance, formatHours } from './numbers.ts';

describe('numbers', () => {
  it('groups thousands the Dutch way, and the English way in English', () => {
    expect(formatCount(100000)).toBe('100.000');
    expect(formatCount(100000, 'en')).toBe('100,000');
  });

  it('writes whole kilometres that stay with their unit', () => {
    expect(formatDistance(12.4)).toBe('12\u00a0km');
    expect(formatDistance(0)).toBe('0\u00a0km');
  });

  it('writes hours with a decimal comma only when needed', () => {
    expect(formatHours(32)).toBe('32');
    expect(formatHours(7.5)).toBe('7,5');
  });

  it('shows sizes in the unit that fits', () => {
    const sizes = [0, 812, 4_200, 812_000, 48_300_000, 1_340_000_000, 5e12];
    expect(sizes.map((bytes) => formatBytes(bytes).replace('\u00a0', ' '))).toEqual([
      '0 B',
      '812 B',
      '4,2 kB',
      '812 kB',
      '48 MB',
      '1,3 GB',
      '5.000 GB',
    ]);
  });

  it('shows how long something took, with tenths only where they matter', () => {
    expect([40, 412, 9_940, 30_012].map((ms) => formatSeconds(ms))).toEqual(['0,0', '0,4', '9,9', '30']);
    expect(formatSeconds(412, 'en')).toBe('0.4');
  });
});
