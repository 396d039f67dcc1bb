import { createServerClient, type ServerClient } from '../../electron/core/server-client/server-client.ts';
import { SYSTEM_CLOCK } from '../../electron/core/clock.ts';
import { createPageSize } from '../../electron/core/sync/page-size.ts';
import { pullPages, type PullContext } from '../../electron/core/sync/pull-pages.ts';
import { createServerTime } from '../../electron/core/sync/server-time.ts';
import { createSyncServer, type SyncServer } from '../../electron/core/sync/sync-server.ts';
import type { BenchDevice } from '../data/product-cache.ts';
import type { Child } from '../lib/child.ts';
import type { ServerQuestion, StartedServer } from './municipality-server.ts';

/** An employer of the region, signed in on the real server with core's own client. */
export async function signInAsEmployer(server: Child, { url, password }: StartedServer): Promise<SyncServer> {
  const client = createServerClient(url);
  const { items } = await client.listDemoAccounts({});
  const employer = items.find(({ role }) => role === 'EMPLOYER');
  if (employer === undefined) throw new Error('The demo server has no employer');
  const { id } = await client.createSignInChallenge({ body: { email: employer.email, password } });
  await client.sendSignInCode({ params: { id }, body: { method: 'SMS' } });
  const code = await server.ask<string>({ kind: 'code' } satisfies ServerQuestion);
  const device = { id: null, name: 'Bench', platform: 'linux' as const, appVersion: '0.1.0' };
  const session = await client.createSession({ body: { challengeId: id, method: 'SMS', code, device } });
  const authorized: Pick<ServerClient, 'pull' | 'push' | 'verify'> = {
    pull: (input, options) => client.pull(input, { ...options, token: session.accessToken }),
    push: (input, options) => client.push(input, { ...options, token: session.accessToken }),
    verify: (input, options) => client.verify(input, { ...options, token: session.accessToken }),
  };
  return createSyncServer({
    client: authorized,
    deviceId: session.deviceId,
    build: '0.1.0',
    clock: SYSTEM_CLOCK,
    time: createServerTime(),
  });
}

/** What core gives a round of synchronising, with a device that has nothing to report. */
export function pullContext(server: SyncServer, { cache, outbox }: Pick<BenchDevice, 'cache' | 'outbox'>): PullContext {
  return {
    cache,
    outbox,
    server,
    clock: SYSTEM_CLOCK,
    pageSize: createPageSize(),
    report: () => ({ waiting: 0, oldestWaitingSeconds: null, mismatches: 0 }),
    onSlice: () => undefined,
  };
}

/** Pulls as core does, until everything is here; gives the number of changes. */
export async function pullAll(context: PullContext): Promise<number> {
  let rows = 0;
  await pullPages({ ...context, onSlice: (_page, stored) => (rows += stored) }, new AbortController().signal);
  return rows;
}
