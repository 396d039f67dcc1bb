import type { CacheRepository } from '../../db/sync/cache.repository.ts';
import { createServerClient, type ServerClient } from '../../electron/core/server-client/server-client.ts';
import { SYSTEM_CLOCK } from '../../electron/core/clock.ts';
import { createServerTime } from '../../electron/core/sync/server-time.ts';
import { createSyncServer, type SyncServer } from '../../electron/core/sync/sync-server.ts';
import { MAX_PAGE_ROWS } from '@hallowerk/contract/sync/pull.ts';
import { breathe } from '../lib/measure.ts';
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
  const authorized: Pick<ServerClient, 'pull' | 'push'> = {
    pull: (input, options) => client.pull(input, { ...options, token: session.accessToken }),
    push: (input, options) => client.push(input, { ...options, token: session.accessToken }),
  };
  return createSyncServer({
    client: authorized,
    deviceId: session.deviceId,
    build: '0.1.0',
    clock: SYSTEM_CLOCK,
    time: createServerTime(),
  });
}

/** Pulls until everything is here, the next page on its way while one is stored, as core does; gives the number of changes. */
export async function pullAll(server: SyncServer, cache: CacheRepository): Promise<number> {
  const { signal } = new AbortController();
  const ask = (cursor: string | null) => server.pull({ cursor, rows: MAX_PAGE_ROWS, pending: [] }, signal);
  let applied = 0;
  let coming = ask(cache.cursor());
  for (;;) {
    const page = await coming;
    if (!page.done) coming = ask(page.cursor);
    for (const _slice of cache.applyPage(page, { now: new Date() })) await breathe();
    applied += page.ops.length;
    if (page.done) return applied;
  }
}
