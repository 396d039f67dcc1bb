import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CAPTIVE_PORTAL, CLEAN, forgedProblem, gatewayAnswer, type Fault } from './faults.ts';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';
import { ALL_FAULTS, seededSchedule } from './schedule.ts';
import { readBody } from './upstream.ts';

const ANSWER = 'x'.repeat(5_000);

describe('the fault proxy', () => {
  let server: Server;
  let proxy: FaultProxy;
  /** Bodies of the whole requests that the server got. */
  let got: string[];

  beforeEach(async () => {
    got = [];
    server = createServer((request, response) => {
      if (request.url === '/stream') {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        return void response.write('data: 1\n\n');
      }
      readBody(request).then(
        (body) => {
          got.push(body.toString());
          response.setHeader('x-count', String(got.length));
          response.end(request.url === '/count' ? String(got.length) : ANSWER);
        },
        // A request of which half came is not one the server got.
        () => response.destroy(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    proxy = await startFaultProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterEach(async () => {
    await proxy.close();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  });

  const meet = (fault: Fault): void => proxy.play(() => fault);
  const post = (path = '/a', body = 'hello'): Promise<Response> =>
    fetch(proxy.url + path, { method: 'POST', body, signal: AbortSignal.timeout(10_000) });
  const textOf = async (): Promise<string> => (await post()).text();

  it('passes requests and answers on unchanged, to where it is aimed', async () => {
    const answer = await post('/a', 'body');
    expect([answer.status, answer.headers.get('x-count'), await answer.text()]).toEqual([200, '1', ANSWER]);
    expect(got).toEqual(['body']);
    proxy.aim('http://127.0.0.1:9');
    await expect(textOf()).rejects.toThrow();
  });

  it.each<Fault>([
    { kind: 'delay', ms: 20 },
    { kind: 'throttle', bytesPerSecond: 100_000 },
    { kind: 'slice', bytes: 7 },
    { kind: 'cut', side: 'response', afterBytes: 0 },
    { kind: 'stale' },
  ])('delivers the request when it meets $kind', async (fault) => {
    meet(fault);
    const isCut = fault.kind === 'cut';
    await (isCut ? expect(textOf()).rejects.toThrow() : expect(textOf()).resolves.toBe(ANSWER));
    expect(got).toEqual(['hello']);
  });

  it('takes as long as the delay and the bandwidth say', async () => {
    const took = async (fault: Fault): Promise<number> => {
      meet(fault);
      const from = performance.now();
      await textOf();
      return performance.now() - from;
    };
    expect(await took({ kind: 'delay', ms: 60 })).toBeGreaterThanOrEqual(55);
    expect(await took({ kind: 'throttle', bytesPerSecond: 50_000 })).toBeGreaterThanOrEqual(80);
  });

  it.each([10, 200, 3_000])('breaks an answer after %d bytes', async (afterBytes) => {
    meet({ kind: 'cut', side: 'response', afterBytes });
    await expect(textOf()).rejects.toThrow();
    expect(got).toHaveLength(1);
  });

  it('breaks a request after so many bytes: in its middle the server gets nothing, behind its end everything', async () => {
    meet({ kind: 'cut', side: 'request', afterBytes: 30 });
    await expect(textOf()).rejects.toThrow();
    expect(got).toEqual([]);
    meet({ kind: 'cut', side: 'request', afterBytes: 100_000 });
    await expect(textOf()).rejects.toThrow();
    await vi.waitFor(() => expect(got).toEqual(['hello']));
  });

  it('keeps the server out of a reset and of a black hole, and lets it work behind a half-open line', async () => {
    for (const kind of ['reset', 'black-hole'] as const) {
      meet(kind === 'reset' ? { kind } : { kind, ms: 20 });
      await expect(textOf()).rejects.toThrow();
    }
    expect(got).toEqual([]);
    meet({ kind: 'half-open', ms: 20 });
    await expect(textOf()).rejects.toThrow();
    expect(got).toHaveLength(1);
  });

  it('delivers a request twice', async () => {
    meet({ kind: 'duplicate' });
    await expect(textOf()).resolves.toBe(ANSWER);
    expect(got).toEqual(['hello', 'hello']);
  });

  it('holds a request and delivers it later, after newer ones', async () => {
    meet({ kind: 'hold' });
    await expect(post('/a', 'first')).rejects.toThrow();
    proxy.play(CLEAN);
    await post('/a', 'second');
    expect([proxy.held(), got]).toEqual([1, ['second']]);
    await expect(proxy.release()).resolves.toBe(1);
    expect([proxy.held(), got]).toEqual([0, ['second', 'first']]);
  });

  it('answers in the place of the server: portal, gateway with and without Retry-After, forged refusal', async () => {
    const answers = [CAPTIVE_PORTAL, gatewayAnswer(502, null), gatewayAnswer(429, 3), forgedProblem(403, 'x')];
    const seen = [];
    for (const answer of answers) {
      meet({ kind: 'answer', answer });
      const { status, headers } = await post();
      seen.push([status, headers.get('content-type')?.split(';')[0], headers.get('retry-after')]);
    }
    expect(seen).toEqual([
      [200, 'text/html', null],
      [502, 'text/plain', null],
      [429, 'text/plain', '3'],
      [403, 'application/problem+json', null],
    ]);
    expect(got).toEqual([]);
  });

  it('serves the oldest answer to the same path again', async () => {
    expect(await (await post('/count')).text()).toBe('1');
    expect(await (await post('/count')).text()).toBe('2');
    meet({ kind: 'stale' });
    expect(await (await post('/count')).text()).toBe('1');
    expect(got).toHaveLength(2);
  });

  it('lets a stream of events run and severs it with every other line', async () => {
    const stream = await fetch(`${proxy.url}/stream`);
    const reader = stream.body!.getReader();
    expect(Buffer.from((await reader.read()).value).toString()).toBe('data: 1\n\n');
    const next = reader.read();
    proxy.sever();
    await expect(next).rejects.toThrow();
  });

  it('draws the same faults from the same seed, every kind of them, and prints what happened', async () => {
    const draw = (seed: number): Fault[] => {
      const script = seededSchedule({ seed, faulty: 0.8 });
      return Array.from({ length: 400 }, (_, n) => script({ n, method: 'POST', path: '/a' }));
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(new Set(draw(7).map(({ kind }) => kind))).toEqual(new Set(['none', ...ALL_FAULTS]));
    meet({ kind: 'slice', bytes: 900 });
    await textOf();
    expect(proxy.log()).toBe('1 POST /a: slice {"bytes":900}');
    expect(proxy.tally()).toEqual({ slice: 1 });
  });
});
