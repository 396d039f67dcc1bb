import type { PokeEvent } from '@hallowerk/contract/sync/poke.ts';
import type { SessionContext } from '../security/session.ts';
import type { Timers } from '../shared/timers.ts';
import { createPokeSchedule, type PokeSchedule } from './poke-schedule.ts';

/** Where the events of one listener go. */
export interface PokeSink {
  send(event: PokeEvent): void;
  /** Sends `event` last and ends the connection. */
  end(event: PokeEvent): void;
}

export interface PokeListener {
  readonly session: SessionContext;
  readonly sink: PokeSink;
  readonly schedule: PokeSchedule;
}

/** Who listens on this node, found by scope and by device. */
export interface PokeRegister {
  /** Listens to the user's own scope only, until `setKeys`. */
  add(session: SessionContext, sink: PokeSink): PokeListener;
  remove(listener: PokeListener): void;
  setKeys(listener: PokeListener, keys: readonly string[]): void;
  withKey(key: string): ReadonlySet<PokeListener>;
  /** Listeners whose own scope is among the keys. */
  ownersOf(keys: ReadonlyMap<string, unknown>): readonly PokeListener[];
  /** Oldest first. */
  ofDevice(deviceId: string): readonly PokeListener[];
  all(): readonly PokeListener[];
  size(): number;
}

const NOBODY: ReadonlySet<PokeListener> = new Set();
const OWN_SCOPE = 'usr:';

export function createPokeRegister(timers: Timers): PokeRegister {
  const keysOf = new Map<PokeListener, readonly string[]>();
  const byKey = new Map<string, Set<PokeListener>>();
  const byDevice = new Map<string, Set<PokeListener>>();

  function setKeys(listener: PokeListener, keys: readonly string[]): void {
    const old = keysOf.get(listener);
    if (old === undefined) return;
    for (const key of old) drop(byKey, key, listener);
    for (const key of keys) put(byKey, key, listener);
    keysOf.set(listener, keys);
  }

  return {
    add(session, sink) {
      const schedule = createPokeSchedule(timers, (h) => sink.send({ type: 'poke', h }));
      const listener: PokeListener = { session, sink, schedule };
      keysOf.set(listener, []);
      put(byDevice, session.deviceId, listener);
      setKeys(listener, [OWN_SCOPE + session.userId]);
      return listener;
    },
    remove(listener) {
      setKeys(listener, []);
      keysOf.delete(listener);
      drop(byDevice, listener.session.deviceId, listener);
      listener.schedule.cancel();
    },
    setKeys,
    withKey: (key) => byKey.get(key) ?? NOBODY,
    ownersOf: (keys) =>
      [...keys.keys()].filter((key) => key.startsWith(OWN_SCOPE)).flatMap((key) => [...(byKey.get(key) ?? NOBODY)]),
    ofDevice: (deviceId) => [...(byDevice.get(deviceId) ?? NOBODY)],
    all: () => [...keysOf.keys()],
    size: () => keysOf.size,
  };
}

function put<K>(index: Map<K, Set<PokeListener>>, key: K, listener: PokeListener): void {
  const known = index.get(key);
  if (known === undefined) index.set(key, new Set([listener]));
  else known.add(listener);
}

function drop<K>(index: Map<K, Set<PokeListener>>, key: K, listener: PokeListener): void {
  const known = index.get(key);
  known?.delete(listener);
  if (known?.size === 0) index.delete(key);
}
