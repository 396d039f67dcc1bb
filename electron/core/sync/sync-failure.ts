import { LocalDatabaseError } from '#db/sqlite-errors.ts';
import { assertNever } from '@hallowerk/contract/common/assert-never.ts';
import type { SyncState } from '@hallowerk/contract/app/app.desktop.ts';
import { OfflineError, ProtocolError, ServerProblem, SessionEndedError } from '../server-client/server-errors.ts';

/** What a failed round means for the screen and for the next attempt. */
export interface SyncFailure {
  readonly phase: Extract<SyncState['phase'], 'offline' | 'error' | 'idle' | 'update-required'>;
  /** Dutch; null when the phase says enough. */
  readonly message: string | null;
  /** `retry` after the back-off or `waitMs`; `stop` until somebody starts again; `rebuild` the cache first. */
  readonly then: 'retry' | 'stop' | 'rebuild';
  /** Milliseconds that only the user can cut short, or null for the ordinary back-off. */
  readonly waitMs: number | null;
}

const HOUR_MS = 60 * 60_000;

const BUSY: Readonly<Record<string, string>> = {
  restoring: 'De server wordt hersteld. HalloWerk werkt bij zodra hij klaar is.',
};

/** No page brought anything new for too long (sync §2.13). */
export class StalledError extends Error {
  override readonly name = 'StalledError';
}

/** This device and the server disagree on a scope, and refilling it did not help (sync §2.9). */
export class DigestError extends Error {
  override readonly name = 'DigestError';
}

/**
 * Sorts any error of a round into what to show and what to do. Never shows a message that was not written for people.
 * `build`: of this program.
 */
export function describeFailure(error: unknown, build: string): SyncFailure {
  if (error instanceof SessionEndedError) return { phase: 'idle', message: null, then: 'stop', waitMs: null };
  if (error instanceof OfflineError) return { phase: 'offline', message: null, then: 'retry', waitMs: null };
  if (error instanceof ServerProblem) return describeProblem(error, build);
  if (error instanceof LocalDatabaseError) return describeDatabase(error);
  if (error instanceof DigestError) {
    return retry('De gegevens op dit apparaat wijken af van de server. Neem contact op met je beheerder.', 60_000);
  }
  if (error instanceof ProtocolError || error instanceof StalledError) {
    return retry('Bijwerken lukt nu niet. HalloWerk probeert het vanzelf opnieuw.');
  }
  return retry('Er ging iets mis bij het bijwerken. HalloWerk probeert het vanzelf opnieuw.');
}

function describeProblem(problem: ServerProblem, build: string): SyncFailure {
  switch (problem.status) {
    case 426:
      return {
        phase: 'update-required',
        message: updateMessage(problem, build),
        then: 'retry',
        waitMs: problem.retryAfterMs ?? HOUR_MS,
      };
    case 403:
      return {
        phase: 'error',
        message: 'Dit apparaat mag niet meer bijwerken. Vraag je beheerder.',
        then: 'stop',
        waitMs: null,
      };
    case 429:
    case 503:
      return retry(BUSY[problem.code] ?? 'De server is druk. HalloWerk probeert het zo opnieuw.', problem.retryAfterMs);
    default:
      return retry('Bijwerken lukt nu niet. HalloWerk probeert het vanzelf opnieuw.', problem.retryAfterMs);
  }
}

function updateMessage({ minBuild }: ServerProblem, build: string): string {
  // A server also refuses what is too new for it, and then names a build that this one already is or has passed.
  if (minBuild === null || minBuild.localeCompare(build, 'en', { numeric: true }) <= 0) {
    return 'Deze versie van HalloWerk past niet meer bij de server. Installeer de nieuwe versie.';
  }
  return `Deze versie van HalloWerk is te oud om bij te werken. Installeer versie ${minBuild} of nieuwer.`;
}

function describeDatabase(error: LocalDatabaseError): SyncFailure {
  switch (error.code) {
    case 'CORRUPT':
    case 'NEWER_SCHEMA':
      return { phase: 'error', message: 'De lokale gegevens worden opnieuw opgebouwd.', then: 'rebuild', waitMs: null };
    case 'DISK_FULL':
      return retry('De schijf is vol. Maak ruimte vrij; bijwerken gaat daarna vanzelf verder.');
    case 'WRONG_KEY':
      return {
        phase: 'error',
        message: 'De lokale gegevens kunnen niet worden geopend. Meld je opnieuw aan.',
        then: 'stop',
        waitMs: null,
      };
    case 'IO':
      return retry('De lokale gegevens kunnen nu niet worden geschreven. HalloWerk probeert het vanzelf opnieuw.');
    default:
      return assertNever(error.code);
  }
}

function retry(message: string, waitMs: number | null = null): SyncFailure {
  return { phase: 'error', message, then: 'retry', waitMs };
}
