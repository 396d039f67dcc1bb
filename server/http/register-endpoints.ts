import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { abilitiesOf } from '@hallowerk/contract/accounts/abilities.ts';
import { ProblemSchema } from '@hallowerk/contract/common/problem.ts';
import type { Endpoint } from '@hallowerk/contract/common/endpoint.ts';
import { API_PREFIX, ENDPOINTS, type OperationId } from '@hallowerk/contract/http.ts';
import type { Authenticator, SessionContext } from '../security/session.ts';
import { forbidden, sessionExpired } from './problems.ts';
import type { FileAnswer, Handler, Handlers } from './handlers.ts';
import { PERMISSIONS } from './permissions.ts';
import type { RateLimits } from './rate-limits.ts';

const SESSIONS = new WeakMap<FastifyRequest, SessionContext>();

/** Fastify's form of a contract path: `/candidates/{id}` → `/v1/candidates/:id`. */
export function routeUrl(endpoint: Endpoint): string {
  return API_PREFIX + endpoint.path.replace(/\{(\w+)\}/g, ':$1');
}

/** Registers every line of the endpoint table with its checks: rate, session, right, input, in that order. */
export function registerEndpoints(
  app: FastifyInstance,
  deps: { readonly handlers: Handlers; readonly sessions: Authenticator; readonly limits: RateLimits },
): void {
  for (const operationId of Object.keys(ENDPOINTS) as OperationId[]) {
    const endpoint: Endpoint = ENDPOINTS[operationId];
    app.route({
      method: endpoint.method,
      url: routeUrl(endpoint),
      schema: routeSchema(endpoint),
      config: { operationId, rateLimit: deps.limits.ofOperation(operationId) },
      onRequest: endpoint.access === 'session' ? authorise(deps.sessions, operationId) : [],
      // A file is compressed already, and a part of it has to stay the part that was asked for.
      ...(endpoint.mediaTypes && { compress: false }),
      ...(endpoint.bodyLimit !== undefined && { bodyLimit: endpoint.bodyLimit }),
      handler: handle(endpoint, deps.handlers[operationId] as Handler<OperationId>),
    });
  }
}

function routeSchema(endpoint: Endpoint): Record<string, unknown> {
  const failures = [400, 429, 500, ...(endpoint.access === 'session' ? [401, 403] : []), ...(endpoint.problems ?? [])];
  const signIn = endpoint.tag === 'accounts' && endpoint.method === 'POST' ? [401] : [];
  return {
    operationId: endpoint.operationId,
    summary: endpoint.summary,
    tags: [endpoint.tag],
    security: endpoint.access === 'session' ? [{ bearer: [] }] : [],
    ...(endpoint.params && { params: endpoint.params }),
    ...(endpoint.query && { querystring: endpoint.query.strict() }),
    ...(endpoint.body && { body: strictBody(endpoint) }),
    response: {
      ...successes(endpoint),
      ...Object.fromEntries([...failures, ...signIn].map((status) => [status, ProblemSchema])),
    },
  };
}

function successes(endpoint: Endpoint): Record<number, unknown> {
  const { mediaTypes, response, status } = endpoint;
  if (mediaTypes === undefined) return { [status]: response };
  const file = { content: Object.fromEntries(mediaTypes.map((type) => [type, { schema: response }])) };
  return { [status]: file, 206: file, 304: z.void() };
}

/**
 * Unknown fields are refused, so that a forbidden one is never silently ignored (security §5.7). Not in sync messages: a
 * newer client may know more than this server (sync §2.18).
 */
function strictBody(endpoint: Endpoint): z.ZodType | undefined {
  const { body } = endpoint;
  return body instanceof z.ZodObject && endpoint.tag !== 'sync' ? body.strict() : body;
}

/** @throws {ProblemError} 401 when the request carries none. */
export function bearerToken(request: FastifyRequest): string {
  const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) throw sessionExpired();
  return token;
}

/** The session that `authorise` found for this request. */
export function sessionOf(request: FastifyRequest): SessionContext {
  const session = SESSIONS.get(request);
  if (session === undefined) throw sessionExpired();
  return session;
}

/** Null where there is none, or it was not looked at yet. */
export function findSession(request: FastifyRequest): SessionContext | null {
  return SESSIONS.get(request) ?? null;
}

/** Lets a request through that has a valid session with the right of the operation. */
export function authorise(sessions: Authenticator, operationId: OperationId) {
  return async (request: FastifyRequest): Promise<void> => {
    const session = await sessions.authenticate(bearerToken(request));
    SESSIONS.set(request, session);
    const permission = PERMISSIONS[operationId];
    if (permission !== null && !abilitiesOf(session).can(...permission)) throw forbidden();
  };
}

function handle(endpoint: Endpoint, handler: Handler<OperationId>) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const input = {
      params: request.params,
      query: request.query,
      body: request.body,
      session: findSession(request),
      request,
    };
    const answer: unknown = await handler(input as never);
    if (endpoint.mediaTypes !== undefined) return sendFile(reply, answer as FileAnswer);
    reply.code(endpoint.status);
    return endpoint.status === 204 ? reply.send() : reply.send(answer);
  };
}

function sendFile(reply: FastifyReply, { status, headers, body }: FileAnswer): FastifyReply {
  return reply
    .code(status)
    .headers(headers)
    .send(body ?? undefined);
}

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly operationId?: OperationId;
  }
}
