import * as z from 'zod';
import { UuidSchema } from '../common/primitives.ts';
import { defineEndpoints } from '../common/endpoint.ts';
import { PhysicalCapacitySchema } from './candidate.ts';

/** Online-only reads of candidates. Everything else reaches the desktop through sync. */
export const CANDIDATE_ENDPOINTS = defineEndpoints({
  getPhysicalCapacity: {
    operationId: 'getPhysicalCapacity',
    method: 'GET',
    path: '/candidates/{id}/physical-capacities',
    summary: 'Belastbaarheid van een kandidaat; elke opening wordt vastgelegd',
    tag: 'candidates',
    access: 'session',
    params: z.object({ id: UuidSchema }),
    status: 200,
    response: z.object({ items: z.array(PhysicalCapacitySchema) }),
    problems: [403, 404],
  },
  listPhysicalCapacities: {
    operationId: 'listPhysicalCapacities',
    method: 'GET',
    path: '/physical-capacity-groups',
    summary:
      'Per activiteit de zichtbare kandidaten die deze (beperkt) aankunnen; alleen voor het filter, nooit bewaard',
    tag: 'candidates',
    access: 'session',
    status: 200,
    response: z.object({ items: z.array(z.object({ activity: z.string(), candidateIds: z.array(UuidSchema) })) }),
    problems: [403],
  },
});
