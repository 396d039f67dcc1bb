import type { Me } from '@hallowerk/contract/accounts/account.ts';
import type { Clock } from '../clock.ts';
import { userFolder } from './device-keys.ts';
import type { DeviceWipe } from './device-wipe.ts';
import { leaseStanding } from './lease.ts';
import type { LockedFiles } from './locked-files.ts';
import type { AsideSession, KeptSession, SessionStore } from './session-store.ts';

/**
 * Sessions of the other accounts of who is signed in, so that switching back is quick and works without a connection
 * (HW-SET-03). They live in the vault only, under the rules of their own lease, and no longer than somebody is signed in: an
 * end of the session ends them too, and their files stay without a key.
 */
export interface AsideSessions {
  /** Who they are of, and what waits in their outboxes. */
  list(): Promise<readonly { readonly me: Me; readonly waiting: number }[]>;
  /** Its session, taken out; null when there is none whose lease holds. */
  take(userId: string): Promise<KeptSession | null>;
  /** Before the session is closed. */
  put(session: KeptSession, waiting: number): Promise<void>;
  /** Ends those whose lease ended, and destroys the files of those beyond the hard limit. */
  tidy(): Promise<void>;
  /** Their keys go out of the vault; their files stay. */
  lockAll(): Promise<void>;
}

export interface AsideSessionsOptions {
  readonly store: Pick<SessionStore, 'aside' | 'setAside'>;
  readonly lockedFiles: Pick<LockedFiles, 'remember'>;
  readonly wipes: Pick<DeviceWipe, 'wipe'>;
  readonly clock: Clock;
}

export function createAsideSessions({ store, lockedFiles, wipes, clock }: AsideSessionsOptions): AsideSessions {
  const forgetKeys = (sessions: readonly AsideSession[]): void =>
    sessions.forEach(({ session }) => session.deviceKey.fill(0));

  /** Works on copies of the keys, which are zero afterwards. */
  async function using<T>(work: (sessions: readonly AsideSession[]) => Promise<T>): Promise<T> {
    const sessions = await store.aside();
    try {
      return await work(sessions);
    } finally {
      forgetKeys(sessions);
    }
  }

  async function tidy(): Promise<void> {
    await using(async (sessions) => {
      const standings = sessions.map((entry) => ({ entry, standing: leaseStanding(entry.session, clock.now()) }));
      const over = standings.filter(({ standing }) => standing !== 'valid');
      if (over.length === 0) return;
      await store.setAside(standings.filter(({ standing }) => standing === 'valid').map(({ entry }) => entry));
      for (const { entry, standing } of over) {
        const { session, waiting } = entry;
        const { me, deviceId } = session;
        if (standing === 'ended') await lockedFiles.remember(session, waiting, 'none');
        else {
          const target = { folder: userFolder(me.id, deviceId), deviceId, order: null, destroyed: waiting };
          await wipes.wipe(target, () => Promise.resolve());
        }
      }
    });
  }

  return {
    list: () =>
      using(async (sessions) =>
        sessions
          .filter(({ session }) => leaseStanding(session, clock.now()) === 'valid')
          .map(({ session, waiting }) => ({ me: session.me, waiting })),
      ),
    async take(userId) {
      await tidy();
      return using(async (sessions) => {
        const found = sessions.find(({ session }) => session.me.id === userId);
        if (found === undefined) return null;
        await store.setAside(sessions.filter((entry) => entry !== found));
        return { ...found.session, deviceKey: Buffer.from(found.session.deviceKey) };
      });
    },
    put: (session, waiting) =>
      using((sessions) =>
        store.setAside([...sessions.filter((entry) => entry.session.me.id !== session.me.id), { session, waiting }]),
      ),
    tidy,
    lockAll: () =>
      using(async (sessions) => {
        for (const { session, waiting } of sessions) await lockedFiles.remember(session, waiting, 'none');
        if (sessions.length > 0) await store.setAside([]);
      }),
  };
}
