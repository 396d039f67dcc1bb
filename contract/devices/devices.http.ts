import * as z from 'zod';
import { UuidSchema } from '../common/primitives.ts';
import { defineEndpoints } from '../common/endpoint.ts';
import { DeviceOrderSchema } from './device-order.ts';
import { DEVICE_DECISIONS, DeviceStatusSchema } from './device-status.ts';

export const DEVICE_ENDPOINTS = defineEndpoints({
  listDevices: {
    operationId: 'listDevices',
    method: 'GET',
    path: '/devices',
    summary: 'Apparaten met hun achterstand, zonder persoonsgegevens; alleen voor beheerders',
    tag: 'devices',
    access: 'session',
    status: 200,
    response: z.object({ items: z.array(DeviceStatusSchema) }),
    problems: [403],
  },
  decideDevice: {
    operationId: 'decideDevice',
    method: 'POST',
    path: '/devices/{id}/decisions',
    summary: 'Vergrendel, wis of ontgrendel een apparaat; alleen voor beheerders',
    tag: 'devices',
    access: 'session',
    params: z.object({ id: UuidSchema }),
    body: z.object({ decision: z.enum(DEVICE_DECISIONS) }),
    status: 200,
    response: DeviceStatusSchema,
    problems: [403, 404, 409],
  },
  confirmWiped: {
    operationId: 'confirmWiped',
    method: 'POST',
    path: '/devices/{id}/wipe-confirmations',
    summary: 'Een apparaat meldt dat het zijn gegevens heeft gewist; de opdracht zelf is het bewijs',
    tag: 'devices',
    access: 'public',
    params: z.object({ id: UuidSchema }),
    body: z.object({
      order: DeviceOrderSchema,
      /** Changes that were never sent and are gone now. */
      destroyed: z.int().min(0),
    }),
    status: 204,
    response: z.void(),
    problems: [404],
  },
});
