/** What goes wrong in one synchronisation: at most one thing, once. */
export const FAULTS = [
  'none',
  'drop-request',
  'drop-push-answer',
  'drop-pull-answer',
  'push-twice',
  'stale-answer',
  'version-skew',
  'page-twice',
  'cancel',
  'crash:answer-received',
  'crash:results-stored',
  'crash:page-received',
  'crash:slice',
  'crash:page-committed',
  'crash:acks-moved',
  'crash:replay',
] as const;
export type Fault = (typeof FAULTS)[number];

/** Those that have several occasions in one round; the others strike at the first. */
const REPEATED: readonly Fault[] = [
  'drop-request',
  'drop-pull-answer',
  'stale-answer',
  'page-twice',
  'cancel',
  'crash:page-received',
  'crash:slice',
  'crash:page-committed',
  'crash:replay',
];

/** The process ends here: what was committed stays, everything in memory is gone. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** One fault, armed until it has happened. */
export class ArmedFault {
  readonly #fault: Fault;
  #left: number;
  #fired = false;

  /** `at`: the how manieth occasion it is, from 1. */
  constructor(fault: Fault, at: number) {
    this.#fault = fault;
    this.#left = REPEATED.includes(fault) ? at : 1;
  }

  get kind(): Fault {
    return this.#fault;
  }

  get fired(): boolean {
    return this.#fired;
  }

  /** True at the one moment at which `fault` has to happen. */
  strikes(fault: Fault): boolean {
    if (fault !== this.#fault || this.#fired) return false;
    this.#left -= 1;
    this.#fired = this.#left <= 0;
    return this.#fired;
  }

  /** @throws {Crash} when it is time. */
  crashAt(fault: Fault): void {
    if (this.strikes(fault)) throw new Crash(fault);
  }
}
