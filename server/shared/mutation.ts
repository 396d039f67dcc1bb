import type { Ability } from '@hallowerk/contract/accounts/abilities.ts';
import type { MUTATION_CODES } from '@hallowerk/contract/sync/pull.ts';
import type { SessionContext } from '../security/session.ts';
import type { Trx } from '../database/transaction.ts';

export type MutationCode = (typeof MUTATION_CODES)[number];

/** What a handler knows: who, with which rights and scopes at arrival, when the edit counts as made, and the time now. */
export interface MutationContext {
  readonly trx: Trx;
  readonly session: SessionContext;
  readonly ability: Ability;
  readonly scopeKeys: readonly string[];
  /** Clock of the client corrected, never after `now` (sync §2.19). */
  readonly effectiveAt: Date;
  readonly now: Date;
}

/** A business refusal: the mutation ends as `rejected` with this code, and nothing of it stays. */
export class MutationRefusedError extends Error {
  override readonly name = 'MutationRefusedError';
  readonly code: MutationCode;

  constructor(code: MutationCode) {
    super(code);
    this.code = code;
  }
}
