import type { Knex } from 'knex';
import { sessionExpired } from '../http/problems.ts';
import type { Clock } from '../security/clock.ts';
import type { SessionContext } from '../security/session.ts';
import type { Timers } from '../shared/timers.ts';
import { userScopeKeys } from '../shared/visibility.ts';
import { createPokeRegister, type PokeListener, type PokeSink } from './poke-register.ts';
import { changedScopes, lastPosition, SCAN_LIMIT, validSessions, type ScanPosition } from './poke.repository.ts';
import { spreadOf } from './poke-schedule.ts';

/** Milliseconds between two looks at the database; what else makes a node look only makes it sooner. */
export const POKE_POLL_MS = 500;
/** Sessions are checked once in this many milliseconds a listener, so that the query stays below 1000 sessions a second. */
const SESSION_CHECK_MS = 1;
/** Streams of one device: a second window of the app, and one that the network has not yet given up. */
const STREAMS_PER_DEVICE = 3;
const REFRESH_TOGETHER = 8;
const LATER_MS = 60_000;
/** Listeners of a node that stops come back spread over at least this time, milliseconds. */
const RETURN_MS = 2_000;

export interface PokeHubDependencies {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly pollMs: number;
  /** The database could not be read; told once until it can be again. */
  readonly onFault: (error: unknown) => void;
}

export interface PokeHub {
  /**
   * From when this resolves, every commit that touches a scope of the user reaches `sink`. The result takes the listener
   * out again.
   * @throws {ProblemError} 401 when the user is not active.
   */
  add(session: SessionContext, sink: PokeSink): Promise<() => void>;
  /** Something was committed: look now. `sessions` when it may have ended one. */
  look(what?: { readonly sessions: boolean }): void;
  /** Says goodbye to everybody and stops; resolves when the database is left alone. */
  close(): Promise<void>;
}

/** Tells listeners when their scopes changed, from polling `sync_scope.head` (sync §2.15, L19). */
export function createPokeHub(deps: PokeHubDependencies): PokeHub {
  const { knex, timers } = deps;
  const register = createPokeRegister(timers);
  /** Null while nobody listens. */
  let position: ScanPosition | null = null;
  let running: Promise<void> | null = null;
  let again = false;
  let sessionsDue = 0;
  let faulty = false;
  let closed = false;
  let cancelPoll: (() => void) | null = null;
  /** The newest refresh of each listener: an older one that comes back later must not undo it. */
  const refreshes = new WeakMap<PokeListener, symbol>();

  /** One look at a time; a wish during one makes another follow. */
  function look(): void {
    again = true;
    if (closed) return;
    running ??= lookUntilQuiet().finally(() => {
      running = null;
      poll();
    });
  }

  async function lookUntilQuiet(): Promise<void> {
    stopPolling();
    try {
      while (again && !closed) {
        again = false;
        await scan();
        await checkSessions();
      }
      faulty = false;
    } catch (error) {
      if (!faulty && !closed) deps.onFault(error);
      faulty = true;
    }
  }

  function poll(): void {
    if (closed || cancelPoll !== null) return;
    if (register.size() === 0) position = null;
    else cancelPoll = timers.after(deps.pollMs, look);
  }

  function stopPolling(): void {
    cancelPoll?.();
    cancelPoll = null;
  }

  async function scan(): Promise<void> {
    for (let full = true; full && position !== null;) {
      const from: ScanPosition = position;
      const changed = await changedScopes(knex, from);
      const keys = new Map(changed.map(({ key, head }) => [key, head]));
      await refresh(register.ownersOf(keys));
      for (const [key, head] of keys) {
        const listeners = register.withKey(key);
        for (const listener of listeners) listener.schedule.plan(head, spreadOf(listeners.size));
      }
      const last = changed.at(-1);
      if (last !== undefined && position === from) position = { head: last.head, id: last.id };
      full = changed.length === SCAN_LIMIT;
    }
  }

  /** A user's own scope changed, so perhaps his role or regions: find his scopes again before he is told to pull. */
  async function refresh(listeners: readonly PokeListener[]): Promise<void> {
    for (let start = 0; start < listeners.length; start += REFRESH_TOGETHER) {
      const some = listeners.slice(start, start + REFRESH_TOGETHER);
      const active = await Promise.all(some.map(refreshOne));
      for (const [index, listener] of some.entries()) if (active[index] === false) revoke(listener);
    }
  }

  /** False when the user is not active (any more). */
  async function refreshOne(listener: PokeListener): Promise<boolean> {
    const turn = Symbol('refresh');
    refreshes.set(listener, turn);
    const keys = await userScopeKeys(knex, listener.session.userId);
    if (keys !== null && refreshes.get(listener) === turn) register.setKeys(listener, keys);
    return keys !== null;
  }

  async function checkSessions(): Promise<void> {
    const listeners = register.all();
    if (listeners.length === 0 || timers.now() < sessionsDue) return;
    const ids = [...new Set(listeners.map(({ session }) => session.sessionId))];
    const valid = await validSessions(knex, ids, deps.clock.now());
    sessionsDue = timers.now() + listeners.length * SESSION_CHECK_MS;
    for (const listener of listeners) if (!valid.has(listener.session.sessionId)) revoke(listener);
  }

  function revoke(listener: PokeListener): void {
    register.remove(listener);
    listener.sink.end({ type: 'auth' });
  }

  async function add(session: SessionContext, sink: PokeSink): Promise<() => void> {
    const listener = register.add(session, sink);
    try {
      await begin();
      if (!(await refreshOne(listener)) || closed) throw sessionExpired();
    } catch (error) {
      register.remove(listener);
      throw error;
    }
    const streams = register.ofDevice(session.deviceId);
    for (const surplus of streams.slice(0, Math.max(0, streams.length - STREAMS_PER_DEVICE))) {
      register.remove(surplus);
      surplus.sink.end({ type: 'bye', after_ms: LATER_MS });
    }
    return () => register.remove(listener);
  }

  async function begin(): Promise<void> {
    if (position === null) {
      const last = await lastPosition(knex);
      position ??= last;
    }
    if (running === null) poll();
  }

  return {
    add,
    look(what) {
      if (what?.sessions === true) sessionsDue = 0;
      if (position !== null && !closed) look();
    },
    async close() {
      closed = true;
      stopPolling();
      const listeners = register.all();
      const within = Math.max(RETURN_MS, spreadOf(listeners.length));
      for (const listener of listeners) {
        register.remove(listener);
        listener.sink.end({ type: 'bye', after_ms: Math.floor(timers.random() * within) });
      }
      await running;
    },
  };
}
