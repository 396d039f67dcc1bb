import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sealAudit } from './audit/audit-chain.ts';
import { openDatabase } from './database/knex.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

interface Started {
  readonly child: ChildProcess;
  readonly lines: Record<string, unknown>[];
  readonly ready: Promise<string>;
  readonly exit: Promise<number | null>;
  readonly errors: () => string;
}

describe('server process', { timeout: 120_000 }, () => {
  let directory: string;
  const running = new Set<ChildProcess>();
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'hallowerk-main-'))));
  afterEach(async () => {
    for (const child of running) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    rmSync(directory, { recursive: true, force: true });
  });

  function start(...args: string[]): Started {
    const env = { ...process.env, DATA_DIRECTORY: directory, LOG_LEVEL: 'error', PORT: '0' };
    const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    const lines: Record<string, unknown>[] = [];
    const output = createInterface({ input: child.stdout });
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const exit = once(child, 'exit').then(([code]) => {
      running.delete(child);
      return code as number | null;
    });
    const ready = new Promise<string>((resolve, reject) => {
      output.on('line', (line) => {
        const value = JSON.parse(line) as Record<string, unknown>;
        lines.push(value);
        if (value['ready'] === true) resolve(String(value['url']));
      });
      void exit.then((code) => reject(new Error(`Ended with ${code}: ${errors}`)));
    });
    // Not every test waits for it.
    ready.catch(() => undefined);
    return { child, lines, ready, exit, errors: () => errors };
  }
  const demo = (): Started => start('--json-ready', '--demo', '--candidates', '300');

  it('fills the demo with progress, answers, refuses a second process, ends politely and keeps everything', async () => {
    const first = demo();
    const url = await first.ready;
    expect(first.lines.at(-2)).toEqual({ progress: { phase: 'demo', done: 300, total: 300 } });
    expect((await fetch(`${url}/v1/readiness`)).status).toBe(200);

    const second = start('--json-ready');
    expect(await second.exit).toBe(1);
    expect(second.errors()).toContain(`proces ${first.child.pid}`);

    first.child.kill('SIGTERM');
    expect(await first.exit).toBe(0);
    expect(existsSync(join(directory, 'server.lock'))).toBe(false);

    const third = demo();
    await third.ready;
    expect(third.lines).toHaveLength(1);
    third.child.kill('SIGINT');
    expect(await third.exit).toBe(0);

    const audit = start('audit');
    expect(await audit.exit).toBe(0);
    expect(audit.lines).toMatchObject([{ ok: true, sync: { wrongCounters: 0, wrongEntries: 0 } }]);
  });

  it('proves the audit trail by command, and ends with 1 naming the line when somebody was at it', async () => {
    const whole = start('audit', 'verify');
    expect([await whole.exit, whole.errors()]).toEqual([0, '']);
    expect(whole.lines.at(-1)).toMatchObject({ ok: true });

    const database = await openDatabase({ kind: 'embedded', directory });
    const event = { actor: 'someone', action: 'VIEW', result: 'ok', tenant: 'platform' };
    await database.knex('audit_event').insert([1, 2, 3].map((n) => ({ ...event, object: `candidate:${n}` })));
    await sealAudit(database.knex);
    await database.knex.raw('alter table audit_event disable trigger audit_event_ro');
    await database.knex('audit_event').where({ object: 'candidate:2' }).update({ actor: 'nobody' });
    await database.close();

    const broken = start('audit', 'verify', '--tenant', 'platform');
    expect(await broken.exit).toBe(1);
    expect(broken.lines).toMatchObject([
      { tenant: 'platform', lines: 3, ok: false, firstBroken: 2, fault: 'line' },
      { ok: false },
    ]);
    const both = start('audit');
    expect(await both.exit).toBe(1);
    expect(both.lines).toMatchObject([{ ok: false, audit: { broken: [{ tenant: 'platform', firstBroken: 2 }] } }]);
    expect(await start('audit', 'sync').exit).toBe(0);
    const wrong = start('audit', 'sync', '--tenant', 'platform');
    expect(await wrong.exit).toBe(1);
    expect(wrong.errors()).toContain('audit verify [--tenant CODE]');
  });

  it('repairs, begins an epoch and runs a job by command, only while no server has the embedded database', async () => {
    const server = demo();
    await server.ready;
    const refused = start('restored');
    expect(await refused.exit).toBe(1);
    expect(refused.errors()).toContain(`proces ${server.child.pid}`);
    server.child.kill('SIGTERM');
    await server.exit;

    const restored = start('restored');
    expect(await restored.exit).toBe(0);
    expect(restored.lines.at(-1)).toMatchObject({ ok: true, epoch: 2 });
    const repair = start('repair');
    expect(await repair.exit).toBe(0);
    expect(repair.lines).toMatchObject([{ ok: true, repaired: { rows: 0, scopes: 0, leftovers: 0 } }]);
    const job = start('jobs', 'position-log');
    expect(await job.exit).toBe(0);
    expect(job.lines).toMatchObject([{ job: 'position-log', result: { head: expect.any(Number) } }]);
    const jobs = start('jobs');
    expect(await jobs.exit).toBe(0);
    expect(jobs.lines).toMatchObject([{ job: 'position-log', finishedAt: expect.any(String) }]);
    expect(await start('jobs', 'no-such-job').exit).toBe(1);
  });

  it('goes on with the demo where it was killed', async () => {
    const first = demo();
    await once(first.child.stdout!, 'data');
    first.child.kill('SIGKILL');
    await first.exit;
    const second = demo();
    await second.ready;
    expect(second.lines.at(-2)).toEqual({ progress: { phase: 'demo', done: 300, total: 300 } });
  });

  it('stops at a signal while it fills the demo', async () => {
    const first = start('--json-ready', '--demo', '--candidates', '50000');
    await once(first.child.stdout!, 'data');
    first.child.kill('SIGTERM');
    expect(await first.exit).toBe(0);
    expect(first.lines.some((line) => line['ready'] === true)).toBe(false);
  });

  it('says in words what is wrong with an option or the environment', async () => {
    const wrong = start('--candidates', 'veel');
    expect(await wrong.exit).toBe(1);
    expect(wrong.errors()).toContain('--candidates');
    expect(wrong.errors()).not.toContain('    at ');
  });
});
