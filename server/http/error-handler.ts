import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { Fault } from '@hallowerk/contract/common/problem.ts';
import { isConnectionError, isTransientDatabaseError } from '../database/pg-errors.ts';
import { errorFields } from './logging.ts';
import { notFound, problemBody, ProblemError, unavailable } from './problems.ts';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Every failure leaves as an RFC 9457 problem, and what it quotes comes from us, never from the caller or a driver. */
export function registerErrorHandler(app: FastifyInstance): void {
  const routes = collectRoutes(app);
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = toProblem(error);
    if (hasLeft(error, request)) request.log.info({ event: 'client-left' });
    else if (problem.status >= 500) {
      const fields = { event: 'failure', ...errorFields(error) };
      if (problem.status === 503) request.log.warn(fields);
      else request.log.error(fields);
    }
    return sendProblem(request, reply, problem);
  });
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, missing(routes, request, reply)));
}

/** Nobody is there to read the rest of the answer: an app that was closed, or that does not want the page any more. */
function hasLeft(error: FastifyError, request: FastifyRequest): boolean {
  return error.code === 'ERR_STREAM_PREMATURE_CLOSE' && request.raw.socket.destroyed;
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: ProblemError): FastifyReply {
  if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', problem.retryAfterSeconds);
  return reply
    .code(problem.status)
    .type(PROBLEM_TYPE)
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problemBody(problem, request.id));
}

interface KnownRoute {
  readonly methods: readonly string[];
  readonly pattern: RegExp;
}

/** Fills up while routes are registered, so it has to be called before them. */
function collectRoutes(app: FastifyInstance): readonly KnownRoute[] {
  const routes: KnownRoute[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    const pattern = url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+');
    routes.push({ methods: [method].flat(), pattern: new RegExp(`^${pattern}$`) });
  });
  return routes;
}

/** 405 with the methods that do exist, else 404. A trailing slash is another address, and there is nothing there. */
function missing(routes: readonly KnownRoute[], request: FastifyRequest, reply: FastifyReply): ProblemError {
  const path = request.url.split('?')[0] ?? '/';
  const allowed = new Set(routes.filter((route) => route.pattern.test(path)).flatMap((route) => route.methods));
  if (allowed.size === 0) return notFound();
  reply.header('allow', [...allowed].sort().join(', '));
  return new ProblemError(405, 'method_not_allowed', `${request.method} kan hier niet.`);
}

function toProblem(error: FastifyError | ProblemError): ProblemError {
  if (error instanceof ProblemError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return invalidInput(error);
  if (isTransientDatabaseError(error) || isConnectionError(error)) return unavailable(error);
  switch (error.statusCode) {
    case 400:
      return new ProblemError(400, 'bad_request', 'Het verzoek is geen geldige JSON.');
    case 413:
      return new ProblemError(413, 'too_large', 'Het verzoek is te groot.');
    case 415:
      return new ProblemError(415, 'media_type', 'Gebruik application/json.');
    case 408:
      return new ProblemError(408, 'timeout', 'Het verzoek kwam niet op tijd binnen.');
    default:
      return new ProblemError(500, 'internal', 'Er ging iets mis op de server.', { cause: error });
  }
}

interface ValidationLine {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string | undefined;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

function invalidInput(error: { readonly validation: readonly ValidationLine[] }): ProblemError {
  return new ProblemError(400, 'invalid_input', 'Controleer de invoer.', { faults: error.validation.flatMap(faults) });
}

/** A refused field is named by its own path; the library reports it at the object around it. */
function faults(line: ValidationLine): readonly Fault[] {
  const path = line.instancePath.replace(/^\//, '').replaceAll('/', '.');
  const keys = line.keyword === 'unrecognized_keys' ? line.params?.['keys'] : undefined;
  if (Array.isArray(keys)) {
    const prefix = path === '' ? '' : `${path}.`;
    return keys.map((key) => ({
      path: `${prefix}${String(key)}`,
      code: line.keyword,
      message: 'Dit veld bestaat niet',
    }));
  }
  return [{ path, code: line.keyword, message: line.message ?? 'Ongeldige waarde' }];
}
