import { execFile } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 4_000;

/** Started by `warden.ts`: lines `+pid` and `-pid` on stdin; at its end, every pid still listed is ended. */
const watched = new Set<number>();
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const pid = Number(line.slice(1));
  if (!Number.isInteger(pid) || pid <= 1) return;
  if (line.startsWith('+')) watched.add(pid);
  else watched.delete(pid);
});
lines.once('close', () => void endAll());

async function endAll(): Promise<void> {
  for (const pid of watched) end(pid, 'SIGTERM');
  for (let waited = 0; waited < PATIENCE_MS && [...watched].some(isAlive); waited += 100) await delay(100);
  for (const pid of [...watched].filter(isAlive)) end(pid, 'SIGKILL');
  process.exit(0);
}

function end(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (process.platform === 'win32') {
    execFile('taskkill', ['/pid', String(pid), '/t', '/f'], () => undefined);
    return;
  }
  try {
    // Each child leads a group of its own, so that a browser's helpers go with it.
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'ESRCH') throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

// Ctrl-C goes to the whole terminal; this process has to outlive its starter.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
