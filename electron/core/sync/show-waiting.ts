import { LocalDatabaseError } from '#db/sqlite-errors.ts';
import type { CacheRepository } from '#db/sync/cache.repository.ts';
import type { OutboxRepository } from '#db/sync/outbox.repository.ts';
import type { Logger } from '../logging/logger.ts';

export interface ShowWaitingOptions {
  readonly cache: Pick<CacheRepository, 'setOverlay'>;
  readonly outbox: Pick<OutboxRepository, 'unsettled'>;
  readonly logger: Logger;
  readonly onCacheDamaged: () => void;
}

/**
 * Shows what waits for sending ahead of time. The outbox has it already, so nothing that fails here may be told as "not
 * saved" (sync §2.13): it is shown later, at the next change or start, and sent all the same.
 */
export function showWaiting(options: ShowWaitingOptions): void {
  const attempt = (): LocalDatabaseError | null => {
    try {
      options.cache.setOverlay(options.outbox.unsettled());
      return null;
    } catch (error) {
      if (error instanceof LocalDatabaseError) return error;
      throw error;
    }
  };
  // A full disk gives its reserve when the first attempt fails.
  let failure = attempt();
  if (failure?.code === 'DISK_FULL') failure = attempt();
  if (failure === null) return;
  options.logger.error({ err: failure }, 'what waits cannot be shown now');
  if (failure.code === 'CORRUPT') options.onCacheDamaged();
}
