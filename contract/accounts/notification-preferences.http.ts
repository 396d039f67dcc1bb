import * as z from 'zod';
import { defineEndpoints } from '../common/endpoint.ts';
import { NotificationCodeSchema, NotificationPreferenceSchema } from './notification-preferences.ts';

export const NOTIFICATION_PREFERENCE_ENDPOINTS = defineEndpoints({
  listNotificationPreferences: {
    operationId: 'listNotificationPreferences',
    method: 'GET',
    path: '/me/notification-preferences',
    summary: 'Welke e-mails je krijgt, en hoe vaak',
    tag: 'accounts',
    access: 'session',
    status: 200,
    response: z.object({ items: z.array(NotificationPreferenceSchema) }),
  },
  setNotificationPreference: {
    operationId: 'setNotificationPreference',
    method: 'PUT',
    path: '/me/notification-preferences/{code}',
    summary: 'Zet een e-mail aan of uit, en kies hoe vaak',
    tag: 'accounts',
    access: 'session',
    params: z.object({ code: NotificationCodeSchema }),
    body: NotificationPreferenceSchema.omit({ code: true }),
    status: 200,
    response: NotificationPreferenceSchema,
    problems: [404, 409],
  },
});
