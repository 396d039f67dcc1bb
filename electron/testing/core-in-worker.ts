import { Worker } from 'node:worker_threads';
import type { FakeUtilityProcess } from './fake-electron.ts';

/** Electron's `process.parentPort` in terms of a worker thread's; a port of MessageChannelMain gives `{ data }`. */
const BOOTSTRAP = `
  const { parentPort, workerData } = require('node:worker_threads');
  const asMain = (port) => ({
    on: (name, listener) => port.on(name, (data) => listener(name === 'message' ? { data } : undefined)),
    postMessage: (message) => port.postMessage(message),
    start: () => port.start(),
  });
  process.parentPort = {
    postMessage: (message) => parentPort.postMessage(message),
    on: (_name, listener) =>
      parentPort.on('message', ({ message, ports }) => listener({ data: message, ports: ports.map(asMain) })),
  };
  import(workerData.modulePath);
`;

/** Puts the real built core behind a fake utility process, and gives it what it was sent so far. */
export function runCoreInWorker(child: FakeUtilityProcess): void {
  const worker = new Worker(BOOTSTRAP, { eval: true, workerData: { modulePath: child.modulePath }, stdout: true });
  child.deliver = (message, ports) => worker.postMessage({ message, ports }, ports as never);
  worker.on('message', (message) => child.emit('message', message));
  worker.on('exit', (code) => child.end(code));
  for (const { message, ports } of child.received) child.deliver(message, ports);
}
