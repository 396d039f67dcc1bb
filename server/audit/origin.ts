import { AsyncLocalStorage } from 'node:async_hooks';

const origins = new AsyncLocalStorage<string>();

/**
 * Everything that `work` writes to the audit trail came from there: `device:<id>` of the session, or `network:<keyed hash>`
 * where there is none. An address of a network is never kept (security §5.11–5.12).
 */
export function withOrigin<T>(origin: string, work: () => T): T {
  return origins.run(origin, work);
}

/** Null for what the server does by itself. */
export function currentOrigin(): string | null {
  return origins.getStore() ?? null;
}
