import pg from 'pg';
import type { Knex } from 'knex';
import type { Timers } from '../shared/timers.ts';
import type { DatabaseConfig } from './knex.ts';

const CHANNEL = 'hallowerk_sync';
/** At most one announcement of a node in this time, milliseconds. */
const QUIET_MS = 50;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 30_000;
/** By this name an administrator finds the connection in `pg_stat_activity`. */
export const SIGNAL_APPLICATION = 'hallowerk-signal';

export interface NodeSignalOptions {
  readonly database: DatabaseConfig;
  readonly knex: Knex;
  readonly timers: Timers;
  /** Another node (or this one) wrote something, or may have while the connection was away. */
  readonly onSignal: () => void;
  /** The connection broke or an announcement failed. Costs time until the next poll, nothing else. */
  readonly onFault: (error: unknown) => void;
}

/** "Something changed" between the nodes on one database. A hint that may get lost; polling is the truth (sync §2.15). */
export interface NodeSignal {
  /** Call after a commit, never inside a transaction: NOTIFY there makes commits wait for each other (L19). */
  announce(): void;
  /** Begins to listen on a connection of its own; once is enough. */
  listen(): void;
  close(): Promise<void>;
}

/** On the embedded database there is one process, so nothing to tell. */
export function createNodeSignal(options: NodeSignalOptions): NodeSignal {
  if (options.database.kind === 'embedded') {
    return { announce: () => undefined, listen: () => undefined, close: async () => undefined };
  }
  const announcer = createAnnouncer(options);
  const ear = createEar(options.database.url, options);
  return {
    announce: announcer.announce,
    listen: ear.listen,
    close: async () => {
      announcer.close();
      await ear.close();
    },
  };
}

function createAnnouncer({ knex, timers, onFault }: NodeSignalOptions) {
  let cancel: (() => void) | null = null;
  let again = false;
  let closed = false;

  function announce(): void {
    if (closed) return;
    if (cancel !== null) {
      again = true;
      return;
    }
    again = false;
    cancel = timers.after(QUIET_MS, () => {
      cancel = null;
      if (again) announce();
    });
    // A statement of its own: it commits by itself.
    knex.raw('select pg_notify(?, ?)', [CHANNEL, '']).catch((error: unknown) => {
      if (!closed) onFault(error);
    });
  }

  return {
    announce,
    close: () => {
      closed = true;
      cancel?.();
    },
  };
}

function createEar(url: string, { timers, onSignal, onFault }: NodeSignalOptions) {
  let client: pg.Client | null = null;
  let listening = false;
  let closed = false;
  let failures = 0;
  let cancelRetry: () => void = () => undefined;

  async function connect(): Promise<void> {
    const mine = new pg.Client({ connectionString: url, application_name: SIGNAL_APPLICATION, keepAlive: true });
    client = mine;
    mine.on('notification', onSignal);
    mine.on('error', (error) => lost(mine, error));
    mine.on('end', () => lost(mine, new Error('The connection ended')));
    try {
      await mine.connect();
      await mine.query(`listen ${CHANNEL}`);
      failures = 0;
      onSignal();
    } catch (error) {
      lost(mine, error);
    }
  }

  function lost(which: pg.Client, error: unknown): void {
    if (closed || client !== which) return;
    client = null;
    if (failures === 0) onFault(error);
    // The other end may be gone already; what closing then says is the fault we know.
    which.end().catch(() => undefined);
    const delay = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures, 20));
    failures += 1;
    cancelRetry = timers.after(delay * (0.5 + timers.random() / 2), () => void connect());
  }

  return {
    listen() {
      if (listening || closed) return;
      listening = true;
      void connect();
    },
    async close() {
      closed = true;
      cancelRetry();
      await client?.end();
    },
  };
}
