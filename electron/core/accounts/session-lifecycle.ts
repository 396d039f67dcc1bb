import type { Me } from '@hallowerk/contract/accounts/account.ts';
import type { AccountState, SignedOutReason } from '@hallowerk/contract/app/app.desktop.ts';
import { assertNever } from '@hallowerk/contract/common/assert-never.ts';
import type { DeviceOrder } from '@hallowerk/contract/devices/device-order.ts';
import type { Clock } from '../clock.ts';
import { DesktopError } from '../desktop-error.ts';
import type { Failpoint } from '../failpoint.ts';
import type { Logger } from '../logging/logger.ts';
import { OfflineError, type ServerProblem } from '../server-client/server-errors.ts';
import type { ServerClient } from '../server-client/server-client.ts';
import { createAsideSessions, type AsideSessions } from './aside-sessions.ts';
import { userFolder } from './device-keys.ts';
import { createDeviceWipe } from './device-wipe.ts';
import { createLeaseKeeper, leaseStanding, leaseTerms, type LeaseKeeper } from './lease.ts';
import { createLockedFiles } from './locked-files.ts';
import type { OpenSession, SessionHost } from './session-host.ts';
import type { KeptSession, SessionStore } from './session-store.ts';
import { isGenuineOrder, type SignedFor } from './signed-texts.ts';

export interface SessionLifecycleOptions {
  readonly client: Pick<ServerClient, 'confirmWiped'>;
  readonly profileDirectory: string;
  readonly store: SessionStore;
  readonly host: SessionHost;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly failpoint: Failpoint;
  readonly onChanged: (state: AccountState) => void;
}

/** How a session begins and ends on this device. Everything but `state` happens one after the other. */
export interface SessionLifecycle {
  state(): AccountState;
  /**
   * Opens the session of an earlier run, also without a connection, after finishing a wipe that it left. When that is
   * impossible nobody is signed in, and the state says why; rejects when the files did not open.
   */
  resume(): Promise<void>;
  /** Opens the session that `signIn` gives, in place of the one that is open. */
  begin(signIn: () => Promise<KeptSession>): Promise<void>;
  /**
   * Opens another account of who is signed in, and keeps the session of this one aside. `signIn` asks the server; without a
   * connection the session that was kept serves. Rejects with nothing changed when neither gives one.
   */
  switchTo(userId: string, signIn: () => Promise<KeptSession>): Promise<void>;
  /** Other accounts of who is signed in that were opened here, with what waits in their outboxes. */
  aside(): ReturnType<AsideSessions['list']>;
  /** The sign-in was refused with an order: a device that was locked or wiped while it was closed hears of it here. */
  obeyRefusedSignIn(order: DeviceOrder): Promise<void>;
  /**
   * `all`: on every other device too; rejects, with nothing changed here, when the server did not confirm it. `this` ends
   * here whether the server hears of it or not.
   */
  signOut(which: 'this' | 'all'): Promise<void>;
  updateMe(me: Me): Promise<void>;
  close(): Promise<void>;
}

/** The session that is open now, from its opening to its end. */
interface Current {
  kept: KeptSession;
  readonly lease: LeaseKeeper;
}

