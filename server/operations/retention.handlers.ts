import type { Handlers } from '../http/handlers.ts';
import type { RetentionService } from './retention.service.ts';

type RetentionHandlers = Pick<
  Handlers,
  'setCandidateService' | 'getRetention' | 'setRetentionPolicy' | 'rehearseRetention' | 'runRetention'
>;

/** How long things are kept, for administrators. */
export function retentionHandlers(retention: RetentionService): RetentionHandlers {
  return {
    setCandidateService: ({ session, params, body }) => retention.setService(session, params.id, body.ended),
    getRetention: () => retention.overview(),
    setRetentionPolicy: ({ session, params, body }) => retention.set(session, params.scope, body),
    rehearseRetention: ({ session }) => retention.rehearse(session),
    runRetention: ({ session }) => retention.run(session),
  };
}
