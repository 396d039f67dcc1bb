import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import type { Platform } from '#core/platform.ts';
import { lockProfile } from './instance-lock.ts';
import { servePlatform } from './platform-bridge.ts';
import { runUtilityProcess, type ParentPort } from './utility-process.ts';
import type { CoreMessage, HostMessage } from './utility-messages.ts';

/** Both ends of Electron's parent port, with its event shapes and its structured clone. */
function parentPorts() {
  const [toChild, toMain] = [new EventEmitter(), new EventEmitter()];
  const child: ParentPort = {
    postMessage: (message) => void toMain.emit('message', structuredClone(message)),
    on: (event, listener) => void toChild.on(event, listener),
  };
  const send = (message: HostMessage, ports: readonly unknown[] = []): void =>
    void toChild.emit('message', { data: structuredClone(message), ports });
  const bridge = {
    postMessage: (message: unknown) => void toChild.emit('message', { data: structuredClone(message), ports: [] }),
    onMessage: (listener: (message: unknown) => void) => void toMain.on('message', listener),
  };
  return { child, send, bridge };
}

/** A port with the shape of Electron's MessagePortMain: listeners get an event around the data. */
function mainPort(port: MessagePort) {
  return {
    on: (event: string, listener: (event?: { data: unknown }) => void) =>
      void (event === 'message'
        ? port.on('message', (data) => listener({ data }))
        : port.on('close', () => listener())),
    postMessage: (message: unknown) => port.postMessage(message),
    start: () => port.start(),
  };
}

describe('core in a utility process', () => {
  let profileDirectory: string;
  const closing: (() => void)[] = [];

  const startMessage = (): HostMessage => ({
    type: 'start',
    profileDirectory,
    serverUrl: 'http://127.0.0.1:9',
    facts: { mode: 'electron', appVersion: '3.2.1', canSavePdf: true },
  });

  function run() {
    const { child, send, bridge } = parentPorts();
    const said: CoreMessage[] = [];
    const read: string[] = [];
    const exit = vi.fn();
    bridge.onMessage((message) => {
      if (typeof message === 'object' && message !== null && !('bridge' in message)) said.push(message as CoreMessage);
    });
    const secrets = {
      get: async (name: string) => (read.push(name), null),
      set: async () => {},
      delete: async () => {},
    };
    servePlatform(bridge, { secrets } as unknown as Platform);
    runUtilityProcess(child, exit);
    return { send, said, read, exit };
  }

  beforeEach(() => (profileDirectory = mkdtempSync(path.join(os.tmpdir(), 'hallowerk-utility-'))));
  afterEach(() => {
    for (const close of closing.splice(0)) close();
    rmSync(profileDirectory, { recursive: true, force: true });
  });

  it('answers every page over its own port, and asks main for secrets', async () => {
    const { send, said, read, exit } = run();
    send(startMessage());
    await vi.waitFor(() => expect(said).toEqual([{ type: 'ready' }]));
    expect(read).toContain('session');
    for (let page = 0; page < 2; page += 1) {
      const { port1, port2 } = new MessageChannel();
      closing.push(() => port1.close());
      send({ type: 'renderer' }, [mainPort(port2)]);
      const api: DesktopApi = createORPCClient(new RPCLink({ port: mainPort(port1) }));
      await expect(api.app.info()).resolves.toMatchObject({ mode: 'electron', version: '3.2.1', canSavePdf: true });
    }
    send({ type: 'stop' });
    await vi.waitFor(() => expect(exit).toHaveBeenCalledExactlyOnceWith(0));
    lockProfile(profileDirectory).release();
  });

  it('serves a page that was there before core was', async () => {
    const { send } = run();
    const { port1, port2 } = new MessageChannel();
    closing.push(() => port1.close());
    send(startMessage());
    send({ type: 'renderer' }, [mainPort(port2)]);
    const api: DesktopApi = createORPCClient(new RPCLink({ port: mainPort(port1) }));
    await expect(api.accounts.state()).resolves.toEqual({ state: 'signed-out', reason: 'none' });
    send({ type: 'stop' });
  });

  it('says in Dutch that the profile is in use, and ends', async () => {
    const lock = lockProfile(profileDirectory);
    const { send, said, exit } = run();
    send(startMessage());
    await vi.waitFor(() => expect(exit).toHaveBeenCalledWith(1));
    expect(said).toEqual([
      { type: 'failed', reason: 'profile-in-use', message: 'HalloWerk is al geopend met dit profiel.' },
    ]);
    lock.release();
  });
});
