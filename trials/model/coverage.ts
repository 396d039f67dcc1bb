/** Counts what happened, so that a run that stopped exercising something fails instead of passing (sync §3.3). */
export class Coverage {
  readonly #counts = new Map<string, number>();

  count(event: string, times = 1): void {
    if (times > 0) this.#counts.set(event, (this.#counts.get(event) ?? 0) + times);
  }

  of(event: string): number {
    return this.#counts.get(event) ?? 0;
  }

  /** Sum over every event that starts so: `fault:` for all faults. */
  sum(prefix: string): number {
    return [...this.#counts].reduce((sum, [event, count]) => sum + (event.startsWith(prefix) ? count : 0), 0);
  }

  add(other: Coverage): void {
    for (const [event, count] of other.entries()) this.count(event, count);
  }

  entries(): readonly (readonly [string, number])[] {
    return [...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1));
  }

  /** Events below their floor, each as a sentence. */
  missing(floors: Readonly<Record<string, number>>): readonly string[] {
    return Object.entries(floors)
      .filter(([event, floor]) => this.of(event) < floor)
      .map(([event, floor]) => `${event}: ${this.of(event)}, at least ${floor} expected`);
  }
}
