/** A promise of sync §3.1 that did not hold: `S1`…`S8`, `C1`…`C11`, or `leak`, `lost`, `twice`. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
  readonly invariant: string;

  constructor(invariant: string, message: string) {
    super(`${invariant}: ${message}`);
    this.invariant = invariant;
  }
}

/** @throws {InvariantError} unless `holds`. */
export function hold(invariant: string, holds: boolean, message: () => string): asserts holds {
  if (!holds) throw new InvariantError(invariant, message());
}
