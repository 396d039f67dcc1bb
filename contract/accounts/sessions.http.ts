import * as z from 'zod';
import { defineEndpoints } from '../common/endpoint.ts';
import { UuidSchema } from '../common/primitives.ts';
import { OwnSessionSchema } from './sessions.ts';

export const SESSION_ENDPOINTS = defineEndpoints({
  listSessions: {
    operationId: 'listSessions',
    method: 'GET',
    path: '/sessions',
    summary: 'Waar je bent aangemeld: deze sessie eerst, dan de laatst gebruikte',
    tag: 'accounts',
    access: 'session',
    status: 200,
    response: z.object({ items: z.array(OwnSessionSchema) }),
  },
  endSession: {
    operationId: 'endSession',
    method: 'DELETE',
    path: '/sessions/{id}',
    summary: 'Beëindig een van je eigen sessies',
    tag: 'accounts',
    access: 'session',
    params: z.object({ id: UuidSchema }),
    status: 204,
    response: z.void(),
    problems: [404],
  },
  endAllSessions: {
    operationId: 'endAllSessions',
    method: 'DELETE',
    path: '/sessions',
    summary: 'Beëindig al je sessies, ook deze',
    tag: 'accounts',
    access: 'session',
    status: 204,
    response: z.void(),
  },
});
