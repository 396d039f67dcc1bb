import type { Clock } from '../clock.ts';
import type { SyncCause } from './sync-history.ts';

/** Longest wait in one piece, milliseconds: after a sleep of the machine a timer is this late at most. */
const STEP_MS = 10_000;
/** A step that took this much longer than it should: the machine slept, or its clock was set. */
const SLEPT_MS = 30_000;
/** So many rounds for pokes within so long; further ones wait. The server takes 30 requests a minute (sync §2.17). */
const POKES = 10;
const POKE_WINDOW_MS = 30_000;

type Ring = Exclude<SyncCause, 'start' | 'timer'>;
/** The strongest first: several rings become one round. */
const ORDER: readonly Ring[] = ['user', 'change', 'poke'];

export interface Rest {
  readonly milliseconds: number;
  /** Which rings end it early. Others are forgotten when it ends: the round that follows does their work too. */
  readonly heeds: readonly Ring[];
}

export interface Bell {
  ring(cause: Ring): void;
  /** Resolves with the cause of the next round: at a ring that is heeded, when the time is over, or after a sleep. */
  rest(rest: Rest, signal: AbortSignal): Promise<SyncCause>;
}

/** What the loop waits with between two rounds. A ring during a round ends the next rest at once. */
export function createBell(clock: Clock): Bell {
  const rung = new Set<Ring>();
  let pokes: readonly number[] = [];
  let wake: () => void = () => {};

  function pokeDelay(): number {
    pokes = pokes.filter((at) => clock.now() - at < POKE_WINDOW_MS && at <= clock.now());
    const oldest = pokes[0];
    return pokes.length < POKES || oldest === undefined ? 0 : oldest + POKE_WINDOW_MS - clock.now();
  }

  function heard(heeds: readonly Ring[]): Ring | null {
    const first = ORDER.find((cause) => rung.has(cause) && heeds.includes(cause)) ?? null;
    if (first !== 'poke') return first;
    return pokeDelay() > 0 ? null : first;
  }

  /** One wait; gives the milliseconds that passed, or null after a sleep. */
  async function step(milliseconds: number, signal: AbortSignal): Promise<number | null> {
    const woken = new AbortController();
    wake = () => woken.abort();
    const before = clock.now();
    // Being woken or stopped is how a wait may end.
    await clock.wait(milliseconds, AbortSignal.any([signal, woken.signal])).catch(() => undefined);
    const passed = clock.now() - before;
    if (passed > milliseconds + SLEPT_MS) return null;
    return woken.signal.aborted ? Math.max(0, passed) : milliseconds;
  }

  async function restUntil({ milliseconds, heeds }: Rest, signal: AbortSignal): Promise<SyncCause> {
    let left = milliseconds;
    while (!signal.aborted) {
      const ring = heard(heeds);
      if (ring !== null) return ring;
      if (left <= 0) return 'timer';
      const poked = rung.has('poke') && heeds.includes('poke') ? pokeDelay() : STEP_MS;
      const passed = await step(Math.max(1, Math.min(left, STEP_MS, poked)), signal);
      if (passed === null) return 'timer';
      left -= passed;
    }
    return 'timer';
  }

  return {
    ring(cause) {
      rung.add(cause);
      wake();
    },
    async rest(rest, signal) {
      const cause = await restUntil(rest, signal);
      if (cause === 'poke') pokes = [...pokes, clock.now()];
      rung.clear();
      return cause;
    },
  };
}
