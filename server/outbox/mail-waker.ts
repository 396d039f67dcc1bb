import { setTimeout as after, clearTimeout } from 'node:timers';

/** Long enough that the request which woke it has been answered: no mail is sent inside one (security §5.5). */
const WAIT_MS = 250;

export interface MailWaker {
  /** Something was queued: send it soon, instead of with the next minute. */
  wake(): void;
  /** Waits for the round in hand; later calls of `wake` do nothing. */
  stop(): Promise<void>;
}

/** Runs `round` shortly after it was woken, one at a time; who wakes it during a round gets another. */
export function createMailWaker(round: () => Promise<void>): MailWaker {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  const run = (): void => {
    timer = null;
    running = round().finally(() => {
      running = null;
      if (again) wake();
    });
  };
  const wake = (): void => {
    again = running !== null;
    if (stopped || again || timer !== null) return;
    timer = after(run, WAIT_MS).unref();
  };
  return {
    wake,
    stop: async () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await running;
    },
  };
}
