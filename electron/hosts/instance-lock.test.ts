import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockProfile, ProfileInUseError } from './instance-lock.ts';

describe('the lock of a profile', () => {
  let profile: string;
  const file = (): string => path.join(profile, 'hallowerk.lock');

  beforeEach(() => (profile = mkdtempSync(path.join(os.tmpdir(), 'hallowerk-lock-'))));
  afterEach(() => rmSync(profile, { recursive: true, force: true }));

  it('belongs to one at a time and is free again after release', () => {
    const lock = lockProfile(profile);
    expect(readFileSync(file(), 'utf8')).toBe(String(process.pid));
    expect(() => lockProfile(profile)).toThrow('HalloWerk is al geopend met dit profiel.');
    lock.release();
    expect(existsSync(file())).toBe(false);
    lockProfile(profile).release();
  });

  it('is refused while another process has it, and free the moment that process was killed', async () => {
    const owner = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
    writeFileSync(file(), String(owner.pid));
    expect(() => lockProfile(profile)).toThrow(ProfileInUseError);
    const gone = new Promise((resolve) => owner.once('exit', resolve));
    owner.kill('SIGKILL');
    await gone;
    lockProfile(profile).release();
  });

  it('does not believe an old lock whose process id was given to another program', () => {
    writeFileSync(file(), String(process.ppid));
    const longAgo = new Date(Date.now() - 120_000);
    utimesSync(file(), longAgo, longAgo);
    lockProfile(profile).release();
  });

  it('separates locks by name', () => {
    const first = lockProfile(profile);
    const second = lockProfile(profile, 'start.lock');
    first.release();
    second.release();
  });
});
