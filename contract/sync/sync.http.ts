import { defineEndpoints } from '../common/endpoint.ts';
import { VerifyRequestSchema, VerifyResponseSchema } from './verify.ts';
import { PullRequestSchema, PullResponseSchema } from './pull.ts';
import { PushRequestSchema, PushResponseSchema } from './push.ts';

export const SYNC_ENDPOINTS = defineEndpoints({
  pull: {
    operationId: 'pull',
    method: 'POST',
    path: '/sync/pull',
    summary: 'Haal de wijzigingen sinds de cursor op, uit één momentopname',
    tag: 'sync',
    access: 'session',
    body: PullRequestSchema,
    status: 200,
    response: PullResponseSchema,
    problems: [403, 426, 503],
  },
  push: {
    operationId: 'push',
    method: 'POST',
    path: '/sync/push',
    summary: 'Stuur wijzigingen van dit apparaat; dubbel sturen voert één keer uit',
    tag: 'sync',
    access: 'session',
    body: PushRequestSchema,
    status: 200,
    response: PushResponseSchema,
    problems: [403, 426, 503],
  },
  verify: {
    operationId: 'verify',
    method: 'POST',
    path: '/sync/verify',
    summary: 'Vergelijk de inhoud van een deel van de rijen met die op de server',
    tag: 'sync',
    access: 'session',
    body: VerifyRequestSchema,
    status: 200,
    response: VerifyResponseSchema,
    problems: [403, 426, 503],
  },
});
