import * as z from 'zod';
import { defineEndpoints } from '../common/endpoint.ts';
import { UuidSchema } from '../common/primitives.ts';
import { DeviceSchema, SessionSchema } from './account.ts';
import { OwnAccountSchema } from './own-accounts.ts';

/** Several accounts of one person (HW-SET-03). */
export const OWN_ACCOUNT_ENDPOINTS = defineEndpoints({
  listAccounts: {
    operationId: 'listAccounts',
    method: 'GET',
    path: '/accounts',
    summary: 'De accounts waarmee je kunt werken: een rol bij een organisatie',
    tag: 'accounts',
    access: 'session',
    status: 200,
    response: z.object({ items: z.array(OwnAccountSchema) }),
  },
  switchAccount: {
    operationId: 'switchAccount',
    method: 'POST',
    path: '/accounts/{id}/sessions',
    summary: 'Werk verder met een ander account van jezelf; beheerders bevestigen eerst dat zij het zijn',
    tag: 'accounts',
    access: 'session',
    params: z.object({ id: UuidSchema }),
    body: z.object({ device: DeviceSchema }),
    status: 201,
    response: SessionSchema,
    problems: [404, 409],
  },
});
