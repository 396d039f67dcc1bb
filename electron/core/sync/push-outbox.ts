import type { OutboxRepository } from '#db/sync/outbox.repository.ts';
import { MAX_PUSH_MUTATIONS } from '@hallowerk/contract/sync/push.ts';
import type { Clock } from '../clock.ts';
import type { SyncServer } from './sync-server.ts';

export interface PushContext {
  readonly outbox: OutboxRepository;
  readonly server: SyncServer;
  readonly clock: Clock;
  /** After every stored batch, with how many changes were answered. */
  readonly onSent?: (count: number) => void;
}

/**
 * Sends what the user changed, oldest first, until nothing is left or a batch was answered without progress. Sending the
 * same mutation twice is harmless: the server keeps its result under the uid (sync §2.10). What was answered stays in
 * the outbox until a pull acknowledges it together with its effect (L9).
 */
export async function pushOutbox(context: PushContext, signal: AbortSignal): Promise<void> {
  const { outbox, server, clock } = context;
  for (;;) {
    const batch = outbox.pending(MAX_PUSH_MUTATIONS);
    if (batch.length === 0) return;
    const answer = await server.push(batch, signal);
    signal.throwIfAborted();
    const asked = new Set(batch.map((mutation) => mutation.uid));
    const results = answer.results.filter(([uid]) => asked.has(uid));
    if (results.length === 0) return;
    outbox.recordResults(results, new Date(clock.now()));
    context.onSent?.(results.length);
  }
}
