import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const START = fileURLToPath(new URL('start.ts', import.meta.url));

interface Ready {
  readonly ready: true;
  readonly url: string;
  readonly server: string;
  readonly mode: string;
}

interface Started {
  readonly process: ChildProcess;
  readonly output: () => { stdout: string; stderr: string };
  readonly exited: Promise<number | null>;
  ready(): Promise<Ready>;
}

describe('npm start', () => {
  let profile: string;
  const started: Started[] = [];

  function start(...flags: string[]): Started {
    const child = spawn(process.execPath, [START, '--no-open', '--candidates', '40', '--profile', profile, ...flags]);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
    const ready = (): Promise<Ready> =>
      new Promise((resolve, reject) => {
        const look = (): void => void (stdout.includes('\n') && resolve(JSON.parse(stdout) as Ready));
        child.stdout.on('data', look);
        void exited.then((code) => reject(new Error(`Ended with ${code}: ${stderr}`)));
        look();
      });
    const run = { process: child, output: () => ({ stdout, stderr }), exited, ready };
    started.push(run);
    return run;
  }
  const answers = (url: string): Promise<boolean> =>
    fetch(url, { redirect: 'manual' }).then(
      () => true,
      () => false,
    );
  const allGone = (ready: Ready): Promise<void> =>
    vi.waitFor(
      async () =>
        expect([await answers(ready.server), await answers(new URL(ready.url).origin)]).toEqual([false, false]),
      20_000,
    );

  beforeEach(() => (profile = mkdtempSync(path.join(os.tmpdir(), 'hallowerk-start-'))));
  afterEach(async () => {
    for (const run of started.splice(0)) {
      run.process.kill('SIGTERM');
      await run.exited;
    }
    rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  it('tells where it is in one line, refuses a second start on the profile, and ends everything it started', async () => {
    const first = start();
    const ready = await first.ready();
    expect(ready).toEqual({
      ready: true,
      url: expect.stringContaining('/start?ticket='),
      server: expect.any(String),
      mode: 'loopback',
    });
    expect(first.output().stdout.trim().split('\n')).toHaveLength(1);
    const entered = await fetch(ready.url, { redirect: 'manual' });
    expect(entered.status).toBe(303);
    await expect(fetch(`${ready.server}/v1/health`).then((answer) => answer.json())).resolves.toMatchObject({
      demo: true,
    });

    const second = start();
    await expect(second.exited).resolves.toBe(1);
    expect(second.output()).toEqual({ stdout: '', stderr: 'HalloWerk is al geopend met dit profiel.\n' });
    await expect(answers(ready.server)).resolves.toBe(true);

    first.process.kill('SIGTERM');
    await expect(first.exited).resolves.toBe(process.platform === 'win32' ? null : 0);
    await allGone(ready);
    expect(existsSync(path.join(profile, 'hallowerk.lock'))).toBe(false);
  }, 240_000);

  it('leaves nothing running when it is killed, and starts again on the same profile', async () => {
    const first = start();
    const ready = await first.ready();
    first.process.kill('SIGKILL');
    await first.exited;
    await allGone(ready);
    const again = await start().ready();
    await expect(answers(again.server)).resolves.toBe(true);
  }, 240_000);

  it('names a flag that it does not know', async () => {
    const run = start('--snel');
    await expect(run.exited).resolves.toBe(2);
    expect(run.output().stderr).toContain('--snel');
    expect(run.output().stdout).toBe('');
  });
});
