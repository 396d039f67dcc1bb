import * as z from 'zod';
import { describe, expect, it } from 'vitest';
import { idFromSource, stableId } from './stable-id.ts';

describe('stableId', () => {
  it('gives the same id for the same name, on every machine', () => {
    expect(stableId('place', 'GM0518')).toBe(stableId('place', 'GM0518'));
    expect(stableId('place', 'GM0518')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it('keeps equal names of different lists apart', () => {
    expect(stableId('place', '2511')).not.toBe(stableId('isco-08', '2511'));
  });

  it('gives ids that the contract accepts', () => {
    for (let n = 0; n < 500; n += 1) expect(z.uuid().safeParse(stableId('test', String(n))).success).toBe(true);
  });
});

describe('idFromSource', () => {
  it('writes 32 hexadecimal digits as the UUID that they are', () => {
    expect(idFromSource('vum', '9e124396395c4ab8ae88338f7d2a2a59')).toBe('9e124396-395c-4ab8-ae88-338f7d2a2a59');
  });

  it.each(['9E124396395C4AB8AE88338F7D2A2A59', '00000000000000000000000000000000', 'client-12'])(
    'derives an id from %s, which is no such UUID',
    (sourceId) => {
      const id = idFromSource('vum', sourceId);
      expect(z.uuid().safeParse(id).success).toBe(true);
      expect(id).toBe(stableId('vum', sourceId));
    },
  );
});
