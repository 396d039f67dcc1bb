import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { DeviceOrderSchema } from '@hallowerk/contract/devices/device-order.ts';
import type { Logger } from '../logging/logger.ts';

const FILE = /^wipe-pending\.([0-9a-f]{24})\.json$/;

const WipeMarkerSchema = z.object({
  /** Of the user's files, inside `users`. */
  folder: z.string().regex(/^[0-9a-f]{24}$/),
  deviceId: z.string().nullable(),
  /** Null when the hard limit passed: nobody waits for a confirmation. */
  order: DeviceOrderSchema.nullable(),
  /** Changes that were never sent. */
  destroyed: z.int(),
  /** Keys and files are gone; only the confirmation is left to do. */
  done: z.boolean(),
});
/** A wipe that began. It stands in a file of the profile until everything of it is done. It holds no personal data. */
export type WipeMarker = z.infer<typeof WipeMarkerSchema>;

const fileOf = (profileDirectory: string, folder: string): string =>
  path.join(profileDirectory, `wipe-pending.${folder}.json`);

/** Durable when it resolves, and whole or not there at all. */
export async function writeWipeMarker(profileDirectory: string, marker: WipeMarker): Promise<void> {
  await mkdir(profileDirectory, { recursive: true });
  const file = fileOf(profileDirectory, marker.folder);
  const beside = `${file}.${randomBytes(4).toString('hex')}.new`;
  const handle = await open(beside, 'wx', 0o600);
  try {
    await handle.writeFile(JSON.stringify(marker));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
}

export async function removeWipeMarker(profileDirectory: string, folder: string): Promise<void> {
  await rm(fileOf(profileDirectory, folder), { force: true });
}

/** Every wipe that is not finished. One that cannot be read is finished all the same: its name says enough. */
export async function readWipeMarkers(profileDirectory: string, logger: Logger): Promise<WipeMarker[]> {
  const names = await readdir(profileDirectory).catch(emptyWhenAbsent);
  const folders = names.flatMap((name) => FILE.exec(name)?.[1] ?? []);
  return Promise.all(folders.map((folder) => readOne(profileDirectory, folder, logger)));
}

async function readOne(profileDirectory: string, folder: string, logger: Logger): Promise<WipeMarker> {
  try {
    return WipeMarkerSchema.parse(JSON.parse(await readFile(fileOf(profileDirectory, folder), 'utf8')));
  } catch (error) {
    logger.error({ err: error }, 'a wipe marker is unreadable');
    return { folder, deviceId: null, order: null, destroyed: 0, done: false };
  }
}

function emptyWhenAbsent(error: unknown): string[] {
  if (error instanceof Error && Reflect.get(error, 'code') === 'ENOENT') return [];
  throw error;
}
