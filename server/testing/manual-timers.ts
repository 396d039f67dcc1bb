import type { Timers } from '../shared/timers.ts';

/** Time that passes only when a test says so. */
export class ManualTimers implements Timers {
  #now = 0;
  readonly #waiting = new Set<{ readonly due: number; readonly work: () => void }>();
  chance: () => number;

  constructor(chance: () => number = () => 0) {
    this.chance = chance;
  }

  readonly now = (): number => this.#now;
  readonly random = (): number => this.chance();
  readonly after = (milliseconds: number, work: () => void): (() => void) => {
    const entry = { due: this.#now + Math.max(0, milliseconds), work };
    this.#waiting.add(entry);
    return () => void this.#waiting.delete(entry);
  };

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Runs what falls due, in order, also what that adds. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const next = [...this.#waiting].filter(({ due }) => due <= end).sort((one, other) => one.due - other.due)[0];
      if (next === undefined) break;
      this.#waiting.delete(next);
      this.#now = next.due;
      next.work();
    }
    this.#now = end;
  }
}
