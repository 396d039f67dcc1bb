import type { SignedOutReason } from '@hallowerk/contract/app/app.desktop.ts';
import type { DeviceOrder } from '@hallowerk/contract/devices/device-order.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import type { SessionHost } from './session-host.ts';
import { userFolder } from './device-keys.ts';
import type { WipeTarget } from './device-wipe.ts';
import { leaseNow, leaseTerms } from './lease.ts';
import type { Closed, KeptSession, LockedFiles as Entry, SessionStore } from './session-store.ts';
import { isGenuineOrder } from './signed-texts.ts';

/** Days that files of a session without a lease may stay. */
const HARD_LIMIT_MS = 30 * 86_400_000;

export interface LockedFiles {
  /** These files stay without a key; `reason` is what the sign-in page says from now on. */
  remember(session: KeptSession, waiting: number, reason: SignedOutReason): Promise<void>;
  /** As `remember`, of a session from a version that knew no lease: its limit counts from now. */
  rememberOutdated(session: { readonly userId: string; readonly deviceId: string }): Promise<void>;
  /** Their user signed in. */
  forget(folder: string): Promise<void>;
  /** What a genuine order is about, or null when no files here are meant by it. */
  named(order: DeviceOrder): Promise<Omit<WipeTarget, 'order'> | null>;
  /** Deletes the files whose hard limit passed. */
  wipeBeyondLimit(): Promise<void>;
}

export interface LockedFilesOptions {
  readonly store: SessionStore;
  readonly host: Pick<SessionHost, 'deleteFiles'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Files of sessions that ended while their files stayed. Locking is no way around the hard limit or a wipe order: both
 * reach these files too (sync §2.20).
 */
export function createLockedFiles({ store, host, clock, logger }: LockedFilesOptions): LockedFiles {
  async function change(make: (closed: Closed) => Closed): Promise<void> {
    await store.setClosed(make(await store.closed()));
  }
  const add = (entry: Entry, reason: SignedOutReason): Promise<void> =>
    change(({ files }) => ({ reason, files: { ...files, [userFolder(entry.userId, entry.deviceId)]: entry } }));

  async function entryOf(order: DeviceOrder): Promise<Pick<Entry, 'serverPublicKey' | 'waiting'> | null> {
    const folder = userFolder(order.user, order.device);
    const entry = (await store.closed()).files[folder];
    if (entry !== undefined) return entry;
    // Files that could not be opened: their session is still in the vault.
    const { session } = await store.load();
    session?.deviceKey.fill(0);
    const isIts = session !== null && userFolder(session.me.id, session.deviceId) === folder;
    return isIts ? { serverPublicKey: session.serverPublicKey, waiting: 0 } : null;
  }

  return {
    remember(session, waiting, reason) {
      const { me, deviceId, serverPublicKey, newestTime } = session;
      const { wipeAfter } = leaseTerms(session);
      return add({ userId: me.id, deviceId, serverPublicKey, wipeAfter, newestTime, waiting }, reason);
    },
    rememberOutdated({ userId, deviceId }) {
      const wipeAfter = new Date(clock.now() + HARD_LIMIT_MS).toISOString();
      const entry = { userId, deviceId, serverPublicKey: null, wipeAfter, newestTime: null, waiting: 0 };
      return add(entry, 'session-ended');
    },
    forget: (folder) => change(({ files: { [folder]: _opened, ...files } }) => ({ reason: 'none', files })),
    async named(order) {
      const entry = await entryOf(order);
      if (entry === null || entry.serverPublicKey === null) return null;
      const { user: userId, device: deviceId } = order;
      if (!isGenuineOrder(order, { userId, deviceId, serverPublicKey: entry.serverPublicKey })) return null;
      return { folder: userFolder(userId, deviceId), deviceId, destroyed: entry.waiting };
    },
    async wipeBeyondLimit() {
      const { files } = await store.closed();
      const over = Object.entries(files).filter(
        ([, { wipeAfter, newestTime }]) => leaseNow(clock.now(), newestTime) > Date.parse(wipeAfter),
      );
      for (const [folder, { deviceId }] of over) {
        logger.warn('files beyond the hard limit are deleted');
        await host.deleteFiles(folder);
        await store.forgetDevice(deviceId);
        await change(({ files: { [folder]: _gone, ...rest } }) => ({ reason: 'device-wiped', files: rest }));
      }
    },
  };
}
