import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setAsideCache } from '#db/open-cache.ts';
import { discardCache } from '#db/open-database.ts';
import { LocalDatabaseError } from '#db/sqlite-errors.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import type { AppEvent, SyncState } from '@hallowerk/contract/app/app.desktop.ts';
import type { CloseReason, OpenSession, SessionHost } from './accounts/session-host.ts';
import { userFolder } from './accounts/device-keys.ts';
import type { Clock } from './clock.ts';
import { DesktopError } from './desktop-error.ts';
import type { Failpoint } from './failpoint.ts';
import type { Logger } from './logging/logger.ts';
import type { Platform } from './platform.ts';
import { createAccessTokens } from './server-client/access-tokens.ts';
import { authorizeClient } from './server-client/authorized-client.ts';
import type { OpenPokeStream, PokeStreams } from './server-client/poke-stream.ts';
import type { ServerClient } from './server-client/server-client.ts';
import { createSyncHistory, type SyncHistory } from './sync/sync-history.ts';
import { openUserWorkspace, type UserWorkspace } from './user-workspace.ts';

const NOT_SIGNED_IN = 'Je bent niet aangemeld';
const SIGN_OUT_LIMIT_MS = 5_000;

export interface WorkspacesOptions {
  readonly profileDirectory: string;
  readonly client: ServerClient;
  readonly pokes: PokeStreams;
  readonly platform: Platform;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly failpoint: Failpoint;
  readonly publish: (event: AppEvent) => void;
  readonly onMe: (me: Me) => void;
}

/** Holds the workspace of whoever is signed in. */
export interface Workspaces extends SessionHost {
  /** Throws `DesktopError` SIGNED_OUT when nobody is. */
  current(): UserWorkspace;
  /** Of the open session. Throws as `current`. */
  currentClient(): ServerClient;
  /** null when nobody is signed in. */
  find(): UserWorkspace | null;
  /**
   * For a cache that turned out to be damaged: sets it aside until the next complete pull (sync §2.13) and fills an empty
   * one; the outbox is kept. One at a time; further calls join it.
   */
  rebuild(): Promise<void>;
  /** Deletes the cache and fills it again. Throws `DesktopError` SIGNED_OUT, and REFUSED `rebuilding` while one runs. */
  rebuildNow(): Promise<void>;
}

interface Open {
  readonly session: OpenSession;
  readonly directory: string;
  readonly client: ServerClient;
  readonly openPokes: OpenPokeStream;
  readonly history: SyncHistory;
  me: Me;
  workspace: UserWorkspace;
}

export const SIGNED_OUT_SYNC: SyncState = {
  phase: 'idle',
  received: 0,
  expected: null,
  complete: false,
  lastCompletedAt: null,
  offlineSince: null,
  waiting: 0,
  attention: 0,
  readOnly: false,
  clockOffMs: null,
  message: null,
};

export function createWorkspaces(options: WorkspacesOptions): Workspaces {
  const { clock, logger } = options;
  const directoryOf = (folder: string): string => path.join(options.profileDirectory, 'users', folder);
  let open: Open | null = null;
  let rebuilding: Promise<void> | null = null;

  function openFiles(base: Omit<Open, 'me' | 'workspace'>, me: () => Me): Promise<UserWorkspace> {
    const { platform, publish, failpoint } = options;
    const { deviceId, deviceKey, onAnswer, leaseUntil } = base.session;
    return openUserWorkspace({
      ...base,
      deviceId,
      deviceKey,
      me,
      platform,
      clock,
      logger,
      failpoint,
      publish,
      onAnswer,
      leaseUntil,
      onMe: (changed) => {
        if (open !== null) open.me = changed;
        options.onMe(changed);
      },
      onCacheDamaged: () => void rebuild().catch((error: unknown) => logger.error({ err: error }, 'rebuild failed')),
    });
  }

  /** `clear` takes the closed cache out of the way. */
  async function replaceCache(clear: (directory: string) => Promise<void>): Promise<void> {
    if (open === null) return;
    const held = open;
    await held.workspace.close();
    try {
      await clear(held.directory);
      held.workspace = await openFiles(held, () => held.me);
    } catch (error) {
      // Nothing is open now: whoever owns the session says so, and the next start tries again.
      held.session.onUnreadable(error);
      throw error;
    }
    held.workspace.sync.start('start');
  }

  function rebuild(clear = setAsideCache): Promise<void> {
    rebuilding ??= replaceCache(clear).finally(() => (rebuilding = null));
    return rebuilding;
  }

  const find = (): UserWorkspace | null => (rebuilding === null ? (open?.workspace ?? null) : null);

  function current(): UserWorkspace {
    const workspace = find();
    if (workspace !== null) return workspace;
    if (open === null) throw new DesktopError('SIGNED_OUT', NOT_SIGNED_IN);
    throw new DesktopError('REFUSED', 'De lokale gegevens worden opnieuw opgebouwd. Probeer het zo opnieuw.', {
      reason: 'rebuilding',
    });
  }

  function currentClient(): ServerClient {
    if (open === null) throw new DesktopError('SIGNED_OUT', NOT_SIGNED_IN);
    return open.client;
  }

  return {
    find,
    currentClient,
    current,
    rebuild: () => rebuild(),
    async rebuildNow() {
      current();
      await rebuild(discardCache);
    },
    async open(session) {
      const tokens = createAccessTokens({
        client: options.client,
        clock,
        initial: session.tokens,
        save: session.saveTokens,
        onEnded: session.onRefused,
      });
      const base = {
        session,
        directory: directoryOf(userFolder(session.me.id, session.deviceId)),
        client: authorizeClient(options.client, tokens),
        openPokes: options.pokes(tokens, session.deviceId),
        history: createSyncHistory(),
      };
      try {
        const workspace = await openFiles(base, () => open?.me ?? session.me);
        open = { ...base, me: session.me, workspace };
      } catch (error) {
        session.deviceKey.fill(0);
        throw error;
      }
      open.workspace.sync.start('start');
    },
    async close(reason: CloseReason) {
      const held = open;
      // From here on no call is answered, also while a rebuild is still under way.
      open = null;
      await rebuilding?.catch(() => undefined);
      if (held === null) return;
      try {
        await held.workspace.close();
      } finally {
        held.session.deviceKey.fill(0);
      }
      if (reason === 'signed-out') await rm(held.directory, { recursive: true, force: true });
      options.publish({ type: 'sync', sync: SIGNED_OUT_SYNC });
    },
    waitingCount() {
      try {
        return find()?.outbox.waitingCount() ?? 0;
      } catch (error) {
        // A number for a report must not stand in the way of locking or wiping.
        if (!(error instanceof LocalDatabaseError)) throw error;
        logger.error({ err: error }, 'the waiting changes could not be counted');
        return 0;
      }
    },
    async deleteFiles(folder) {
      // A virus scanner may hold one of them for a moment.
      await rm(directoryOf(folder), { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
    async endOnServer(which) {
      if (open === null) return;
      const { client, workspace } = open;
      const signal = AbortSignal.timeout(SIGN_OUT_LIMIT_MS);
      await workspace.sync.cancel();
      await workspace.sync
        .flush(signal)
        .catch((error: unknown) => logger.warn({ err: error }, 'waiting changes were not sent'));
      const end = which === 'all' ? client.endAllSessions : client.deleteSession;
      try {
        await end({}, { timeoutMs: SIGN_OUT_LIMIT_MS });
      } catch (error) {
        // Who stays signed in goes on syncing.
        if (which === 'all') workspace.sync.start('user');
        throw error;
      }
    },
  };
}
