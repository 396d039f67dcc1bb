import { rm } from 'node:fs/promises';
import path from 'node:path';
import { discardCache } from '#db/open-database.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import type { AppEvent, SyncState } from '@hallowerk/contract/app/app.desktop.ts';
import type { CloseReason, OpenSession, SessionHost } from './accounts/accounts.service.ts';
import { userFolder } from './accounts/device-keys.ts';
import type { Clock } from './clock.ts';
import { DesktopError } from './desktop-error.ts';
import type { Logger } from './logging/logger.ts';
import type { Platform } from './platform.ts';
import { createAccessTokens } from './server-client/access-tokens.ts';
import { authorizeClient } from './server-client/authorized-client.ts';
import type { ServerClient } from './server-client/server-client.ts';
import { openUserWorkspace, type UserWorkspace } from './user-workspace.ts';

const SIGN_OUT_LIMIT_MS = 5_000;

export interface WorkspacesOptions {
  readonly profileDirectory: string;
  readonly client: ServerClient;
  readonly platform: Platform;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly publish: (event: AppEvent) => void;
  readonly onMe: (me: Me) => void;
}

/** Holds the workspace of whoever is signed in. */
export interface Workspaces extends SessionHost {
  /** Throws `DesktopError` SIGNED_OUT when nobody is. */
  current(): UserWorkspace;
  /** null when nobody is signed in. */
  find(): UserWorkspace | null;
  /** Throws the cache away and fills it again; the outbox is kept. One at a time; further calls join it. */
  rebuild(): Promise<void>;
}

interface Open {
  readonly session: OpenSession;
  readonly directory: string;
  readonly client: ServerClient;
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
  message: null,
};

export function createWorkspaces(options: WorkspacesOptions): Workspaces {
  const { clock, logger } = options;
  let open: Open | null = null;
  let rebuilding: Promise<void> | null = null;

  function openFiles(base: Pick<Open, 'session' | 'directory' | 'client'>, me: () => Me): Promise<UserWorkspace> {
    const { platform, publish } = options;
    const { deviceId, deviceKey } = base.session;
    return openUserWorkspace({
      directory: base.directory,
      deviceId,
      deviceKey,
      client: base.client,
      me,
      platform,
      clock,
      logger,
      publish,
      onMe: (changed) => {
        if (open !== null) open.me = changed;
        options.onMe(changed);
      },
      onCacheDamaged: () => void rebuild().catch((error: unknown) => logger.error({ err: error }, 'rebuild failed')),
    });
  }

  async function rebuildNow(): Promise<void> {
    if (open === null) return;
    const held = open;
    await held.workspace.close();
    await discardCache(held.directory);
    held.workspace = await openFiles(held, () => held.me);
    held.workspace.sync.start();
  }

  function rebuild(): Promise<void> {
    rebuilding ??= rebuildNow().finally(() => (rebuilding = null));
    return rebuilding;
  }

  const find = (): UserWorkspace | null => (rebuilding === null ? (open?.workspace ?? null) : null);

  return {
    find,
    current() {
      const workspace = find();
      if (workspace !== null) return workspace;
      if (rebuilding === null) throw new DesktopError('SIGNED_OUT', 'Je bent niet aangemeld');
      throw new DesktopError('REFUSED', 'De lokale gegevens worden opnieuw opgebouwd. Probeer het zo opnieuw.', {
        reason: 'rebuilding',
      });
    },
    rebuild,
    async open(session) {
      const tokens = createAccessTokens({
        client: options.client,
        clock,
        initial: session.tokens,
        save: session.saveTokens,
        onEnded: session.onEnded,
      });
      const directory = path.join(options.profileDirectory, 'users', userFolder(session.me.id, session.deviceId));
      const base = { session, directory, client: authorizeClient(options.client, tokens) };
      const workspace = await openFiles(base, () => open?.me ?? session.me);
      open = { ...base, me: session.me, workspace };
      workspace.sync.start();
    },
    async close(reason: CloseReason) {
      await rebuilding?.catch(() => undefined);
      const held = open;
      open = null;
      if (held === null) return;
      await held.workspace.close();
      held.session.deviceKey.fill(0);
      if (reason === 'signed-out') await rm(held.directory, { recursive: true, force: true });
      options.publish({ type: 'sync', sync: SIGNED_OUT_SYNC });
    },
    async endOnServer() {
      if (open === null) return;
      const { client, workspace } = open;
      const signal = AbortSignal.timeout(SIGN_OUT_LIMIT_MS);
      await workspace.sync.cancel();
      await workspace
        .flush(signal)
        .catch((error: unknown) => logger.warn({ err: error }, 'waiting changes were not sent'));
      await client.deleteSession({}, { timeoutMs: SIGN_OUT_LIMIT_MS });
    },
  };
}
