import type { Handlers } from '../http/handlers.ts';
import type { DevicesService } from './devices.service.ts';

export function deviceHandlers(
  devices: DevicesService,
): Pick<Handlers, 'listDevices' | 'decideDevice' | 'confirmWiped'> {
  return {
    listDevices: async ({ session }) => ({ items: [...(await devices.list(session))] }),
    decideDevice: ({ session, params, body }) => devices.decide(session, params.id, body.decision),
    confirmWiped: ({ params, body }) => devices.confirmWiped(params.id, body),
  };
}
