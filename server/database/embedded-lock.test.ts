import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DatabaseInUseError, lockDirectory } from './embedded-lock.ts';

const MODULE = new URL('./embedded-lock.ts', import.meta.url).href;

describe('lock of the embedded database', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'hallowerk-lock-'))));
  afterEach(() => rmSync(directory, { recursive: true }));

  it('refuses a second owner, also in the same process, until the first lets go', () => {
    const release = lockDirectory(directory);
    expect(() => lockDirectory(directory)).toThrow(DatabaseInUseError);
    release();
    lockDirectory(directory)();
    expect(existsSync(join(directory, 'server.lock'))).toBe(false);
  });

  it('refuses while another process holds it, and takes over when that one was killed', async () => {
    const script = `const { lockDirectory } = await import(${JSON.stringify(MODULE)});
      lockDirectory(${JSON.stringify(directory)}); console.log('held'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    expect(() => lockDirectory(directory)).toThrow(`proces ${child.pid}`);
    child.kill('SIGKILL');
    await once(child, 'exit');
    lockDirectory(directory)();
  });

  it('takes over a lock that was cut off while it was written', () => {
    writeFileSync(join(directory, 'server.lock'), '{"pid":');
    lockDirectory(directory)();
  });

  it('does not take a reused process number for the owner', { skip: process.platform !== 'linux' }, () => {
    const lock = { pid: process.pid, processStart: '1', token: 'of a process before the last reboot' };
    writeFileSync(join(directory, 'server.lock'), JSON.stringify(lock));
    lockDirectory(directory)();
  });
});
