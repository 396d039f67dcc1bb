import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as FakeElectron from './testing/fake-electron.ts';

type Fake = typeof FakeElectron;

let electron: Fake;
let posted: unknown[][];
const page = new EventEmitter();

beforeEach(async () => {
  vi.resetModules();
  electron = await import('./testing/fake-electron.ts');
  posted = [];
  page.removeAllListeners();
  vi.stubGlobal('document', { readyState: 'loading' });
  vi.stubGlobal('window', {
    location: { origin: 'app://hallowerk' },
    addEventListener: (name: string, listener: () => void) => page.once(name, listener),
    postMessage: (...sent: unknown[]) => posted.push(sent),
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('the preload', () => {
  it('forwards the port once the page has loaded, to its own origin only', async () => {
    await import('./preload.ts');
    const port = {};
    electron.ipcRenderer.emit('hallowerk-port', { ports: [port] });
    await Promise.resolve();
    expect(posted).toEqual([]);
    page.emit('load');
    await vi.waitFor(() => expect(posted).toEqual([['hallowerk-port', 'app://hallowerk', [port]]]));
  });

  it('forwards a later port at once: core may have started again', async () => {
    vi.stubGlobal('document', { readyState: 'complete' });
    await import('./preload.ts');
    electron.ipcRenderer.emit('hallowerk-port', { ports: ['first'] });
    electron.ipcRenderer.emit('hallowerk-port', { ports: ['second'] });
    await vi.waitFor(() => expect(posted.map(([, , ports]) => ports)).toEqual([['first'], ['second']]));
  });

  it('listens to that one channel and gives the page no function of Electron', async () => {
    const before = { ...globalThis.window };
    await import('./preload.ts');
    expect(electron.ipcRenderer.eventNames()).toEqual(['hallowerk-port']);
    expect({ ...globalThis.window }).toEqual(before);
  });
});
