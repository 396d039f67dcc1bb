import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mountSmallDisk } from '#db/testing/small-disk.ts';
import { createLogger } from './logger.ts';

describe('the log', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(path.join(os.tmpdir(), 'hallowerk-log-'))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('says what went wrong and where, without the words of the error or fields of a person', () => {
    const logger = createLogger(directory);
    const cause = Object.assign(new Error('UNIQUE failed: Jan Geheim'), { code: 'SQLITE_CONSTRAINT' });
    logger.error(
      { err: new TypeError('Jan Geheim is undefined', { cause }), me: { fullName: 'Jan Geheim' } },
      'a call failed',
    );
    logger.info({ email: 'geheim@voorbeeld.example', session: { refreshToken: 'geheim' }, changes: 3 }, 'sync round');
    logger.flush();
    const text = readFileSync(path.join(directory, 'hallowerk.log'), 'utf8');
    expect(text).not.toMatch(/geheim/i);
    const [first, second] = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(first).toMatchObject({
      msg: 'a call failed',
      err: { type: 'TypeError', cause: { reason: 'SQLITE_CONSTRAINT' } },
    });
    expect(JSON.stringify(first)).toContain('logger.test.ts');
    expect(second).toMatchObject({ msg: 'sync round', changes: 3 });
  });

  it('loses lines on a full disk, not the program, and goes on when there is room', async (context) => {
    const disk = await mountSmallDisk(64);
    if (disk === null) return context.skip();
    try {
      const logger = createLogger(disk.path);
      disk.fill();
      for (let line = 0; line < 200; line += 1) logger.warn({ line }, 'a full disk');
      await new Promise((resolve) => setImmediate(resolve));
      await disk.clear();
      logger.info('there is room');
      logger.flush();
      expect(readFileSync(path.join(disk.path, 'hallowerk.log'), 'utf8')).toContain('there is room');
    } finally {
      await disk.remove();
    }
  });
});
