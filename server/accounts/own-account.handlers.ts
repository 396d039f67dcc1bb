import type { Handlers } from '../http/handlers.ts';
import {
  createNotificationPreferencesService,
  type NotificationPreferencesService,
} from './notification-preferences.service.ts';
import { createOwnSessionsService, type OwnSessionsService } from './own-sessions.service.ts';
import {
  createPersonalDataService,
  type PersonalDataDependencies,
  type PersonalDataService,
} from './personal-data.service.ts';

type OwnAccountHandlers = Pick<
  Handlers,
  | 'getPersonalData'
  | 'changePersonalData'
  | 'getOwnPhoto'
  | 'setOwnPhoto'
  | 'deleteOwnPhoto'
  | 'listSessions'
  | 'endSession'
  | 'endAllSessions'
  | 'listNotificationPreferences'
  | 'setNotificationPreference'
>;

/** Everything a user manages about himself; each answers for the session that asks and nobody else. */
export function ownAccountHandlers(deps: PersonalDataDependencies): OwnAccountHandlers {
  const personalData: PersonalDataService = createPersonalDataService(deps);
  const sessions: OwnSessionsService = createOwnSessionsService(deps);
  const preferences: NotificationPreferencesService = createNotificationPreferencesService(deps);
  return {
    getPersonalData: ({ session }) => personalData.get(session),
    changePersonalData: ({ session, body }) => personalData.change(session, body),
    getOwnPhoto: ({ session }) => personalData.photo(session),
    setOwnPhoto: ({ session, body }) => personalData.setPhoto(session, body.content, body.crop),
    deleteOwnPhoto: ({ session }) => personalData.deletePhoto(session),
    listSessions: async ({ session }) => ({ items: [...(await sessions.list(session))] }),
    endSession: ({ session, params }) => sessions.end(session, params.id),
    endAllSessions: ({ session }) => sessions.endAll(session),
    listNotificationPreferences: async ({ session }) => ({ items: [...(await preferences.list(session))] }),
    setNotificationPreference: ({ session, params, body }) => preferences.set(session, { ...params, ...body }),
  };
}
