import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import type { Platform } from '#core/platform.ts';
import { createPlatformClient, servePlatform, type BridgePort } from './platform-bridge.ts';

const facts = { mode: 'electron', appVersion: '1.2.3', canSavePdf: true } as const;

describe('platform calls between two processes', () => {
  const ports: MessagePort[] = [];
  const bridge = (port: MessagePort): BridgePort => ({
    postMessage: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
  });

  function connect(platform: Partial<Platform>): Platform {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1, port2);
    servePlatform(bridge(port2), platform as Platform);
    return createPlatformClient(bridge(port1), facts);
  }
  afterEach(() => ports.splice(0).forEach((port) => port.close()));

  it('bring secrets over unchanged, and null for an absent one', async () => {
    const kept = new Map<string, Buffer>();
    const client = connect({
      secrets: {
        get: async (name) => kept.get(name) ?? null,
        set: async (name, value) => void kept.set(name, value),
        delete: async (name) => void kept.delete(name),
      },
    });
    const value = Buffer.from([0, 1, 2, 255]);
    await client.secrets.set('session', value);
    await expect(client.secrets.get('session')).resolves.toEqual(value);
    await client.secrets.delete('session');
    await expect(client.secrets.get('session')).resolves.toBeNull();
    expect(client).toMatchObject(facts);
  });

  it('answer calls that run at the same time each with its own result', async () => {
    const waiting: (() => void)[] = [];
    const client = connect({
      savePdf: ({ route }) =>
        new Promise((resolve) => {
          waiting.push(() => resolve({ saved: true, fileName: `${route.slice(-1)}.pdf` }));
          if (waiting.length === 2) waiting.reverse().forEach((finish) => finish());
        }),
    });
    const calls = ['/print/a', '/print/b'].map((route) => client.savePdf({ route, suggestedName: 'x.pdf' }));
    await expect(Promise.all(calls)).resolves.toMatchObject([{ fileName: 'a.pdf' }, { fileName: 'b.pdf' }]);
  });

  it('tell that a call failed without the words of the system', async () => {
    const client = connect({ openExternal: () => Promise.reject(new TypeError('/home/jan/geheim')) });
    const error: unknown = await client.openExternal('https://voorbeeld.example').catch((e: unknown) => e);
    expect(String(error)).toContain('TypeError');
    expect(String(error)).not.toContain('geheim');
  });

  it('bring the bytes of a file over, and name what the system refused by its code alone', async () => {
    const bytes = new Uint8Array([239, 187, 191, 0]);
    const client = connect({
      saveFile: async ({ format, bytes: given }) => ({ saved: true, fileName: `${format} ${[...given].join()}` }),
      savePdf: () => Promise.reject(Object.assign(new Error('ENOSPC: /home/jan/geheim'), { code: 'ENOSPC' })),
    });
    await expect(client.saveFile({ suggestedName: 'a.csv', format: 'CSV', bytes })).resolves.toEqual({
      saved: true,
      fileName: 'CSV 239,187,191,0',
    });
    const failed = client.savePdf({ route: '/print/a', suggestedName: 'a.pdf' });
    await expect(failed).rejects.toMatchObject({ code: 'ENOSPC' });
    await expect(failed).rejects.not.toThrow('geheim');
  });

  it('stop when the one who asked is not interested any more', async () => {
    const stop = new AbortController();
    const client = connect({
      savePdf: (_request, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')));
          stop.abort();
        }),
    });
    const request = { route: '/print/a', suggestedName: 'a.pdf' };
    await expect(client.savePdf(request, stop.signal)).rejects.toThrow('AbortError');
    await expect(client.savePdf(request, stop.signal)).rejects.toThrow(/abort/i);
  });

  it('leave messages alone that are none of theirs', async () => {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1, port2);
    servePlatform(bridge(port2), { openExternal: () => Promise.resolve() } as unknown as Platform);
    const client = createPlatformClient(bridge(port1), facts);
    for (const stray of [
      null,
      'x',
      { type: 'stop' },
      { bridge: 'platform', type: 'request', id: 1, request: { call: 'eval' } },
    ]) {
      port1.postMessage(stray);
      port2.postMessage(stray);
    }
    await expect(client.openExternal('https://voorbeeld.example')).resolves.toBeUndefined();
  });
});
