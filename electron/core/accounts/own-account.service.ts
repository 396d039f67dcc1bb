import type { NotificationPreference } from '@hallowerk/contract/accounts/notification-preferences.ts';
import type { Crop, PersonalData, PersonalDataInput } from '@hallowerk/contract/accounts/personal-data.ts';
import type { OwnSession } from '@hallowerk/contract/accounts/sessions.ts';
import { DesktopError } from '../desktop-error.ts';
import type { ServerClient } from '../server-client/server-client.ts';
import { OfflineError, ServerProblem } from '../server-client/server-errors.ts';

const READ_OFFLINE = 'Dit zie je alleen met verbinding met de server.';
/** The answer may be what got lost, so this must not say that nothing happened. */
const CHANGE_OFFLINE =
  'Geen verbinding met de server. Het is niet zeker dat je wijziging is aangekomen. Probeer het opnieuw zodra je weer verbinding hebt.';
/** Five megabytes on a slow line. */
const PHOTO_TIMEOUT_MS = 120_000;

type Client = Pick<
  ServerClient,
  | 'getPersonalData'
  | 'changePersonalData'
  | 'getOwnPhoto'
  | 'setOwnPhoto'
  | 'requestEmailChange'
  | 'deleteOwnPhoto'
  | 'listSessions'
  | 'endSession'
  | 'listNotificationPreferences'
  | 'setNotificationPreference'
>;

/**
 * What a user manages about himself: asked of the server each time, kept nowhere. Each call throws `DesktopError` OFFLINE
 * without a connection, and `ServerProblem` for what the server refuses.
 */
export interface OwnAccountService {
  personalData(): Promise<PersonalData>;
  changePersonalData(input: PersonalDataInput): Promise<PersonalData>;
  /** Throws `ServerProblem` 403 `confirmation_needed`, 409, 422, 429. */
  requestEmailChange(input: { readonly email: string }): Promise<void>;
  /** Null when there is none. */
  photo(): Promise<File | null>;
  setPhoto(input: { readonly file: File; readonly crop: Crop }): Promise<void>;
  deletePhoto(): Promise<void>;
  sessions(): Promise<{ items: OwnSession[] }>;
  endSession(input: { readonly id: string }): Promise<void>;
  notificationPreferences(): Promise<{ items: NotificationPreference[] }>;
  setNotificationPreference(input: NotificationPreference): Promise<NotificationPreference>;
}

export function createOwnAccountService(client: Client): OwnAccountService {
  return {
    personalData: () => online(client.getPersonalData({}), READ_OFFLINE),
    changePersonalData: (body) => online(client.changePersonalData({ body }), CHANGE_OFFLINE),
    requestEmailChange: (body) => online(client.requestEmailChange({ body }), CHANGE_OFFLINE),
    photo: () => online(photoOrNull(client), READ_OFFLINE),
    async setPhoto({ file, crop }) {
      const content = Buffer.from(await file.arrayBuffer()).toString('base64');
      await online(client.setOwnPhoto({ body: { content, crop } }, { timeoutMs: PHOTO_TIMEOUT_MS }), CHANGE_OFFLINE);
    },
    deletePhoto: () => online(client.deleteOwnPhoto({}), CHANGE_OFFLINE),
    sessions: () => online(client.listSessions({}), READ_OFFLINE),
    endSession: ({ id }) => online(client.endSession({ params: { id } }), CHANGE_OFFLINE),
    notificationPreferences: () => online(client.listNotificationPreferences({}), READ_OFFLINE),
    setNotificationPreference: ({ code, enabled, frequency }) =>
      online(client.setNotificationPreference({ params: { code }, body: { enabled, frequency } }), CHANGE_OFFLINE),
  };
}

async function photoOrNull(client: Pick<Client, 'getOwnPhoto'>): Promise<File | null> {
  try {
    return await client.getOwnPhoto({});
  } catch (error) {
    if (error instanceof ServerProblem && error.status === 404) return null;
    throw error;
  }
}

async function online<T>(call: Promise<T>, message: string): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof OfflineError) throw new DesktopError('OFFLINE', message, { cause: error });
    throw error;
  }
}
