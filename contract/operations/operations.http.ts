import * as z from 'zod';
import { defineEndpoints } from '../common/endpoint.ts';

export const OPERATION_ENDPOINTS = defineEndpoints({
  getHealth: {
    operationId: 'getHealth',
    method: 'GET',
    path: '/health',
    summary: 'Leeft het proces',
    tag: 'operations',
    access: 'public',
    status: 200,
    response: z.object({ status: z.literal('ok'), productName: z.string(), version: z.string(), demo: z.boolean() }),
  },
  getReadiness: {
    operationId: 'getReadiness',
    method: 'GET',
    path: '/readiness',
    summary: 'Kan het proces verzoeken aannemen: database bereikbaar, migraties klaar',
    tag: 'operations',
    access: 'public',
    status: 200,
    response: z.object({ status: z.literal('ready') }),
    problems: [503],
  },
});
