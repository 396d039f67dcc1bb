import { chmodSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type SafeStorage, safeStorage } from 'electron';
import type { SecretStore } from '#core/platform.ts';
import { tell } from './tell.ts';

/**
 * Secrets wrapped by the operating system, one file (mode 600) each in `directory`. Where the system's store is
 * worthless (Linux `basic_text` or `unknown`), nothing is written and they live as long as this process (sync §2.20).
 * A secret that cannot be decrypted reads as null, so that the caller asks to sign in, and its file stays where it is:
 * the vault may be back at the next start.
 */
export async function openSecrets(
  directory: string,
  platform: NodeJS.Platform = process.platform,
): Promise<SecretStore> {
  return (await vaultIsReal(safeStorage, platform)) ? fileSecrets(safeStorage, directory) : memorySecrets();
}

async function vaultIsReal(storage: SafeStorage, platform: NodeJS.Platform): Promise<boolean> {
  if (!(await storage.isAsyncEncryptionAvailable())) return false;
  return platform !== 'linux' || !['basic_text', 'unknown'].includes(storage.getSelectedStorageBackend());
}

function memorySecrets(): SecretStore {
  const values = new Map<string, Buffer>();
  return {
    get: async (name) => values.get(name) ?? null,
    set: async (name, value) => void values.set(name, Buffer.from(value)),
    delete: async (name) => void values.delete(name),
  };
}

function fileSecrets(storage: SafeStorage, directory: string): SecretStore {
  const fileOf = (name: string): string => {
    if (!/^[a-z][a-z-]{0,60}$/.test(name)) throw new TypeError('Not a name of a secret');
    return path.join(directory, name);
  };
  const set = async (name: string, value: Buffer): Promise<void> => {
    const file = fileOf(name);
    const sealed = await storage.encryptStringAsync(value.toString('base64'));
    await mkdir(directory, { recursive: true, mode: 0o700 });
    chmodSync(directory, 0o700);
    await writeFile(`${file}~`, sealed.toString('base64'), { mode: 0o600 });
    await rename(`${file}~`, file);
  };
  const get = async (name: string): Promise<Buffer | null> => {
    const sealed = await readFile(fileOf(name), 'utf8').catch(nullWhenAbsent);
    if (sealed === null) return null;
    const opened = await storage.decryptStringAsync(Buffer.from(sealed, 'base64')).catch(() => {
      tell('A secret could not be decrypted by this account; signing in makes a new one');
      return null;
    });
    if (opened === null) return null;
    const value = Buffer.from(opened.result, 'base64');
    if (opened.shouldReEncrypt) await set(name, value);
    return value;
  };
  return { get, set, delete: (name) => rm(fileOf(name), { force: true }) };
}

function nullWhenAbsent(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
  throw error;
}
