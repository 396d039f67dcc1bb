import { randomUUID } from 'node:crypto';
import type { Lease } from '@hallowerk/contract/devices/device-order.ts';
import type { DeviceReport } from '@hallowerk/contract/devices/device-status.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { Mutation, PushResponse } from '@hallowerk/contract/sync/push.ts';
import { MAX_PAGE_BYTES, PROTOCOL_VERSION, type PullResponse } from '@hallowerk/contract/sync/pull.ts';
import type { VerifyResponse } from '@hallowerk/contract/sync/verify.ts';
import type { Clock } from '../clock.ts';
import type { ServerClient } from '../server-client/server-client.ts';
import { ProtocolError } from '../server-client/server-errors.ts';
import type { ServerTime } from './server-time.ts';

/** A page can take the server a while on a cold start of a large region. */
const PULL_TIMEOUT_MS = 60_000;
const PUSH_TIMEOUT_MS = 30_000;

export interface SyncServerOptions {
  readonly client: Pick<ServerClient, 'pull' | 'push' | 'verify'>;
  readonly deviceId: string;
  readonly build: string;
  readonly clock: Clock;
  readonly time: ServerTime;
  /** What every answer says about time, and a pull about the lease. */
  readonly onAnswer?: (serverTime: string, lease: Lease | null) => void;
}

export interface PullQuestion {
  readonly cursor: string | null;
  readonly rows: number;
  /** Mutations whose outcome is asked for, at most 200. */
  readonly pending: readonly string[];
  /** Only these collections, with a cursor of their own (§2.9, §2.18). */
  readonly only?: readonly number[];
  readonly report?: DeviceReport;
}

export interface VerifyQuestion {
  /** Collection number → projection version that is stored here. */
  readonly collections: Readonly<Record<string, number>>;
  /** First slice, and the one after the last. */
  readonly from: number;
  readonly to: number;
}

export interface SyncServer {
  pull(question: PullQuestion, signal: AbortSignal): Promise<PullResponse>;
  push(mutations: readonly Mutation[], signal: AbortSignal): Promise<PushResponse>;
  verify(question: VerifyQuestion, signal: AbortSignal): Promise<VerifyResponse>;
}

/**
 * The sync calls with everything every request carries. An answer that does not echo the request's own id was served by
 * a cache in between and is thrown away (L11): `ProtocolError`.
 */
export function createSyncServer(options: SyncServerOptions): SyncServer {
  const { client, clock, time } = options;
  const collections = Object.fromEntries(
    Object.values(COLLECTIONS).map(({ number, version }) => [String(number), [version, version] as [number, number]]),
  );

  async function echoed<T extends { rid: string; server_time: string; lease?: Lease | null }>(
    call: (rid: string) => Promise<T>,
  ): Promise<T> {
    const rid = randomUUID();
    const sentAt = clock.now();
    const answer = await call(rid);
    if (answer.rid !== rid) throw new ProtocolError('An answer to another request came back');
    time.sample(Date.parse(answer.server_time), sentAt, clock.now());
    options.onAnswer?.(answer.server_time, answer.lease ?? null);
    return answer;
  }
  const common = { v: PROTOCOL_VERSION, device: options.deviceId };

  return {
    pull: ({ cursor, rows, pending, only, report }, signal) =>
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
              ...(only === undefined ? {} : { only: [...only] }),
              ...(report === undefined ? {} : { report }),
            },
          },
          { signal, timeoutMs: PULL_TIMEOUT_MS },
        ),
      ),
    push: (mutations, signal) =>
      echoed((rid) =>
        client.push({ body: { ...common, rid, mutations: [...mutations] } }, { signal, timeoutMs: PUSH_TIMEOUT_MS }),
      ),
    verify: (question, signal) =>
      echoed((rid) => client.verify({ body: { ...common, rid, ...question } }, { signal, timeoutMs: PULL_TIMEOUT_MS })),
  };
}
