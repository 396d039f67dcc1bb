import type { Fault, Problem } from '@hallowerk/contract/common/problem.ts';
import type { DeviceOrder } from '@hallowerk/contract/devices/device-order.ts';

/** The server could not be reached, or something that is not our server answered. A retry later can help. */
export class OfflineError extends Error {
  override readonly name = 'OfflineError';

  constructor(cause?: unknown) {
    super('The server cannot be reached', { cause });
  }
}

/** The server refused, with an RFC 9457 problem. `detail` is Dutch and safe to show; it holds no personal data. */
export class ServerProblem extends Error {
  override readonly name = 'ServerProblem';
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly Fault[];
  /** What was decided about this device, with a 403. Worth nothing until its signature is checked (sync §2.20). */
  readonly order: DeviceOrder | null;
  /** With a 426: the oldest build the server works with. */
  readonly minBuild: string | null;
  /** From `Retry-After`, milliseconds; null when the server gave none. */
  readonly retryAfterMs: number | null;

  constructor(problem: Problem, retryAfterMs: number | null) {
    super(`The server answered ${problem.status} ${problem.code}`);
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.errors = problem.errors ?? [];
    this.order = problem.order ?? null;
    this.minBuild = problem.minBuild ?? null;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The answer is not what the contract promises. Names the operation and the faulty paths, never the values. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/** A file is larger than the caller takes; the rest of it was not read. */
export class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';
}

/** The server ended this session (expired, revoked, reused): sign in again. Local data stay where they are. */
export class SessionEndedError extends Error {
  override readonly name = 'SessionEndedError';

  constructor(cause?: unknown) {
    super('The session has ended', { cause });
  }
}
