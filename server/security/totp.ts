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
 * The time step of a correct code of the present or the previous half minute, or null: a code of the next one is not
 * known to who looks at his app. A step at or before `lastStep` was used already and is refused (security A04).
 */
export function acceptedStep(secret: Buffer, code: string, now: Date, lastStep: number | null): number | null {
  const app = totp(secret);
  const present = stepAt(now);
  const step = [present, present - 1].find((candidate) => {
    const timestamp = candidate * PERIOD_SECONDS * 1000;
    return app.validate({ token: code, timestamp, window: 0 }) !== null;
  });
  if (step === undefined) return null;
  return lastStep !== null && step <= lastStep ? null : step;
}

/** The code that an app shows now, or null when it was used: there is no other one yet. For the demo outbox. */
export function usableCode(secret: Buffer, now: Date, lastStep: number | null): string | null {
  const present = stepAt(now);
  if (lastStep !== null && lastStep >= present) return null;
  return totp(secret).generate({ timestamp: present * PERIOD_SECONDS * 1000 });
}
