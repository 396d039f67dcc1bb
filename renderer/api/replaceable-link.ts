import type { ClientContext, ClientLink, ClientOptions } from '@orpc/client';

/**
 * A link whose transport comes and goes. While there is none, calls wait for the next one instead of failing.
 * `detach` may be called any number of times in a row: callers that already wait keep their promise, because every
 * failed attempt to reconnect closes a socket too.
 */
export class ReplaceableLink implements ClientLink<ClientContext> {
  #attach: ((link: ClientLink<ClientContext>) => void) | undefined;
  #current: Promise<ClientLink<ClientContext>>;

  constructor() {
    this.#current = new Promise((resolve) => (this.#attach = resolve));
  }

  attach(link: ClientLink<ClientContext>): void {
    if (this.#attach === undefined) {
      this.#current = Promise.resolve(link);
      return;
    }
    this.#attach(link);
    this.#attach = undefined;
  }

  detach(): void {
    if (this.#attach !== undefined) return;
    this.#current = new Promise((resolve) => (this.#attach = resolve));
  }

  async call(path: readonly string[], input: unknown, options: ClientOptions<ClientContext>): Promise<unknown> {
    const link = await this.#current;
    return link.call(path, input, options);
  }
}
