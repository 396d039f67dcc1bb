import { canFollow, type ContactOutcome } from '@hallowerk/contract/candidates/contact-request.ts';

export interface OutcomeState {
  readonly outcome: ContactOutcome;
  readonly note: string;
}

/** `seen`: the outcome that was on the screen. */
export interface OutcomeEdit extends OutcomeState {
  readonly seen: ContactOutcome;
}

/**
 * What an edit of an outcome comes to (BX-08, sync §2.11 state machine): `write`, `noop` when it stands already, `stale`
 * when another outcome was recorded meanwhile, `transition` when this one may not follow. The note may change by itself.
 */
export function judgeOutcome(state: OutcomeState, edit: OutcomeEdit): 'write' | 'noop' | 'stale' | 'transition' {
  const same = edit.outcome === state.outcome;
  if (same && edit.note === state.note) return 'noop';
  if (edit.seen !== state.outcome) return 'stale';
  return same || canFollow(edit.outcome, state.outcome) ? 'write' : 'transition';
}
