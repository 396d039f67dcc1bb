import { hash } from '@node-rs/argon2';
import { describe, expect, it } from 'vitest';
import { createPasswords, PASSWORD_COSTS } from './passwords.ts';

const CHEAP = { memoryKib: 8, passes: 1, lanes: 1 };

describe('passwords', () => {
  it('are stored as argon2id above the floor of 19 MiB and two passes', async () => {
    const stored = await (await createPasswords()).hash('wachtwoord');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
    expect(PASSWORD_COSTS.memoryKib).toBeGreaterThanOrEqual(19 * 1024);
    expect(PASSWORD_COSTS.passes).toBeGreaterThanOrEqual(2);
  });

  it('count to the last character, whatever the alphabet', async () => {
    const passwords = await createPasswords(CHEAP);
    const long = 'é€😀'.repeat(40);
    const stored = await passwords.hash(`${long}1`);
    expect(await passwords.verify(stored, `${long}1`)).toBe(true);
    expect(await passwords.verify(stored, `${long}2`)).toBe(false);
  });

  it('cost as much for nobody as for somebody, and never match', async () => {
    const passwords = await createPasswords();
    const stored = await passwords.hash('wachtwoord');
    const times = { somebody: [] as number[], nobody: [] as number[] };
    for (let i = 0; i < 7; i++) {
      const begin = performance.now();
      expect(await passwords.verify(stored, 'fout')).toBe(false);
      const middle = performance.now();
      expect(await passwords.verify(null, 'a password that nobody has')).toBe(false);
      times.somebody.push(middle - begin);
      times.nobody.push(performance.now() - middle);
    }
    // The quickest of several is what the work costs; the rest is what else the machine did.
    const ratio = Math.min(...times.nobody) / Math.min(...times.somebody);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  it('with other costs are marked for a new hash', async () => {
    const passwords = await createPasswords(CHEAP);
    expect(passwords.isOutdated(await passwords.hash('x'))).toBe(false);
    expect(passwords.isOutdated(await hash('x'))).toBe(true);
  });

  it('answer 503 beyond a bounded queue instead of exhausting the memory', async () => {
    const passwords = await createPasswords(CHEAP);
    const results = await Promise.allSettled(Array.from({ length: 400 }, () => passwords.verify(null, 'x')));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) expect(reason).toMatchObject({ status: 503, code: 'busy' });
    expect(await passwords.verify(null, 'x')).toBe(false);
  });
});
