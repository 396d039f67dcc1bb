import type { FastifyInstance } from 'fastify';
import type { ErasureRequestsDependencies } from '../privacy/erasure-requests.service.ts';
import { privacyHandlers } from '../privacy/privacy.handlers.ts';
import { jobLog } from './job-log.ts';
import { retentionHandlers } from './retention.handlers.ts';
import { createRetentionService } from './retention.service.ts';

/** Rights of candidates about their data, and how long it is kept. */
export function composePrivacy(app: FastifyInstance, parts: ErasureRequestsDependencies) {
  return { ...privacyHandlers(parts), ...retentionHandlers(createRetentionService({ ...parts, log: jobLog(app) })) };
}
