import { randomUUID } from 'node:crypto';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { Mutation, PushResponse } from '@hallowerk/contract/sync/push.ts';
import { MAX_PAGE_BYTES, PROTOCOL_VERSION, type PullResponse } from '@hallowerk/contract/sync/pull.ts';
import type { Clock } from '../clock.ts';
import type { ServerClient } from '../server-client/server-client.ts';
import { ProtocolError } from '../server-client/server-errors.ts';
import type { ServerTime } from './server-time.ts';

/** A page can take the server a while on a cold start of a large region. */
const PULL_TIMEOUT_MS = 60_000;
const PUSH_TIMEOUT_MS = 30_000;

export interface SyncServerOptions {
  readonly client: Pick<ServerClient, 'pull' | 'push'>;
  readonly deviceId: string;
  readonly build: string;
  readonly clock: Clock;
  readonly time: ServerTime;
}

export interface SyncServer {
  pull(
    request: { cursor: string | null; rows: number; pending: readonly string[] },
    signal: AbortSignal,
  ): Promise<PullResponse>;
  push(mutations: readonly Mutation[], signal: AbortSignal): Promise<PushResponse>;
}

/**
 * The two sync calls with everything every request carries. An answer that does not echo the request's own id was served
 * by a cache in between and is thrown away (L11): `ProtocolError`.
 */
export function createSyncServer(options: SyncServerOptions): SyncServer {
  const { client, clock, time } = options;
  const collections = Object.fromEntries(
    Object.values(COLLECTIONS).map(({ number, version }) => [String(number), [version, version] as [number, number]]),
  );

  async function echoed<T extends { rid: string; server_time: string }>(call: (rid: string) => Promise<T>): Promise<T> {
    const rid = randomUUID();
    const sentAt = clock.now();
    const answer = await call(rid);
    if (answer.rid !== rid) throw new ProtocolError('An answer to another request came back');
    time.sample(Date.parse(answer.server_time), sentAt, clock.now());
    return answer;
  }
  const common = { v: PROTOCOL_VERSION, device: options.deviceId };

  return {
    pull: ({ cursor, rows, pending }, signal) =>
      echoed((rid) =>
        client.pull(
          {
            body: {
              ...common,
              rid,
              build: options.build,
              collections,
              cursor,
              limit: { rows, bytes: MAX_PAGE_BYTES },
              pending: [...pending],
              lazy: [],
            },
          },
          { signal, timeoutMs: PULL_TIMEOUT_MS },
        ),
      ),
    push: (mutations, signal) =>
      echoed((rid) =>
        client.push({ body: { ...common, rid, mutations: [...mutations] } }, { signal, timeoutMs: PUSH_TIMEOUT_MS }),
      ),
  };
}
