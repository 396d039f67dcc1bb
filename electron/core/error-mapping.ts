import { ORPCError, ValidationError } from '@orpc/server';
import { LocalDatabaseError, type LocalDatabaseErrorCode } from '#db/sqlite-errors.ts';
import { DesktopError, InvalidInputError } from './desktop-error.ts';
import { OfflineError, ServerProblem, SessionEndedError } from './server-client/server-errors.ts';

type Known = 'OFFLINE' | 'SIGNED_OUT' | 'INVALID_INPUT' | 'REFUSED' | 'NOT_FOUND' | 'INTERNAL_SERVER_ERROR';

const OFFLINE = 'Geen verbinding met de server. Probeer het later opnieuw.';
const SIGNED_OUT = 'Je bent niet meer aangemeld. Meld je opnieuw aan.';
const INTERNAL = 'Er ging iets mis. Probeer het opnieuw.';

const DATABASE: Readonly<Record<LocalDatabaseErrorCode, string>> = {
  WRONG_KEY: 'De gegevens op dit apparaat kunnen niet worden geopend. Er is niets gewist. Vraag je beheerder om hulp.',
  CORRUPT: 'De lokale gegevens zijn beschadigd en worden opnieuw opgebouwd.',
  NEWER_SCHEMA: 'De lokale gegevens zijn van een nieuwere versie van HalloWerk. Werk HalloWerk bij.',
  DISK_FULL: 'Niet opgeslagen: de schijf is vol. Maak ruimte vrij en probeer het opnieuw.',
  IO: 'De lokale gegevens kunnen nu niet worden gelezen of geschreven.',
};

/**
 * Any failure of a call as an error of the desktop contract: what the user may read, in Dutch, and nothing else. An
 * unknown one becomes INTERNAL_SERVER_ERROR without its text.
 */
export function toDesktopError(error: unknown): ORPCError<Known, unknown> {
  if (error instanceof ORPCError) return fromOrpc(error);
  if (error instanceof DesktopError) {
    return make(error.code, error.message, error, error.code === 'REFUSED' ? { code: error.reason } : undefined);
  }
  if (error instanceof InvalidInputError) return make('INVALID_INPUT', error.message, error, { errors: error.errors });
  if (error instanceof OfflineError) return make('OFFLINE', OFFLINE, error);
  if (error instanceof SessionEndedError) return make('SIGNED_OUT', SIGNED_OUT, error);
  if (error instanceof ServerProblem) return fromProblem(error);
  if (error instanceof LocalDatabaseError)
    return make('REFUSED', DATABASE[error.code], error, { code: error.code.toLowerCase() });
  return make('INTERNAL_SERVER_ERROR', INTERNAL, error);
}

function fromOrpc(error: ORPCError<string, unknown>): ORPCError<Known, unknown> {
  const { cause } = error;
  if (error.code !== 'BAD_REQUEST' || !(cause instanceof ValidationError))
    return make('INTERNAL_SERVER_ERROR', INTERNAL, error);
  const errors = cause.issues.map(({ path, message }) => ({ path: dotted(path), message }));
  // The input stays out of the error's cause: it may hold what was typed.
  return make('INVALID_INPUT', 'Controleer de invoer', undefined, { errors });
}

function dotted(path: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined): string {
  return (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
}

function fromProblem(problem: ServerProblem): ORPCError<Known, unknown> {
  if (problem.errors.length > 0) {
    const errors = problem.errors.map(({ path, message }) => ({ path, message }));
    return make('INVALID_INPUT', problem.detail, problem, { errors });
  }
  if (problem.status === 404) return make('NOT_FOUND', problem.detail, problem);
  return make('REFUSED', problem.detail, problem, { code: problem.code });
}

function make(code: Known, message: string, cause: unknown, data?: unknown): ORPCError<Known, unknown> {
  return new ORPCError(code, { message, cause, data });
}
