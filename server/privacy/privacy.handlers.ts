import type { Handlers } from '../http/handlers.ts';
import { createErasureRequestsService, type ErasureRequestsDependencies } from './erasure-requests.service.ts';
import { createSubjectFileService } from './subject-file.service.ts';

type PrivacyHandlers = Pick<
  Handlers,
  | 'createSubjectFile'
  | 'listErasureRequests'
  | 'createErasureRequest'
  | 'decideErasureRequest'
  | 'getErasureProof'
  | 'allowReturn'
>;

/** Rights of candidates about their data, carried out by administrators. */
export function privacyHandlers(deps: ErasureRequestsDependencies): PrivacyHandlers {
  const files = createSubjectFileService(deps);
  const erasures = createErasureRequestsService(deps);
  return {
    createSubjectFile: ({ session, body }) => files.create(session, body),
    listErasureRequests: async ({ session }) => ({ items: await erasures.list(session) }),
    createErasureRequest: ({ session, body }) => erasures.create(session, body),
    decideErasureRequest: ({ session, params, body }) => erasures.decide(session, params.id, body),
    getErasureProof: ({ session, params }) => erasures.proof(session, params.id),
    allowReturn: ({ session, params }) => erasures.allowReturn(session, params.id),
  };
}
