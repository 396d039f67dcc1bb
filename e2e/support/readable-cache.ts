import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deriveKey, userFolder } from '#core/accounts/device-keys.ts';
import { openCipherFile } from '#db/cipher-client.ts';
import { CACHE_NAME, CACHE_FORMAT } from '#db/open-database.ts';
import { createFileSecrets } from '#hosts/file-secrets.ts';

export interface ReadableCache {
  /** Whether the bytes of the decrypted file hold this text, in whatever case. */
  holds(text: string): boolean;
  /** Whether the text index knows this word. */
  indexes(word: string): boolean;
  /** Rows of the cache, to see that the right file was read. */
  readonly rows: number;
}

/** Opens the cache of the one who is signed in on a profile, as the program does. The caller closes it. */
export async function openProfileCache(profile: string): Promise<ReturnType<typeof openCipherFile>> {
  const { directory, key } = await cacheOf(profile);
  return openCipherFile({ file: path.join(directory, CACHE_NAME), key, format: CACHE_FORMAT });
}

/** Decrypts a copy of the cache of a stopped program: everything that whoever has the key could find in the file. */
export async function readCache(profile: string): Promise<ReadableCache> {
  const { directory, key } = await cacheOf(profile);
  const copy = mkdtempSync(path.join(tmpdir(), 'hallowerk-readable-'));
  try {
    cpSync(directory, copy, { recursive: true });
    const file = path.join(copy, CACHE_NAME);
    const connection = openCipherFile({ file, key, format: CACHE_FORMAT });
    connection.pragma('wal_checkpoint(TRUNCATE)');
    connection.pragma('journal_mode=DELETE');
    const rows = connection.prepare<{ n: number }>('select count(*) as n from row').get()?.n ?? 0;
    const words = new Set(connection.prepare<string>('select term from text_term').pluck().all());
    connection.pragma("rekey=''");
    connection.close();
    const bytes = readFileSync(file).toString('latin1').toLowerCase();
    return {
      holds: (text) => bytes.includes(Buffer.from(text.toLowerCase()).toString('latin1')),
      indexes: (word) => words.has(word.toLowerCase()),
      rows,
    };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function cacheOf(profile: string): Promise<{ directory: string; key: Buffer }> {
  const kept = await createFileSecrets(path.join(profile, 'secrets')).get('session');
  const { deviceId, deviceKey, me } = JSON.parse(String(kept)) as {
    deviceId: string;
    deviceKey: string;
    me: { id: string };
  };
  return {
    directory: path.join(profile, 'users', userFolder(me.id, deviceId)),
    key: deriveKey(Buffer.from(deviceKey, 'base64'), 'cache'),
  };
}
