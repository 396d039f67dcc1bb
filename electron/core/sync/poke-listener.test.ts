import type { ServerResponse } from 'node:http';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SessionTokens } from '@hallowerk/contract/accounts/account.ts';
import type { PokeEvent } from '@hallowerk/contract/sync/poke.ts';
import { SYSTEM_CLOCK, type Clock } from '../clock.ts';
import { createAccessTokens } from '../server-client/access-tokens.ts';
import { createPokeStreams } from '../server-client/poke-stream.ts';
import { createServerClient } from '../server-client/server-client.ts';
import {
  sendJson,
  startContractServer,
  TEST_CODE,
  TEST_PASSWORD,
  type ContractServer,
} from '../testing/contract-server.ts';
import { createPokeListener, MAX_SILENCE_MS, type PokeListener } from './poke-listener.ts';

const POKE = /^GET \/v1\/sync\/poke/;

/** Stands still; each wait is listed until the test lets it pass. */
class HeldClock implements Clock {
  #now = Date.now();
  readonly waits: { readonly ms: number; readonly pass: () => void }[] = [];
  readonly random = (): number => 0.5;
  readonly breathe = SYSTEM_CLOCK.breathe;
  readonly now = (): number => this.#now;

  readonly wait = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const done = (finish: () => void) => (): void => {
        this.waits.splice(this.waits.indexOf(entry), 1);
        signal.removeEventListener('abort', abort);
        finish();
      };
      const abort = done(() => reject(signal.reason as Error));
      const entry = {
        ms,
        pass: done(() => {
          this.#now += ms;
          resolve();
        }),
      };
      if (signal.aborted) return reject(signal.reason as Error);
      signal.addEventListener('abort', abort);
      this.waits.push(entry);
    });

  /** Lets the only wait pass, after checking how long it is. */
  async pass(ms: number): Promise<void> {
    await vi.waitFor(() => expect(this.waits.map((wait) => wait.ms)).toEqual([ms]));
    this.waits[0]?.pass();
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}

