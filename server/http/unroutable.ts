import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_TYPE, sendProblem } from './error-handler.ts';
import { SAFETY_HEADERS } from './headers.ts';
import { notFound, problemBody, ProblemError } from './problems.ts';

/**
 * Requests that no route, hook or error handler ever sees. Left to the framework they are answered in its own words, with
 * the address that was asked for in it; here they become the same problems as all others.
 */
const badAddress = (): ProblemError => new ProblemError(400, 'bad_address', 'Dit is geen geldig adres.');

/** An address that is not well formed, or with a parameter too long to be one of ours. */
export function answerFrameworkError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const problem = error.code === 'FST_ERR_BAD_URL' ? badAddress() : notFound();
  request.log.info({ event: 'request', method: request.method, route: 'none', status: problem.status });
  void sendProblem(request, reply.headers(SAFETY_HEADERS), problem);
}

/** What arrived is not HTTP, has headers without end, or does not come. The text of the error holds what was sent. */
export function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (socket.writable) socket.write(rawAnswer(clientProblem(error.code)));
  socket.destroy();
}

function clientProblem(code: string | undefined): ProblemError {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ProblemError(408, 'timeout', 'Het verzoek kwam niet op tijd binnen.');
    case 'HPE_HEADER_OVERFLOW':
      return new ProblemError(431, 'headers_too_large', 'De kop van het verzoek is te groot.');
    default:
      return new ProblemError(400, 'bad_request', 'Dit is geen geldig HTTP-verzoek.');
  }
}

function rawAnswer(problem: ProblemError): string {
  const body = JSON.stringify(problemBody(problem, randomUUID()));
  const headers = { ...SAFETY_HEADERS, ...answerHeaders(body), connection: 'close' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`, ...lines, '', body].join('\r\n');
}

function answerHeaders(body: string) {
  return { 'content-type': PROBLEM_TYPE, 'content-length': Buffer.byteLength(body) };
}

/** `Expect` with anything else than 100-continue, which Node answers itself with an empty page. */
export function registerExpectations(app: FastifyInstance): void {
  app.server.on('checkExpectation', (_request: unknown, response: ServerResponse) => {
    const problem = new ProblemError(417, 'expectation', 'Deze verwachting wordt niet ondersteund.');
    const body = JSON.stringify(problemBody(problem, randomUUID()));
    response.writeHead(problem.status, { ...SAFETY_HEADERS, ...answerHeaders(body) }).end(body);
  });
}
