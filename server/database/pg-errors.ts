/** The SQLSTATE of a database error, or null for anything else. Never pass the error itself on: it quotes values. */
export function sqlState(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  return /^[0-9A-Z]{5}$/.test(error.code) ? error.code : null;
}

const TRANSIENT = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '55P03', // lock_not_available (lock_timeout)
  '57014', // query_canceled (statement_timeout)
  '57P01', // admin_shutdown
  '57P03', // cannot_connect_now
  '53300', // too_many_connections
  '08006', // connection_failure
  '08003', // connection_does_not_exist
  '25P03', // idle_in_transaction_session_timeout
]);

/** True when the same request may succeed a moment later: answer 503, record nothing (sync §2.10). */
export function isTransientDatabaseError(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null) return TRANSIENT.has(state);
  return error instanceof Error && error.name === 'KnexTimeoutError';
}

/** The database cannot be reached at all. */
export function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET' || error.code === 'ENOTFOUND';
}

export function isUniqueViolation(error: unknown): boolean {
  return sqlState(error) === '23505';
}
