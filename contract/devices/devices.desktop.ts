import * as z from 'zod';
import { UuidSchema } from '../common/primitives.ts';
import { desktopApi } from '../app/app.desktop.ts';
import { DEVICE_DECISIONS, DeviceStatusSchema } from './device-status.ts';

/** For administrators, online only. */
export const DEVICES_DESKTOP_API = {
  list: desktopApi.output(z.object({ items: z.array(DeviceStatusSchema) })),
  decide: desktopApi.input(z.object({ id: UuidSchema, decision: z.enum(DEVICE_DECISIONS) })).output(DeviceStatusSchema),
};
