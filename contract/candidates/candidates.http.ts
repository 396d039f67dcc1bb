import * as z from 'zod';
import { UuidSchema } from '../common/primitives.ts';
import { defineEndpoints } from '../common/endpoint.ts';
import { PhysicalCapacitySchema } from './candidate.ts';
import { ConfirmationAskSchema, ConfirmationRequestSchema, ConfirmationsAskedSchema } from './confirmation.ts';
import { ContactDataSchema } from './contact-request.ts';
import { ContactReportSchema, ReportPeriodSchema } from './follow-up.ts';

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
  requestContactData: {
    operationId: 'requestContactData',
    method: 'POST',
    path: '/candidates/{id}/contact-requests',
    summary: 'Contactgegevens opvragen; elke aanvraag wordt vastgelegd',
    tag: 'candidates',
    access: 'session',
    params: z.object({ id: UuidSchema }),
    /** `id`: chosen by the client, so that asking again after a lost answer is the same request. */
    body: z.object({ id: UuidSchema, vacancyId: UuidSchema.nullable() }),
    status: 201,
    response: ContactDataSchema,
    problems: [403, 404, 409],
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
  getContactReport: {
    operationId: 'getContactReport',
    method: 'GET',
    path: '/contact-requests/report',
    summary: 'Contactverzoeken per werkgever en vacature met hun uitkomsten, in de eigen regio',
    tag: 'candidates',
    access: 'session',
    query: ReportPeriodSchema,
    status: 200,
    response: ContactReportSchema,
    problems: [403],
  },
  listConfirmationRequests: {
    operationId: 'listConfirmationRequests',
    method: 'GET',
    path: '/confirmation-requests',
    summary: 'Wie in de eigen regio het laatst is gevraagd zijn profiel te bevestigen, en wat hij antwoordde',
    tag: 'candidates',
    access: 'session',
    status: 200,
    response: z.object({ items: z.array(ConfirmationRequestSchema) }),
    problems: [403],
  },
  requestConfirmations: {
    operationId: 'requestConfirmations',
    method: 'POST',
    path: '/confirmation-requests',
    summary:
      'Vraag kandidaten per e-mail of hun profiel nog klopt; wie niet gevraagd kan worden, staat in het antwoord',
    tag: 'candidates',
    access: 'session',
    body: ConfirmationAskSchema,
    status: 201,
    response: ConfirmationsAskedSchema,
    problems: [403],
  },
});
