import { PokeEventSchema, POKE_PATH, type PokeEvent } from '@hallowerk/contract/sync/poke.ts';

/** One open stream of pokes, as an app would hold it. */
export class PokeClient implements AsyncDisposable {
  readonly status: number;
  readonly headers: Headers;
  /** Everything that came over the wire. */
  text = '';
  ended = false;
  readonly #abort: AbortController;
  readonly #finished: Promise<void>;

  private constructor(response: Response, abort: AbortController) {
    this.status = response.status;
    this.headers = response.headers;
    this.#abort = abort;
    this.#finished = this.#read(response);
  }

  /** Resolves when the answer began. */
  static async open(base: string, token: string | null, query = ''): Promise<PokeClient> {
    const abort = new AbortController();
    const response = await fetch(`${base}/v1${POKE_PATH}${query}`, {
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
      signal: abort.signal,
    });
    return new PokeClient(response, abort);
  }

  get events(): readonly PokeEvent[] {
    return [...this.text.matchAll(/^event: (\w+)\ndata: (.*)\n\n/gm)].map(([, name, data]) => {
      const event = PokeEventSchema.parse(JSON.parse(data ?? ''));
      if (event.type !== name) throw new Error('Name and data of an event differ');
      return event;
    });
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.#finished;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #read(response: Response): Promise<void> {
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body ?? []) this.text += decoder.decode(chunk, { stream: true });
    } catch (error) {
      if (!this.#abort.signal.aborted && !(error instanceof TypeError)) throw error;
    }
    this.ended = true;
  }
}
