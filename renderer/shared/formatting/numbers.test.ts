import { describe, expect, it } from 'vitest';
import { formatCount, formatDistance, formatHours } from './numbers.ts';

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
});
