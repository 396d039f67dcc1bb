import type { FastifyInstance } from 'fastify';
import type { Knex } from 'knex';
import type { DatabaseConfig } from '../database/knex.ts';
import { createNodeSignal } from '../database/node-signal.ts';
import { errorFields } from '../http/logging.ts';
import type { Clock } from '../security/clock.ts';
import type { Authenticator } from '../security/session.ts';
import { SYSTEM_TIMERS, type Timers } from '../shared/timers.ts';
import { createPokeHub, POKE_POLL_MS } from './poke-hub.ts';
import { registerPokes } from './poke-route.ts';

/** What tests put in the place of time and chance. */
export interface PokeSettings {
  readonly timers: Timers;
  readonly pollMs: number;
}

export interface PokeParts extends Partial<PokeSettings> {
  readonly database: DatabaseConfig;
  readonly knex: Knex;
  readonly clock: Clock;
  readonly sessions: Authenticator;
}

/**
 * Pokes of one node: the stream for the apps, polling as the truth, and the signal between nodes that makes it quicker.
 * They end with the server: `app.close()` says goodbye on every stream and lets go of the database.
 */
export function composePokes(app: FastifyInstance, parts: PokeParts): void {
  const { database, knex, clock, sessions, timers = SYSTEM_TIMERS, pollMs = POKE_POLL_MS } = parts;
  const warn = (event: string) => (error: unknown) => app.log.warn({ event, ...errorFields(error) });
  const hub = createPokeHub({ knex, clock, timers, pollMs, onFault: warn('poke-poll-failed') });
  const signal = createNodeSignal({
    database,
    knex,
    timers,
    onSignal: () => hub.look(),
    onFault: warn('poke-signal-lost'),
  });
  registerPokes(app, { hub, sessions, knex, clock, timers }, signal.announce);
  app.addHook('onListen', async () => signal.listen());
  app.addHook('onClose', () => signal.close());
}
