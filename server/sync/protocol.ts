import { PROTOCOL_VERSION, type PullResponse } from '@hallowerk/contract/sync/pull.ts';
import { ProblemError } from '../http/problems.ts';

/** One protocol version this server speaks (sync §2.18). */
export interface Protocol {
  readonly v: number;
  /** Oldest build of the app that speaks it. */
  readonly minBuild: string;
  /** The newest form of a page in the form of this version; left out where the two are the same. */
  readonly page?: (answer: PullResponse) => PullResponse;
}

/** Ascending; the last two are served. A new version is one line here, beside its hash in the contract. */
export const PROTOCOLS: readonly Protocol[] = [{ v: PROTOCOL_VERSION, minBuild: '0.1.0' }];

/**
 * The protocol a message is in: this version or the one before it.
 * @throws {ProblemError} 426 `protocol`, with the oldest build that works.
 */
export function requireProtocol(version: number, protocols: readonly Protocol[] = PROTOCOLS): Protocol {
  const served = protocols.slice(-2);
  const protocol = served.find(({ v }) => v === version);
  if (protocol !== undefined) return protocol;
  throw new ProblemError(
    426,
    'protocol',
    'Deze versie van de app is te oud of te nieuw voor de server. Werk de app bij.',
    { minBuild: served[0]?.minBuild },
  );
}

/** @throws {ProblemError} 426 `projection`: the server no longer makes, or does not make yet, what the app can read. */
export function projectionTooOld(protocols: readonly Protocol[] = PROTOCOLS): ProblemError {
  const minBuild = protocols.at(-1)?.minBuild;
  return new ProblemError(426, 'projection', 'Deze versie van de app past niet bij de server. Werk de app bij.', {
    minBuild,
  });
}
