import { DesktopError } from './desktop-error.ts';
import { OfflineError } from './server-client/server-errors.ts';

export const READ_OFFLINE = 'Beheer werkt alleen met verbinding met de server.';
/** The answer may be what got lost, so this must not say that nothing happened. */
export const CHANGE_OFFLINE =
  'Geen verbinding met de server. Wat je hebt ingevuld blijft staan. Het is niet zeker dat je wijziging is aangekomen: bekijk de lijst zodra je weer verbinding hebt.';

/** @throws {DesktopError} OFFLINE with this text when the server is out of reach; everything else as it is. */
export async function online<T>(call: Promise<T>, message: string): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof OfflineError) throw new DesktopError('OFFLINE', message, { cause: error });
    throw error;
  }
}
