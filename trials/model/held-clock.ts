import type { Clock } from '#core/clock.ts';

/** The client's time: it stands still while a round runs, nobody waits in vain, and chance is no chance. */
export class HeldClock implements Clock {
  readonly #now: () => number;
  /** Called where the program lets other work in between. */
  readonly #breathe: () => void;

  constructor(now: () => number, breathe: () => void = () => undefined) {
    this.#now = now;
    this.#breathe = breathe;
  }

  now(): number {
    return this.#now();
  }

  random(): number {
    return 0.5;
  }

  /** Never passes: only the watchdog waits while a round is running. */
  wait(_milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((_, reject) => {
      const abort = (): void => reject(signal.reason as Error);
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    });
  }

  async breathe(): Promise<void> {
    this.#breathe();
  }
}
