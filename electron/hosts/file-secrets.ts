import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { SecretStore } from '#core/platform.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;
const NAME = /^[a-z][a-z-]{0,40}$/;

/**
 * Secrets of the loopback host: one AES-256-GCM file each in `directory` (mode 700, files 600). The key comes from
 * `passphrase` when there is one, else from a random key file next to them: then it protects against copies of single
 * files and readers with other rights, not against a program of the same user. The Electron host uses the system's vault.
 */
export function createFileSecrets(directory: string, passphrase?: string): SecretStore {
  let key: Promise<Buffer> | null = null;
  const secretKey = (): Promise<Buffer> => (key ??= loadKey(directory, passphrase));
  const fileOf = (name: string): string => {
    if (!NAME.test(name)) throw new RangeError('A secret has a name in lower case');
    return path.join(directory, `${name}.secret`);
  };

  return {
    async get(name) {
      const sealed = await readOrNull(fileOf(name));
      return sealed === null ? null : unseal(await secretKey(), name, sealed);
    },
    async set(name, value) {
      await writePrivately(directory, fileOf(name), seal(await secretKey(), name, value));
    },
    async delete(name) {
      await rm(fileOf(name), { force: true });
    },
  };
}

async function loadKey(directory: string, passphrase: string | undefined): Promise<Buffer> {
  if (passphrase !== undefined && passphrase !== '') {
    return Buffer.from(hkdfSync('sha256', passphrase, Buffer.alloc(0), 'hallowerk loopback secrets', 32));
  }
  const file = path.join(directory, 'host.key');
  const existing = await readOrNull(file);
  if (existing?.length === 32) return existing;
  const created = randomBytes(32);
  await writePrivately(directory, file, created);
  return created;
}

function seal(key: Buffer, name: string, value: Buffer): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(name));
  return Buffer.concat([iv, cipher.update(value), cipher.final(), cipher.getAuthTag()]);
}

/** Null when the file was made with another key or is damaged: the user signs in again, nothing is deleted. */
function unseal(key: Buffer, name: string, sealed: Buffer): Buffer | null {
  if (sealed.length < IV_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES))
    .setAAD(Buffer.from(name))
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    return null;
  }
}

async function readOrNull(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ENOENT') return null;
    throw error;
  }
}

/** Whole or not at all, also when the machine stops: written beside, flushed, renamed. */
async function writePrivately(directory: string, file: string, content: Buffer): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const beside = `${file}.${randomBytes(4).toString('hex')}.new`;
  const handle = await open(beside, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
}