describe('the listener for pokes', () => {
  let server: ContractServer;
  let clock: HeldClock;
  let listener: PokeListener;
  let heard: string[];
  let streams: ServerResponse[];
  let ended: string[];
  /** What the next requests get instead of a stream. */
  let answers: ((response: ServerResponse) => void)[];
  /** Tokens of the requests that were not left to the ordinary server. */
  let presented: (string | undefined)[];
  let refusing: boolean;

  beforeEach(async () => {
    server = await startContractServer();
    [clock, heard, streams, answers, ended, presented] = [new HeldClock(), [], [], [], [], []];
    refusing = false;
    server.intercept = (request, response) => {
      if (refusing || !POKE.test(`${request.method} ${request.url}`)) return false;
      presented.push(request.headers.authorization);
      const answer = answers.shift();
      if (answer !== undefined) answer(response);
      else {
        response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' }).write(':\n\n');
        streams.push(response);
      }
      return true;
    };
    const client = createServerClient(server.url);
    const challenge = await client.createSignInChallenge({ body: { email: 'a@b.example', password: TEST_PASSWORD } });
    const device = { id: null, name: 'x', platform: 'linux', appVersion: '1' } as const;
    const session = await client.createSession({
      body: { challengeId: challenge.id, method: 'TOTP', code: TEST_CODE, device },
    });
    const initial: SessionTokens = { ...session };
    const tokens = createAccessTokens({
      client,
      clock,
      initial,
      save: async () => undefined,
      onEnded: ({ code }) => void ended.push(code),
    });
    listener = createPokeListener({
      open: createPokeStreams(server.url)(tokens),
      clock,
      logger: pino({ level: 'silent' }),
      onPoke: (kind) => void heard.push(kind),
      onLive: (live) => void heard.push(live ? 'live' : 'gone'),
    });
    server.calls.length = 0;
  });
  afterEach(async () => {
    await listener.close();
    await server.close();
  });

  const requests = () => server.calls.filter((call) => POKE.test(call)).length;
  const hears = (...expected: string[]) => vi.waitFor(() => expect(heard).toEqual(expected));
  const stream = (number: number): Promise<ServerResponse> =>
    vi.waitFor(() => {
      const found = streams[number - 1];
      if (found === undefined) throw new Error('No such stream yet');
      return found;
    });
  const write = (to: ServerResponse, event: PokeEvent) =>
    to.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);

  it('asks for a pull at each poke, and once when the stream opens', async () => {
    listener.start();
    const first = await stream(1);
    await hears('live', 'poke');
    expect(listener.live()).toBe(true);
    write(first, { type: 'poke', h: 1 });
    await hears('live', 'poke', 'poke');
    write(first, { type: 'auth' });
    await hears('live', 'poke', 'poke', 'auth');
  });

  it('reads events that arrive in pieces, and ignores those it does not know', async () => {
    listener.start();
    const first = await stream(1);
    await hears('live', 'poke');
    for (const piece of [
      'event: news\nda',
      'ta: {"type":"news"}\r\n',
      '\r\nevent: auth\ndata: {"type"',
      ':"auth"}\n',
      '\n',
    ]) {
      first.write(piece);
      await SYSTEM_CLOCK.breathe();
    }
    await hears('live', 'poke', 'auth');
  });

  it('comes back at once after the goodbye of a steady stream, and after as long as it asks', async () => {
    listener.start();
    const first = await stream(1);
    await hears('live', 'poke');
    clock.advance(20_000);
    write(first, { type: 'bye', after_ms: 1_500 });
    await hears('live', 'poke', 'gone');
    expect(listener.live()).toBe(false);
    await clock.pass(1_500);
    const second = await stream(2);
    await hears('live', 'poke', 'gone', 'live', 'poke');
    clock.advance(20_000);
    write(second, { type: 'bye', after_ms: 0 });
    await clock.pass(0);
    await stream(3);
  });

  it('waits longer after each failure, with chance, and begins short again after a steady stream', async () => {
    listener.start();
    (await stream(1)).end();
    await clock.pass(1_000);
    (await stream(2)).destroy();
    await clock.pass(2_000);
    const third = await stream(3);
    await vi.waitFor(() => expect(listener.live()).toBe(true));
    clock.advance(20_000);
    third.destroy();
    await clock.pass(500);
    await stream(4);
  });

  it('does not call a server without pause that says goodbye each time', async () => {
    listener.start();
    for (let count = 1; count <= 4; count++) {
      write(await stream(count), { type: 'bye', after_ms: 0 });
      await clock.pass(500 * 2 ** count);
    }
  });

  it('keeps trying while the server is away', async () => {
    await server.away();
    listener.start();
    await clock.pass(1_000);
    await clock.pass(2_000);
    await vi.waitFor(() => expect(clock.waits).toHaveLength(1));
    await server.listen();
    await clock.pass(4_000);
    await stream(1);
    await hears('live', 'poke');
  });

  it('takes a line that is silent for a minute for dead', async () => {
    listener.start();
    const first = await stream(1);
    await hears('live', 'poke');
    const closed = new Promise((resolve) => first.once('close', resolve));
    await clock.pass(MAX_SILENCE_MS);
    await closed;
    await hears('live', 'poke', 'gone');
  });

  it('counts a heartbeat as a sign of life', async () => {
    listener.start();
    const first = await stream(1);
    await hears('live', 'poke');
    await vi.waitFor(() => expect(clock.waits).toHaveLength(1));
    const [before] = clock.waits;
    first.write(':\n\n');
    await vi.waitFor(() => {
      expect(clock.waits).toHaveLength(1);
      expect(clock.waits[0]).not.toBe(before);
    });
    expect(listener.live()).toBe(true);
  });

  it('waits as long as a busy server asks, five minutes at most', async () => {
    const refuse = (seconds: string) => (response: ServerResponse) => {
      response.setHeader('retry-after', seconds);
      sendJson(response, 503, problem(503, 'busy'));
    };
    answers = [refuse('17'), refuse('99999999')];
    listener.start();
    await clock.pass(17_000);
    await clock.pass(300_000);
    await stream(1);
    expect(heard).toEqual(['live', 'poke']);
  });

  it.each([
    ['a page of a captive portal', 200, { 'content-type': 'text/html' }, '<html>Log in op wifi</html>'],
    ['JSON where events should come', 200, { 'content-type': 'application/json' }, '{}'],
    ['a portal that redirects', 302, { location: 'http://127.0.0.1:1/portal' }, ''],
    ['the 403 of a proxy', 403, { 'content-type': 'text/html' }, 'Nee'],
    ['a gateway without backend', 502, {}, ''],
    ['events that are no JSON', 200, { 'content-type': 'text/event-stream' }, 'data: <html>\n\n'],
  ])('takes %s for a failure and tries again', async (_name, status, headers, body) => {
    answers = [(response) => void response.writeHead(status, headers).end(body)];
    listener.start();
    await clock.pass(1_000);
    await stream(1);
    await vi.waitFor(() => expect(heard.slice(-2)).toEqual(['live', 'poke']));
  });

  it.each([403, 404, 426])('gives up after a %d of the server, until it is started again', async (status) => {
    answers = [(response) => sendJson(response, status, problem(status, 'x'))];
    listener.start();
    await vi.waitFor(() => expect(requests()).toBe(1));
    // Closing waits for the loop, which must have ended without a further request.
    await listener.close();
    expect([requests(), heard, clock.waits]).toEqual([1, [], []]);
    listener.start();
    await hears('live', 'poke');
  });

  it('renews the token after a 401 and goes on with the new one', async () => {
    answers = [(response) => sendJson(response, 401, problem(401, 'session_expired'))];
    listener.start();
    await hears('live', 'poke');
    expect(server.calls.filter((call) => call.includes('renewals'))).toHaveLength(1);
    expect(new Set(presented).size).toBe(2);
    expect(ended).toEqual([]);
  });

  it('stops without a word when the session has ended', async () => {
    server.revoke(true);
    refusing = true;
    listener.start();
    await vi.waitFor(() => expect(ended).toEqual(['session_expired']));
    await listener.close();
    expect([requests(), heard, clock.waits]).toEqual([1, [], []]);
  });

  it('goes on when who is told fails', async () => {
    const failing = vi.spyOn(heard, 'push').mockImplementation(() => {
      throw new Error('not mine');
    });
    listener.start();
    write(await stream(1), { type: 'poke', h: 1 });
    await vi.waitFor(() => expect(failing).toHaveBeenCalledTimes(3));
    failing.mockRestore();
    write(await stream(1), { type: 'auth' });
    await hears('auth');
    expect(listener.live()).toBe(true);
  });

  it('ends at once when it is closed: while open, while opening and while waiting; and can begin again', async () => {
    listener.start();
    listener.start();
    const first = await stream(1);
    await hears('live', 'poke');
    expect(requests()).toBe(1);
    const gone = new Promise((resolve) => first.once('close', resolve));
    await listener.close();
    await gone;
    expect(heard).toEqual(['live', 'poke', 'gone']);

    answers = [() => undefined];
    listener.start();
    await vi.waitFor(() => expect(requests()).toBe(2));
    await listener.close();

    answers = [(response) => void response.destroy()];
    listener.start();
    await vi.waitFor(() => expect(clock.waits).toHaveLength(1));
    await listener.close();
    expect(clock.waits).toEqual([]);

    listener.start();
    await stream(2);
    await vi.waitFor(() => expect(listener.live()).toBe(true));
  });
});

function problem(status: number, code: string) {
  return { type: 'about:blank', title: 'x', status, detail: 'x', code };
}
