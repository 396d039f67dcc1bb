import { describe, expect, it } from 'vitest';
import { acceptedStep, usableCode } from './totp.ts';

/** Secret and moment of RFC 6238, appendix B; the last six of its eight digits. */
const SECRET = Buffer.from('12345678901234567890');
const AT_59_SECONDS = new Date(59_000);

describe('authenticator code', () => {
  it('is the one of RFC 6238', () => {
    expect(usableCode(SECRET, AT_59_SECONDS, null)).toBe('287082');
    expect(acceptedStep(SECRET, '287082', AT_59_SECONDS, null)).toBe(1);
  });

  it('is accepted half a minute early and late, and no further', () => {
    const now = new Date('2026-03-02T09:00:10.000Z');
    const at = (seconds: number): string => usableCode(SECRET, new Date(now.getTime() + seconds * 1000), null);
    expect(acceptedStep(SECRET, at(-30), now, null)).not.toBeNull();
    expect(acceptedStep(SECRET, at(30), now, null)).not.toBeNull();
    expect(acceptedStep(SECRET, at(-60), now, null)).toBeNull();
    expect(acceptedStep(SECRET, at(60), now, null)).toBeNull();
  });

  it('works once: neither the same step nor an older one is accepted again', () => {
    const now = new Date('2026-03-02T09:00:10.000Z');
    const step = acceptedStep(SECRET, usableCode(SECRET, now, null), now, null);
    expect(acceptedStep(SECRET, usableCode(SECRET, now, null), now, step)).toBeNull();
    const older = usableCode(SECRET, new Date(now.getTime() - 30_000), null);
    expect(acceptedStep(SECRET, older, now, step)).toBeNull();
    expect(acceptedStep(SECRET, usableCode(SECRET, now, step), now, step)).toBe((step ?? 0) + 1);
  });
});
