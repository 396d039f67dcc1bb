import type { DeviceOrder } from '@hallowerk/contract/devices/device-order.ts';
import { userFolder } from './device-keys.ts';
import type { SessionHost } from './session-host.ts';
import type { SessionStore } from './session-store.ts';
import { readWipeMarkers, removeWipeMarker, writeWipeMarker, type WipeMarker } from './wipe-marker.ts';
import type { Failpoint } from '../failpoint.ts';
import type { Logger } from '../logging/logger.ts';
import type { ServerClient } from '../server-client/server-client.ts';
import { ServerProblem } from '../server-client/server-errors.ts';

export interface WipeTarget {
  /** Of the user's files, inside `users`. */
  readonly folder: string;
  readonly deviceId: string;
  /** Null when the hard limit of the lease passed. */
  readonly order: DeviceOrder | null;
  /** Changes that are destroyed without ever having been sent. */
  readonly destroyed: number;
}

export interface DeviceWipe {
  /** Finishes what an earlier run began. Call it before anything opens. True when keys or files went now. */
  finishAll(): Promise<boolean>;
  /**
   * Destroys the keys and files of one user on this device. `close` makes the key zero and closes the files. A step that
   * fails does not stop the next ones; what is left is done at the next start.
   */
  wipe(target: WipeTarget, close: () => Promise<void>): Promise<void>;
  /** Resolves when no confirmation is under way. */
  settled(): Promise<void>;
}

export interface DeviceWipeOptions {
  readonly profileDirectory: string;
  readonly store: SessionStore;
  readonly host: Pick<SessionHost, 'deleteFiles'>;
  readonly client: Pick<ServerClient, 'confirmWiped'>;
  readonly logger: Logger;
  readonly failpoint: Failpoint;
}

const NOTHING_OPEN = (): Promise<void> => Promise.resolve();

/**
 * The wipe of sync §2.20: marker, key material, memory, files, confirmation, in this order. The marker is what makes it
 * happen: a crash at any point is completed at the next start.
 */
export function createDeviceWipe(options: DeviceWipeOptions): DeviceWipe {
  const { profileDirectory, store, host, client, logger, failpoint } = options;
  const confirmations = new Set<Promise<void>>();

  async function emptyVault({ folder, deviceId }: WipeMarker): Promise<void> {
    const { session } = await store.load();
    if (session !== null && userFolder(session.me.id, session.deviceId) === folder) await store.clear();
    session?.deviceKey.fill(0);
    // Another key belongs to the next sign-in, so it must be another device.
    if (deviceId !== null) await store.forgetDevice(deviceId);
  }

  async function forgetFiles(folder: string): Promise<void> {
    const { [folder]: _wiped, ...files } = (await store.closed()).files;
    await store.setClosed({ reason: 'device-wiped', files });
  }

  async function complete(marker: WipeMarker, close: () => Promise<void>): Promise<void> {
    let isWhole = true;
    const attempt = async (step: string, work: () => Promise<void>): Promise<void> => {
      try {
        await work();
      } catch (error) {
        isWhole = false;
        logger.error({ err: error, step }, 'a step of the wipe failed and is repeated at the next start');
      }
      await failpoint(`wipe: after ${step}`);
    };
    await attempt('vault', () => emptyVault(marker));
    await attempt('close', close);
    await attempt('files', () => host.deleteFiles(marker.folder));
    await attempt('record', () => forgetFiles(marker.folder));
    if (!isWhole) return;
    const done = { ...marker, done: true };
    if (marker.order === null) await removeWipeMarker(profileDirectory, marker.folder);
    else await writeWipeMarker(profileDirectory, done);
    await failpoint('wipe: before confirmation');
    confirmLater(done);
  }

  /** Not waited for: a start must not hang on a server that is away. */
  function confirmLater(marker: WipeMarker): void {
    const running = confirm(marker)
      .catch((error: unknown) => logger.warn({ err: error }, 'a wipe was not confirmed and will be at the next start'))
      .finally(() => confirmations.delete(running));
    confirmations.add(running);
  }

  async function confirm({ order, destroyed, folder }: WipeMarker): Promise<void> {
    if (order === null) return;
    try {
      await client.confirmWiped({ params: { id: order.device }, body: { order, destroyed } });
    } catch (error) {
      // The server knows no such order (any more): nobody waits for this.
      if (!(error instanceof ServerProblem) || error.status !== 404) throw error;
    }
    await removeWipeMarker(profileDirectory, folder);
  }

  return {
    async finishAll() {
      const markers = await readWipeMarkers(profileDirectory, logger);
      for (const marker of markers) {
        if (marker.done) confirmLater(marker);
        else await complete(marker, NOTHING_OPEN);
      }
      return markers.some(({ done }) => !done);
    },
    async wipe({ folder, deviceId, order, destroyed }, close) {
      const marker: WipeMarker = { folder, deviceId, order, destroyed, done: false };
      await writeWipeMarker(profileDirectory, marker).catch((error: unknown) => {
        // A full disk must not save what was ordered to go.
        logger.error({ err: error }, 'a wipe goes on without its marker');
      });
      await failpoint('wipe: after marker');
      await complete(marker, close);
    },
    async settled() {
      await Promise.all(confirmations);
    },
  };
}
