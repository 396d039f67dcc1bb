import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Knex } from 'knex';
import { ProblemError } from '../http/problems.ts';
import { networkBlock } from '../security/network-block.ts';
import type { ServerKeys } from '../security/keys.ts';
import type { SessionContext } from '../security/session.ts';
import { recordAudit } from './audit.repository.ts';
import { withOrigin } from './origin.ts';

/**
 * What every request has in common in the audit trail: where it came from, and a line when it was refused for want of a
 * right. Register before the routes.
 */
export function registerRequestAudit(
  app: FastifyInstance,
  deps: {
    readonly knex: Knex;
    readonly keys: Pick<ServerKeys, 'hashCode'>;
    /** Null where there is none, or it is not known yet. */
    readonly sessionOf: (request: FastifyRequest) => SessionContext | null;
  },
): void {
  const originOf = (request: FastifyRequest): string => {
    const session = deps.sessionOf(request);
    if (session !== null) return `device:${session.deviceId}`;
    const hash = deps.keys.hashCode('audit-origin', networkBlock(request.ip)).subarray(0, 12);
    return `network:${hash.toString('base64url')}`;
  };
  app.addHook('preHandler', (request, _reply, done) => withOrigin(originOf(request), done));
  app.addHook('onError', async (request, _reply, error) => {
    const session = deps.sessionOf(request);
    const operation = request.routeOptions.config.operationId;
    if (session === null || operation === undefined) return;
    if (!(error instanceof ProblemError) || error.code !== 'forbidden') return;
    await withOrigin(originOf(request), () =>
      recordAudit(deps.knex, {
        ...{ actor: session.userId, action: 'ACCESS_REFUSED', object: `operation:${operation}`, result: 'refused' },
      }),
    );
  });
}
