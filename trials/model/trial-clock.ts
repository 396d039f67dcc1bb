const START = Date.parse('2026-03-02T09:00:00.000Z');

/** The server's time in a history: stands still until a command moves it. */
export class TrialClock {
  #now = START;

  now(): Date {
    return new Date(this.#now);
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  reset(): void {
    this.#now = START;
  }
}
