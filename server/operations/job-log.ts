import type { FastifyInstance } from 'fastify';
import { errorFields } from '../http/logging.ts';
import type { JobLog } from './jobs.ts';

/** What jobs did, in the log of the server: counts and codes only. */
export function jobLog(app: FastifyInstance): JobLog {
  return {
    finished: (event) => app.log.info({ event: 'job', ...event }),
    failed: ({ job, error }) => app.log.error({ event: 'job-failed', job, ...errorFields(error) }),
  };
}
