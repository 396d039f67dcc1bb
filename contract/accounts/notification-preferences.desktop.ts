import * as z from 'zod';
import { desktopApi } from '../app/app.desktop.ts';
import { NotificationPreferenceSchema } from './notification-preferences.ts';

/** Online only. */
export const NOTIFICATION_PREFERENCES_DESKTOP_API = {
  notificationPreferences: desktopApi.output(z.object({ items: z.array(NotificationPreferenceSchema) })),
  setNotificationPreference: desktopApi.input(NotificationPreferenceSchema).output(NotificationPreferenceSchema),
};