/** Runs what it is given one after the other, whether the one before succeeded or not. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let queue: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  };
}

function createFileKeepers(options: SessionLifecycleOptions) {
  const wipes = createDeviceWipe(options);
  const lockedFiles = createLockedFiles(options);
  return { wipes, lockedFiles, asides: createAsideSessions({ ...options, lockedFiles, wipes }) };
}

export function createSessionLifecycle(options: SessionLifecycleOptions): SessionLifecycle {
  const { store, host, clock, logger } = options;
  const { wipes, lockedFiles, asides } = createFileKeepers(options);
  /** Opening and closing happen one after the other: two at once would meet in the same files. */
  const inTurn = createTurns();
  let current: Current | null = null;
  let reason: SignedOutReason = 'none';
  let saving: Promise<void> = Promise.resolve();

  const state = (): AccountState =>
    current === null ? { state: 'signed-out', reason } : { state: 'signed-in', me: current.kept.me };

  /** For what nobody waits for. Does nothing when this session has ended meanwhile. */
  function laterFor(session: Current, work: () => Promise<void>): void {
    inTurn(async () => {
      if (current === session) await work();
    }).catch((error: unknown) => logger.error({ err: error }, 'a session could not be closed as it should'));
  }

  async function keep(session: Current, change: Partial<KeptSession>): Promise<void> {
    session.kept = { ...session.kept, ...change };
    // One after the other: an older version must not land on a newer one, its refresh token is spent.
    saving = saving
      .catch(() => undefined)
      .then(async () => {
        if (current === session) await store.save(session.kept);
      });
    await saving;
  }

  async function open(kept: KeptSession): Promise<void> {
    const session: Current = { kept, lease: keepLease(kept, () => session) };
    // Set before the files open: tokens can be renewed as soon as they do, and must then be kept.
    current = session;
    try {
      await host.open(describeOpen(session));
    } catch (error) {
      forget('files-unreadable');
      throw error;
    }
    reason = 'none';
    session.lease.watch();
    options.onChanged(state());
  }

  function keepLease(kept: KeptSession, session: () => Current): LeaseKeeper {
    return createLeaseKeeper({
      kept,
      signedFor: signedForOf(kept),
      clock,
      logger,
      save: ({ lease, newestTime }) =>
        void keep(session(), { lease, newestTime }).catch((error: unknown) =>
          logger.error({ err: error }, 'the lease was not kept'),
        ),
      onOver: (standing) =>
        laterFor(session(), () => (standing === 'ended' ? lock('lease-ended') : wipe(session(), null))),
    });
  }

  function describeOpen(session: Current): OpenSession {
    const { deviceId, deviceKey, me, tokens } = session.kept;
    return {
      deviceId,
      deviceKey: Buffer.from(deviceKey),
      me,
      tokens,
      saveTokens: async (renewed) => {
        laterFor(session, asides.tidy);
        await keep(session, { tokens: renewed });
      },
      onRefused: (problem) => laterFor(session, () => obey(session, problem)),
      onAnswer: (serverTime, lease) => session.lease.learn(serverTime, lease),
      leaseUntil: () => leaseTerms(session.lease.kept()).until,
      onUnreadable: (error) =>
        laterFor(session, async () => {
          logger.error({ err: error }, 'the files could not be opened again');
          forget('files-unreadable');
          await host.close('locked');
        }),
    };
  }

  /** From here on nobody is signed in, and the key is not in memory here. */
  function forget(why: SignedOutReason): void {
    current?.lease.close();
    current?.kept.deviceKey.fill(0);
    current = null;
    reason = why;
    options.onChanged(state());
  }

  async function emptyVault(): Promise<void> {
    await saving.catch(() => undefined);
    await store.clear();
  }

  /** Files stay, without a key on this device; a sign-in brings it again. */
  async function lock(why: SignedOutReason): Promise<void> {
    if (current === null) return;
    logger.warn({ reason: why }, 'locked: files stay, sign in again');
    const kept = { ...current.kept, ...current.lease.kept() };
    const waiting = host.waitingCount();
    forget(why);
    // Whatever fails here, the key must be out of memory and out of the vault.
    try {
      await host.close('locked');
      await asides.lockAll();
    } finally {
      await lockedFiles.remember(kept, waiting, why).finally(emptyVault);
    }
  }

  async function obey(session: Current, { code, order }: ServerProblem): Promise<void> {
    if (order === null || !isGenuineOrder(order, signedForOf(session.kept))) {
      logger.warn({ code, order: order !== null }, 'the server ended the session without an order that counts');
      return lock('session-ended');
    }
    switch (order.action) {
      case 'LOCK':
        return lock('device-locked');
      case 'WIPE':
        return wipe(session, order);
      default:
        return assertNever(order.action);
    }
  }

  async function wipe({ kept }: Current, order: DeviceOrder | null): Promise<void> {
    const { me, deviceId } = kept;
    logger.warn({ ordered: order !== null }, 'keys and files of this user are destroyed');
    const target = { folder: userFolder(me.id, deviceId), deviceId, order, destroyed: host.waitingCount() };
    forget('device-wiped');
    // A session that is being saved would put the key back.
    await saving.catch(() => undefined);
    await asides.lockAll();
    await wipes.wipe(target, () => host.close('locked'));
  }

  async function obeyRefusedSignIn(order: DeviceOrder): Promise<void> {
    // What it is about can be an account that was aside: from here on its files are locked ones.
    await asides.lockAll();
    const files = await lockedFiles.named(order);
    if (files === null) return;
    if (order.action === 'WIPE') await wipes.wipe({ ...files, order }, () => Promise.resolve());
    if (current === null) forget(order.action === 'WIPE' ? 'device-wiped' : 'device-locked');
  }

  async function start(kept: KeptSession): Promise<void> {
    if (current !== null) await replace();
    await asides.lockAll();
    await store.save(kept);
    await open(kept);
    await lockedFiles.forget(userFolder(kept.me.id, kept.deviceId));
  }

  async function replace(): Promise<void> {
    if (current === null) return;
    const kept = { ...current.kept, ...current.lease.kept() };
    const waiting = host.waitingCount();
    forget('none');
    await host.close('replaced');
    await lockedFiles.remember(kept, waiting, 'none');
  }

  async function switchTo(userId: string, signIn: () => Promise<KeptSession>): Promise<void> {
    if (current === null) throw new DesktopError('SIGNED_OUT', 'Je bent niet aangemeld');
    const next = await sessionFor(userId, signIn);
    const left = current;
    const waiting = host.waitingCount();
    try {
      // First the files: until they are closed its tokens can be renewed, and the newest ones are to be kept.
      await host.close('replaced');
      await saving;
      await asides.put({ ...left.kept, ...left.lease.kept() }, waiting);
      left.lease.close();
      left.kept.deviceKey.fill(0);
      await store.save(next);
    } catch (error) {
      next.deviceKey.fill(0);
      forget('none');
      throw error;
    }
    await open(next);
    await lockedFiles.forget(userFolder(next.me.id, next.deviceId));
  }

  /** The server first: it may have blocked the account, and what was kept can have been idle for too long. */
  async function sessionFor(userId: string, signIn: () => Promise<KeptSession>): Promise<KeptSession> {
    try {
      const fresh = await signIn();
      (await asides.take(userId))?.deviceKey.fill(0);
      return fresh;
    } catch (error) {
      const kept = error instanceof OfflineError ? await asides.take(userId) : null;
      if (kept === null) throw error;
      return kept;
    }
  }

  async function signOut(which: 'this' | 'all'): Promise<void> {
    if (current === null) return;
    const { deviceId } = current.kept;
    const ended = host.endOnServer(which);
    // Who signs out everywhere does so because of the other devices: it happened, or he hears that it did not.
    await (which === 'all'
      ? ended
      : ended.catch((error: unknown) => logger.warn({ err: error }, 'the server did not hear of the sign-out')));
    forget('none');
    await host.close('signed-out');
    await emptyVault();
    await asides.lockAll();
    await (which === 'all' ? store.forgetDevice(deviceId) : store.leaveDevice(deviceId));
  }

  async function resume(): Promise<void> {
    // Before anything opens: what was to be destroyed is destroyed (sync §2.14).
    await wipes.finishAll();
    await lockedFiles.wipeBeyondLimit();
    const { session, outdated } = await store.load();
    if (outdated !== null) {
      await lockedFiles.rememberOutdated(outdated);
      await store.clear();
    }
    reason = (await store.closed()).reason;
    if (session === null) return asides.lockAll();
    const { me, deviceId } = session;
    // It was written last before a crash: this is the newer one.
    (await asides.take(me.id))?.deviceKey.fill(0);
    switch (leaseStanding(session, clock.now())) {
      case 'hard-limit':
        reason = 'device-wiped';
        await asides.lockAll();
        return wipes.wipe(
          { folder: userFolder(me.id, deviceId), deviceId, order: null, destroyed: 0 },
          async () => void session.deviceKey.fill(0),
        );
      case 'ended':
        reason = 'lease-ended';
        await asides.lockAll();
        await lockedFiles.remember(session, 0, reason);
        session.deviceKey.fill(0);
        return store.clear();
      case 'valid':
        return open(session);
    }
  }

  async function close(): Promise<void> {
    const session = current;
    if (session !== null) {
      const { lease, newestTime } = session.lease.kept();
      await keep(session, { lease, newestTime }).catch((error: unknown) =>
        logger.error({ err: error }, 'the lease was not kept'),
      );
      session.lease.close();
    }
    await host.close('shutdown');
    // The screens are going too: nobody is told.
    current = null;
    session?.kept.deviceKey.fill(0);
    await wipes.settled();
  }

  async function changeMe(me: Me): Promise<void> {
    if (current === null || current.kept.me.id !== me.id) return;
    const { me: before, deviceId } = current.kept;
    // A sign-in with another address is to find the files that are here.
    if (before.email !== me.email) await store.rememberSame(before.email, me.email, deviceId);
    await keep(current, { me });
    options.onChanged(state());
  }

  return {
    state,
    resume: () =>
      inTurn(() =>
        resume().catch((error: unknown) => {
          if (current === null) reason = 'files-unreadable';
          throw error;
        }),
      ),
    begin: (signIn) => inTurn(async () => start(await signIn())),
    switchTo: (userId, signIn) => inTurn(() => switchTo(userId, signIn)),
    aside: () => inTurn(asides.list),
    obeyRefusedSignIn: (order) => inTurn(() => obeyRefusedSignIn(order)),
    signOut: (which) => inTurn(() => signOut(which)),
    updateMe: (me) => inTurn(() => changeMe(me)),
    close: () => inTurn(close),
  };
}

function signedForOf({ me, deviceId, serverPublicKey }: KeptSession): SignedFor {
  return { userId: me.id, deviceId, serverPublicKey };
}
