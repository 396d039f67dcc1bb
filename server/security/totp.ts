import { Secret, TOTP } from 'otpauth';

const PERIOD_SECONDS = 30;
export const TOTP_SECRET_BYTES = 20;

function totp(secret: Buffer): TOTP {
  return new TOTP({
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_SECONDS,
    secret: new Secret({ buffer: new Uint8Array(secret).buffer }),
  });
}

function stepAt(now: Date): number {
  return Math.floor(now.getTime() / 1000 / PERIOD_SECONDS);
}

/**
 * The time step of a correct code of the previous, current or next half minute, or null. A step at or before `lastStep`
 * was used already and is refused (security A04).
 */
export function acceptedStep(secret: Buffer, code: string, now: Date, lastStep: number | null): number | null {
  const delta = totp(secret).validate({ token: code, timestamp: now.getTime(), window: 1 });
  if (delta === null) return null;
  const step = stepAt(now) + delta;
  return lastStep !== null && step <= lastStep ? null : step;
}

/** A code that would be accepted now: the next one when the current one was used. For the demo outbox and tests. */
export function usableCode(secret: Buffer, now: Date, lastStep: number | null): string {
  const current = stepAt(now);
  const step = lastStep !== null && lastStep >= current ? current + 1 : current;
  return totp(secret).generate({ timestamp: step * PERIOD_SECONDS * 1000 });
}
