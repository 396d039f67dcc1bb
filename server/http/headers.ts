import type { FastifyInstance } from 'fastify';
import { API_VERSION } from '@hallowerk/contract/http.ts';

/** On every answer, errors included (NLGov API rules, security §5.7). Pages may set a wider content policy themselves. */
export const SAFETY_HEADERS = {
  'api-version': API_VERSION,
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

export function registerHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(SAFETY_HEADERS);
  });
}
