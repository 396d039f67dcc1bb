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

  const NOW = new Date('2026-03-02T09:00:10.000Z');
  const at = (seconds: number): string => usableCode(SECRET, new Date(NOW.getTime() + seconds * 1000), null) ?? '';

  it('is accepted in its own half minute and the next one, and not before it began', () => {
    expect(acceptedStep(SECRET, at(0), NOW, null)).not.toBeNull();
    expect(acceptedStep(SECRET, at(-30), NOW, null)).not.toBeNull();
    expect(acceptedStep(SECRET, at(-60), NOW, null)).toBeNull();
    expect(acceptedStep(SECRET, at(30), NOW, null)).toBeNull();
  });

  it('works once: neither the same step nor an older one is accepted again', () => {
    const step = acceptedStep(SECRET, at(0), NOW, null);
    expect(step).not.toBeNull();
    expect(acceptedStep(SECRET, at(0), NOW, step)).toBeNull();
    expect(acceptedStep(SECRET, at(-30), NOW, step)).toBeNull();
  });

  it('is not shown when it was used, and another one is shown half a minute later', () => {
    const step = acceptedStep(SECRET, at(0), NOW, null);
    expect(usableCode(SECRET, NOW, step)).toBeNull();
    const later = new Date(NOW.getTime() + 30_000);
    expect(acceptedStep(SECRET, usableCode(SECRET, later, step) ?? '', later, step)).toBe((step ?? 0) + 1);
  });
});
