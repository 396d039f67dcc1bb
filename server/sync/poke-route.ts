import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Knex } from 'knex';
import * as z from 'zod';
import { ProblemSchema } from '@hallowerk/contract/common/problem.ts';
import { UuidSchema } from '@hallowerk/contract/common/primitives.ts';
import { API_PREFIX } from '@hallowerk/contract/http.ts';
import { POKE_PATH } from '@hallowerk/contract/sync/poke.ts';
import { requireDevice } from '../devices/require-device.ts';
import { sessionExpired } from '../http/problems.ts';
import { authorise, bearerToken, sessionOf } from '../http/register-endpoints.ts';
import type { Clock } from '../security/clock.ts';
import type { Authenticator } from '../security/session.ts';
import type { Timers } from '../shared/timers.ts';
import type { PokeHub } from './poke-hub.ts';
import { createPokeStream } from './poke-stream.ts';

export interface PokeRouteDependencies {
  readonly hub: PokeHub;
  readonly sessions: Authenticator;
  readonly knex: Knex;
  readonly clock: Clock;
  readonly timers: Timers;
}

/** Streams of which the token ended come back within so many milliseconds. */
const RENEWAL_MS = 1_000;
/** How long the end of a stream may take to leave, milliseconds. */
const FLUSH_MS = 1_000;
/** Requests that write nothing that anybody is told about. */
const READING_OPERATIONS: readonly string[] = ['pull', 'verify'];
const QuerySchema = z.object({ device: UuidSchema.optional() }).strict();

/** `GET /sync/poke` (sync §2.15), and a look at the database after every request that may have written. */
export function registerPokes(app: FastifyInstance, deps: PokeRouteDependencies, onWritten: () => void): void {
  app.route({
    method: 'GET',
    url: API_PREFIX + POKE_PATH,
    // A stream without a body would never end.
    exposeHeadRoute: false,
    // Events must leave at once, and an end of the client is no failure of compression.
    compress: false,
    schema: SCHEMA,
    // Whoever may pull may hear when to.
    onRequest: authorise(deps.sessions, 'pull'),
    handler: (request, reply) => openStream(deps, request, reply),
  });
  app.addHook('onSend', async (request, reply) => {
    const operation = request.routeOptions.config.operationId;
    if (request.method === 'GET' || request.method === 'HEAD' || reply.statusCode >= 400) return;
    if (operation === undefined || READING_OPERATIONS.includes(operation)) return;
    onWritten();
    deps.hub.look({ sessions: operation !== 'push' });
  });
  app.addHook('preClose', () => deps.hub.close());
}

const SCHEMA = {
  operationId: 'poke',
  summary: 'Hoor wanneer er iets te halen is, als stroom van gebeurtenissen; nooit wat',
  tags: ['sync'],
  security: [{ bearer: [] }],
  querystring: QuerySchema,
  response: {
    200: { description: 'Gebeurtenissen', content: { 'text/event-stream': { schema: z.string() } } },
    ...Object.fromEntries([400, 401, 403, 429, 500, 503].map((status) => [status, ProblemSchema])),
  },
};

async function openStream(
  deps: PokeRouteDependencies,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const session = sessionOf(request);
  const { device = session.deviceId } = request.query as z.output<typeof QuerySchema>;
  await requireDevice(deps.knex, session, device, 'none');

  const { timers } = deps;
  const stream = createPokeStream({ timers, onStuck: () => reply.raw.destroy() });
  const leave = await deps.hub.add(session, stream).catch((error: unknown) => {
    stream.readable.destroy();
    throw error;
  });
  const expired = (): void => stream.end({ type: 'bye', after_ms: Math.floor(timers.random() * RENEWAL_MS) });
  const cancelExpiry = timers.after(expiry(bearerToken(request)).getTime() - deps.clock.now().getTime(), expired);
  stream.readable.once('close', () => {
    cancelExpiry();
    leave();
    // Closing the server waits for this answer, so not for ever for who does not read its end.
    timers.after(FLUSH_MS, () => {
      if (!reply.raw.writableFinished) reply.raw.destroy();
    });
  });
  // The client may have gone while its scopes were read; then nobody else would end the stream.
  if (request.raw.destroyed || reply.raw.destroyed) stream.readable.destroy();
  return reply.header('x-accel-buffering', 'no').type('text/event-stream; charset=utf-8').send(stream.readable);
}

const ClaimsSchema = z.object({ exp: z.int() });

/** When a token that was just accepted ends. */
function expiry(token: string): Date {
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  const parsed = ClaimsSchema.safeParse(JSON.parse(claims));
  if (!parsed.success) throw sessionExpired();
  return new Date(parsed.data.exp * 1000);
}
