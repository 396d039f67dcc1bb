import type { Knex } from 'knex';
import type { CANDIDATE_FILE_ENDPOINTS } from '@hallowerk/contract/candidates/candidate-file.ts';
import type { CANDIDATE_ENDPOINTS } from '@hallowerk/contract/candidates/candidates.http.ts';
import type { Handlers } from '../http/handlers.ts';
import type { Clock } from '../security/clock.ts';
import { createCandidateFilesService } from './candidate-files.service.ts';
import { createCapacityService } from './capacity.service.ts';
import type { ConfirmationsService } from './confirmations.service.ts';
import { contactReport } from './contact-report.ts';
import { createContactRequestsService } from './contact-requests.service.ts';

type CandidateOperation = keyof typeof CANDIDATE_ENDPOINTS | keyof typeof CANDIDATE_FILE_ENDPOINTS;

/** What of candidates is asked for online; the rest travels by sync. */
export function candidateHandlers(parts: {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly confirmations: ConfirmationsService;
}): Pick<Handlers, CandidateOperation> {
  const { knex, confirmations } = parts;
  const capacity = createCapacityService(knex);
  const files = createCandidateFilesService(knex);
  const contactRequests = createContactRequestsService(parts);
  return {
    getPhysicalCapacity: async ({ session, params }) => ({
      items: [...(await capacity.ofCandidate(session, params.id))],
    }),
    listPhysicalCapacities: async ({ session }) => ({ items: [...(await capacity.groups(session))] }),
    getCandidateFile: ({ session, params, request }) => files.open(session, params.id, params.fileId, request.headers),
    requestContactData: ({ session, params, body }) => contactRequests.request(session, params.id, body),
    getContactReport: ({ session, query }) => contactReport(knex, session, query),
    listConfirmationRequests: ({ session }) => confirmations.list(session),
    requestConfirmations: ({ session, body }) => confirmations.ask(session, body.ids),
  };
}
