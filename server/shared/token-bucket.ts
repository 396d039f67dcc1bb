/** Allows `perMinute` on average and up to `burst` at once. Times are milliseconds of any clock that only goes up. */
export class TokenBucket {
  readonly #burst: number;
  readonly #perMillisecond: number;
  #tokens: number;
  #filledAt: number;

  constructor(limit: { readonly perMinute: number; readonly burst: number }, now: number) {
    this.#burst = limit.burst;
    this.#perMillisecond = limit.perMinute / 60_000;
    this.#tokens = limit.burst;
    this.#filledAt = now;
  }

  /** Takes one token and gives 0, or takes nothing and gives the milliseconds until there is one. */
  take(now: number): number {
    this.#refill(now);
    if (this.#tokens < 1) return Math.max(1, Math.ceil((1 - this.#tokens) / this.#perMillisecond));
    this.#tokens -= 1;
    return 0;
  }

  /** True when forgetting this bucket changes nothing. */
  isFull(now: number): boolean {
    this.#refill(now);
    return this.#tokens >= this.#burst;
  }

  #refill(now: number): void {
    this.#tokens = Math.min(this.#burst, this.#tokens + (now - this.#filledAt) * this.#perMillisecond);
    this.#filledAt = now;
  }
}
