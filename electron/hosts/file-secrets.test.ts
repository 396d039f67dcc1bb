import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileSecrets } from './file-secrets.ts';

describe('secrets in files', () => {
  let directory: string;
  beforeEach(() => (directory = path.join(mkdtempSync(path.join(os.tmpdir(), 'hallowerk-secrets-')), 'secrets')));
  afterEach(() => rmSync(path.dirname(directory), { recursive: true, force: true }));

  it('come back in the next start and are gone after deletion', async () => {
    await createFileSecrets(directory).set('session', Buffer.from('geheim'));
    const again = createFileSecrets(directory);
    await expect(again.get('session')).resolves.toEqual(Buffer.from('geheim'));
    await again.delete('session');
    await expect(again.get('session')).resolves.toBeNull();
    await again.delete('session');
  });

  it('are not readable on disk, and only the owner may open them', async () => {
    await createFileSecrets(directory).set('session', Buffer.from('heel-geheim'));
    for (const name of readdirSync(directory)) {
      expect(readFileSync(path.join(directory, name)).includes('heel-geheim')).toBe(false);
      if (process.platform !== 'win32') expect(statSync(path.join(directory, name)).mode & 0o777).toBe(0o600);
    }
    if (process.platform !== 'win32') expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  it('open with the passphrase they were made with and no other', async () => {
    await createFileSecrets(directory, 'een').set('session', Buffer.from('x'));
    await expect(createFileSecrets(directory, 'een').get('session')).resolves.toEqual(Buffer.from('x'));
    await expect(createFileSecrets(directory, 'twee').get('session')).resolves.toBeNull();
    expect(readdirSync(directory)).toEqual(['session.secret']);
  });

  it('read as absent when damaged or swapped for another one', async () => {
    const secrets = createFileSecrets(directory);
    await secrets.set('session', Buffer.from('a'));
    await secrets.set('devices', Buffer.from('b'));
    writeFileSync(path.join(directory, 'session.secret'), readFileSync(path.join(directory, 'devices.secret')));
    await expect(secrets.get('session')).resolves.toBeNull();
    writeFileSync(path.join(directory, 'devices.secret'), 'kort');
    await expect(secrets.get('devices')).resolves.toBeNull();
  });

  it('have names that cannot leave the folder', async () => {
    await expect(createFileSecrets(directory).get('../session')).rejects.toThrow(RangeError);
  });
});
