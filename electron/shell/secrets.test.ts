import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../testing/built-renderer.ts';
import { becomeReady, fake } from '../testing/fake-electron.ts';
import { openSecrets } from './secrets.ts';

becomeReady();
beforeEach(() => {
  Object.assign(fake, {
    storageBackend: 'gnome_libsecret',
    vaultIsAvailable: true,
    vaultIsLocked: false,
    vaultKeyIsOld: false,
  });
});

const KEY = Buffer.from('00ff10a5', 'hex');

describe('secrets', () => {
  it('come back byte for byte after a restart, and are gone after a delete', async () => {
    const folder = path.join(temporaryFolder(), 'secrets');
    const first = await openSecrets(folder, 'linux');
    expect(await first.get('device-key')).toBeNull();
    await first.set('device-key', KEY);
    await first.set('refresh-token', Buffer.from('abc'));
    const second = await openSecrets(folder, 'linux');
    expect(await second.get('device-key')).toEqual(KEY);
    await second.delete('device-key');
    await second.delete('device-key');
    expect(await second.get('device-key')).toBeNull();
    expect(await second.get('refresh-token')).toEqual(Buffer.from('abc'));
  });

  it('lie sealed on disk, readable by their owner only', async () => {
    const folder = path.join(temporaryFolder(), 'secrets');
    const secrets = await openSecrets(folder, 'darwin');
    await secrets.set('device-key', Buffer.from('plain words'));
    const text = readFileSync(path.join(folder, 'device-key'), 'utf8');
    expect(Buffer.from(text, 'base64').toString('latin1')).not.toContain('plain words');
    expect(text).not.toContain(Buffer.from('plain words').toString('base64'));
    expect(readdirSync(folder)).toEqual(['device-key']);
    if (process.platform === 'win32') return;
    expect(statSync(path.join(folder, 'device-key')).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it.each(['basic_text', 'unknown'] as const)('stay in memory where Linux has no real vault (%s)', async (backend) => {
    fake.storageBackend = backend;
    const folder = path.join(temporaryFolder(), 'secrets');
    const secrets = await openSecrets(folder, 'linux');
    await secrets.set('device-key', KEY);
    expect(await secrets.get('device-key')).toEqual(KEY);
    await secrets.delete('device-key');
    expect(await secrets.get('device-key')).toBeNull();
    expect(existsSync(folder)).toBe(false);
    expect(await (await openSecrets(folder, 'linux')).get('device-key')).toBeNull();
  });

  it('stay in memory where the vault of Windows or macOS does not answer', async () => {
    fake.vaultIsAvailable = false;
    const folder = path.join(temporaryFolder(), 'secrets');
    await (await openSecrets(folder, 'win32')).set('device-key', KEY);
    expect(existsSync(folder)).toBe(false);
  });

  it('read as absent when the vault changed, and are kept for when it is back', async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const secrets = await openSecrets(temporaryFolder(), 'linux');
    await secrets.set('device-key', KEY);
    fake.vaultIsLocked = true;
    expect(await secrets.get('device-key')).toBeNull();
    fake.vaultIsLocked = false;
    expect(await secrets.get('device-key')).toEqual(KEY);
  });

  it('are sealed again when the vault has a newer key', async () => {
    const folder = temporaryFolder();
    const secrets = await openSecrets(folder, 'linux');
    await secrets.set('device-key', KEY);
    const before = readFileSync(path.join(folder, 'device-key'), 'utf8');
    fake.vaultKeyIsOld = true;
    expect(await secrets.get('device-key')).toEqual(KEY);
    expect(readFileSync(path.join(folder, 'device-key'), 'utf8')).not.toBe(before);
  });

  it('have plain names, so that none can leave its folder', async () => {
    const secrets = await openSecrets(temporaryFolder(), 'linux');
    for (const name of ['../x', '', 'A', 'a/b', '.x']) await expect(secrets.set(name, KEY)).rejects.toThrow(TypeError);
  });
});
