import { vi } from 'vitest';

/** Waits until `check` passes, long enough for a machine that has much else to do. Milliseconds. */
export function eventually<T>(check: () => T | Promise<T>, timeout = 12_000): Promise<T> {
  return vi.waitFor(check, { timeout, interval: 20 });
}
