import type { AppInfo } from '@hallowerk/contract/app/app.desktop.ts';
import type { Platform } from '../platform.ts';
import type { ServerClient } from '../server-client/server-client.ts';

/** The first screen must not wait for a server that is slow or away. Milliseconds. */
const HEALTH_TIMEOUT_MS = 3_000;
const DEMO_OUTBOX_PATH = '/demo/outbox';
const DEFAULT_PRODUCT_NAME = 'HalloWerk';

export interface AppServiceOptions {
  readonly platform: Platform;
  readonly client: Pick<ServerClient, 'getHealth'>;
  readonly serverUrl: string;
  /** Wins over the name that the server tells. */
  readonly productName?: string | undefined;
}

export interface AppService {
  /** Facts of this program and its server. Without a connection: what is known without asking. */
  info(): Promise<AppInfo>;
}

export function createAppService({ platform, client, serverUrl, productName }: AppServiceOptions): AppService {
  let health: { productName: string; demo: boolean } | null = null;

  return {
    async info() {
      // An unreachable server is no failure of this call: everything but the demo buttons works without it.
      health ??= await client.getHealth({}, { timeoutMs: HEALTH_TIMEOUT_MS }).catch(() => null);
      const demo = health?.demo ?? false;
      return {
        productName: productName ?? health?.productName ?? DEFAULT_PRODUCT_NAME,
        version: platform.appVersion,
        mode: platform.mode,
        demo,
        demoOutboxUrl: demo ? new URL(DEMO_OUTBOX_PATH, serverUrl).href : null,
        serverUrl,
        canSavePdf: platform.canSavePdf,
      };
    },
  };
}
