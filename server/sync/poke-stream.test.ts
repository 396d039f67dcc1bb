import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { POKE_HEARTBEAT_MS } from '@hallowerk/contract/sync/poke.ts';
import { ManualTimers } from '../testing/manual-timers.ts';
import { createPokeStream } from './poke-stream.ts';

const GRACE_MS = 1_000;

/** A stream over a real connection, with the raw client end of it. */
async function openOnWire() {
  const timers = new ManualTimers();
  const opened = Promise.withResolvers<ServerResponse>();
  const server = createServer((_request, response) => opened.resolve(response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let text = '';
  client.on('data', (chunk: Buffer) => (text += chunk.toString()));
  client.on('error', () => undefined);
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const response = await opened.promise;
  const onStuck = vi.fn(() => void response.destroy());
  const stream = createPokeStream({ timers, onStuck });
  stream.readable.pipe(response);
  const close = (): void => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  };
  return { timers, client, response, stream, onStuck, close, text: () => text };
}

describe('a stream of pokes', () => {
  let wire: Awaited<ReturnType<typeof openOnWire>>;
  afterEach(() => wire.close());
  const received = (pattern: RegExp) => vi.waitFor(() => expect(wire.text()).toMatch(pattern));

  it('begins with a sign of life and gives another every 25 seconds', async () => {
    wire = await openOnWire();
    await received(/\r\n:\n\n\r\n$/);
    for (let beats = 2; beats <= 4; beats++) {
      wire.timers.advance(POKE_HEARTBEAT_MS);
      await vi.waitFor(() => expect(wire.text().match(/^:\n\n/gm)).toHaveLength(beats));
    }
    wire.timers.advance(POKE_HEARTBEAT_MS - 1);
    wire.stream.send({ type: 'poke', h: 1 });
    await received(/"h":1/);
    expect(wire.text().match(/^:\n\n/gm)).toHaveLength(4);
  });

  it('sends each event with its name', async () => {
    wire = await openOnWire();
    wire.stream.send({ type: 'poke', h: 42 });
    wire.stream.end({ type: 'auth' });
    await received(/event: poke\ndata: {"type":"poke","h":42}\n\n/);
    await received(/event: auth\ndata: {"type":"auth"}\n\n\r\n0\r\n\r\n$/);
  });

  it('keeps no more than the newest poke for a consumer that does not read, and drops him', async () => {
    wire = await openOnWire();
    await received(/:\n\n/);
    wire.client.pause();
    const { stream, response } = wire;
    let sent = 0;
    // Until neither the system nor the response takes any more.
    for (let stuck = 0; stuck < 2_000; sent++) {
      stream.send({ type: 'poke', h: sent });
      stuck = response.writableNeedDrain && stream.readable.readableLength > 0 ? stuck + 1 : 0;
      await setImmediate();
    }
    const held = stream.readable.readableLength + response.writableLength;
    for (let more = 0; more < 10_000; more++) stream.send({ type: 'poke', h: sent++ });
    expect(stream.readable.readableLength + response.writableLength).toBe(held);
    expect(held).toBeLessThan(100_000);
    wire.timers.advance(3 * POKE_HEARTBEAT_MS);
    expect(wire.onStuck).toHaveBeenCalledOnce();
    expect(stream.readable.destroyed).toBe(true);
    expect(wire.timers.waiting).toBe(0);
  });

  it('gives a consumer that does not read one second for the goodbye', async () => {
    wire = await openOnWire();
    await received(/:\n\n/);
    wire.stream.readable.unpipe();
    wire.stream.end({ type: 'bye', after_ms: 0 });
    wire.timers.advance(GRACE_MS - 1);
    expect(wire.onStuck).not.toHaveBeenCalled();
    wire.timers.advance(1);
    expect(wire.onStuck).toHaveBeenCalledOnce();
  });

  it('sends nothing after the goodbye and leaves no timer', async () => {
    wire = await openOnWire();
    wire.stream.end({ type: 'bye', after_ms: 7 });
    wire.stream.send({ type: 'poke', h: 1 });
    wire.stream.end({ type: 'auth' });
    await received(/"after_ms":7}\n\n\r\n0\r\n\r\n$/);
    await vi.waitFor(() => expect(wire.timers.waiting).toBe(0));
    expect(wire.text()).not.toMatch(/poke|auth/);
  });

  it('leaves no timer when the consumer goes', async () => {
    wire = await openOnWire();
    await received(/:\n\n/);
    wire.stream.readable.destroy();
    expect(wire.timers.waiting).toBe(0);
    const socket: Socket | null = wire.response.socket;
    expect(socket?.destroyed).toBe(false);
  });
});
