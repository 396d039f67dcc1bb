import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRealServer, type RealServer } from './testing/real-server.ts';

const RUNNER = fileURLToPath(new URL('testing/first-sync-runner.ts', import.meta.url));
const KILL_POINTS = 20;
const AT_ONCE = 4;

interface Run {
  /** Most rows it said it had. */
  readonly received: number;
  readonly expected: number;
  readonly killed: boolean;
  readonly dump: unknown;
}

describe('the first sync', () => {
  let base: string;
  let server: RealServer;
  let undisturbed: Run;
  const running = new Set<ChildProcess>();

  /** Runs core in a process of its own; SIGKILL, which nobody can catch, as soon as it has `killAt` rows. */
  function run(profile: string, task: 'sign-in' | 'fill', killAt = Number.POSITIVE_INFINITY): Promise<Run> {
    const child = spawn(process.execPath, [RUNNER, profile, server.url, task], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.add(child);
    let last = { received: 0, expected: 0 };
    let dump: unknown = null;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = JSON.parse(line) as { received?: number; expected?: number; dump?: unknown };
      if (said.dump !== undefined) dump = said.dump;
      last = { received: said.received ?? last.received, expected: said.expected ?? last.expected };
      if (last.received >= killAt) child.kill('SIGKILL');
    });
    return new Promise((resolve, reject) => {
      child.once('close', (code, signal) => {
        running.delete(child);
        if (code === 0 || signal === 'SIGKILL') resolve({ ...last, killed: signal === 'SIGKILL', dump });
        else reject(new Error(`The runner ended with ${code ?? signal}`));
      });
    });
  }

  /** One signed-in profile is copied for every run, so that all of them are the same device. */
  const copyOf = (name: string): string => {
    const copy = path.join(base, name);
    cpSync(path.join(base, 'signed-in'), copy, { recursive: true });
    return copy;
  };

  beforeAll(async () => {
    base = mkdtempSync(path.join(os.tmpdir(), 'hallowerk-kill-'));
    server = await startRealServer({ directory: path.join(base, 'server'), candidates: 1500 });
    await run(path.join(base, 'signed-in'), 'sign-in');
    undisturbed = await run(copyOf('undisturbed'), 'fill');
  }, 120_000);
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await server.close();
    rmSync(base, { recursive: true, force: true });
  });

  it('brings everything that the server said it would', () => {
    expect(undisturbed.dump).toMatchObject({ rows: undisturbed.expected, members: undisturbed.expected });
    expect(undisturbed.expected).toBeGreaterThan(1000);
  });

  it(`ends with the same cache when the app is killed at any of ${KILL_POINTS} points and started again`, async () => {
    const stoppedAt = new Set<number>();
    const tryPoint = async (point: number): Promise<void> => {
      const profile = copyOf(`killed-${point}`);
      const first = await run(profile, 'fill', Math.ceil((undisturbed.expected * (point - 0.5)) / KILL_POINTS));
      expect(first, `point ${point}`).toMatchObject({ killed: true });
      stoppedAt.add(first.received);
      const second = await run(profile, 'fill');
      expect(second.dump, `point ${point}, killed at ${first.received} rows`).toEqual(undisturbed.dump);
      rmSync(profile, { recursive: true, force: true });
    };
    const points = Array.from({ length: KILL_POINTS }, (_, index) => index + 1);
    for (let at = 0; at < points.length; at += AT_ONCE) await Promise.all(points.slice(at, at + AT_ONCE).map(tryPoint));
    expect(stoppedAt.size).toBeGreaterThan(KILL_POINTS / 2);
  }, 240_000);

  it('ends with the same cache when it is killed again and again', async () => {
    const profile = copyOf('killed-often');
    for (let round = 1; round <= 5; round += 1)
      await run(profile, 'fill', Math.ceil((undisturbed.expected * round) / 7));
    await expect(run(profile, 'fill')).resolves.toMatchObject({ dump: undisturbed.dump });
  }, 60_000);
});
