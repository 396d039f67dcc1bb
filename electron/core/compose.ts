import * as z from 'zod';
import type { AppEvent } from '@hallowerk/contract/app/app.desktop.ts';
import { createAccountsService } from './accounts/accounts.service.ts';
import { createMicrosoftBrowser } from './accounts/microsoft-browser.ts';
import { createMicrosoftSignIn } from './accounts/microsoft-sign-in.ts';
import { createSessionLifecycle } from './accounts/session-lifecycle.ts';
import { createSessionStore } from './accounts/session-store.ts';
import { createAppService } from './app/app.service.ts';
import { createEventHub } from './app/event-hub.ts';
import { SYSTEM_CLOCK, type Clock } from './clock.ts';
import { NO_FAILPOINT, type Failpoint } from './failpoint.ts';
import type { Logger } from './logging/logger.ts';
import type { Platform } from './platform.ts';
import { createRouter } from './router.ts';
import { createPokeStreams } from './server-client/poke-stream.ts';
import { createServerClient } from './server-client/server-client.ts';
import { createWorkspaces } from './workspaces.ts';

export interface CoreOptions {
  readonly platform: Platform;
  /** Local, not roaming; this process is the only one that uses it (see hosts/instance-lock.ts). */
  readonly profileDirectory: string;
  /** Origin of the municipality server. */
  readonly serverUrl: string;
  readonly productName?: string;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** For tests that stop the program at a named moment. */
  readonly failpoint?: Failpoint;
}

export interface Core {
  /** Implements `DESKTOP_API`; hosts serve it over a MessagePort or a WebSocket. */
  readonly router: ReturnType<typeof createRouter>;
  /** Stops syncing after the slice in hand and closes every file. */
  close(): Promise<void>;
}

/**
 * The composition root of the desktop program: builds every service once and opens the session of an earlier run, with or
 * without a connection.
 */
export async function createCore(options: CoreOptions): Promise<Core> {
  const { platform, profileDirectory, serverUrl, logger, failpoint = NO_FAILPOINT } = options;
  const clock = options.clock ?? SYSTEM_CLOCK;
  // Faults in the input go to the screen as they are.
  z.config(z.locales.nl());

  const client = createServerClient(serverUrl);
  const events = createEventHub(clock);
  const publish = (event: AppEvent): void => events.publish(event);
  const store = createSessionStore(platform.secrets, serverUrl, logger);
  const workspaces = createWorkspaces({
    profileDirectory,
    client,
    pokes: createPokeStreams(serverUrl),
    platform,
    clock,
    logger,
    failpoint,
    publish,
    onMe: (me) =>
      void sessions.updateMe(me).catch((error: unknown) => logger.error({ err: error }, 'own data not kept')),
  });
  const sessions = createSessionLifecycle({
    client,
    profileDirectory,
    store,
    host: workspaces,
    clock,
    logger,
    failpoint,
    onChanged: (account) => publish({ type: 'account', account }),
  });
  const accounts = createAccountsService({
    ...{ client, platform, store, sessions, clock },
    currentClient: () => workspaces.currentClient(),
  });
  const browser = createMicrosoftBrowser({ platform });
  const microsoft = createMicrosoftSignIn({ client, platform, store, sessions, clock, browser });
  const app = createAppService({ platform, client, serverUrl, productName: options.productName });

  await sessions.resume().catch((error: unknown) => {
    // Files that do not open are left alone: signing in brings the right key, or says what is wrong.
    logger.error({ err: error }, 'the earlier session could not be opened');
  });
  return {
    router: createRouter({ accounts, microsoft, app, workspaces, events, logger }),
    async close() {
      await sessions.close();
      events.close();
      logger.flush();
    },
  };
}
