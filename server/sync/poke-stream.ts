import { Readable } from 'node:stream';
import { POKE_HEARTBEAT_MS, type PokeEvent } from '@hallowerk/contract/sync/poke.ts';
import type { Timers } from '../shared/timers.ts';

/** Heartbeats that may wait for a consumer to take anything before he is dropped. */
const MISSED_HEARTBEATS = 2;
/** How long a consumer may take to read the goodbye, milliseconds. */
const GRACE_MS = 1_000;
const BUFFER_BYTES = 512;
const COMMENT = ':\n\n';

/** One open stream of pokes. It holds at most the newest event of each kind, however slowly it is read. */
export interface PokeStream {
  /** What goes over the wire; ends after `end`, is destroyed when the consumer is dropped. */
  readonly readable: Readable;
  send(event: PokeEvent): void;
  /** Sends `event` last, then ends. A consumer that does not read it in time is dropped. */
  end(event: PokeEvent): void;
}

/** `onStuck` must break the connection: the consumer does not read. */
export function createPokeStream(deps: { readonly timers: Timers; readonly onStuck: () => void }): PokeStream {
  const { timers } = deps;
  /** By type, in the order in which they go out; a newer event replaces one that still waits. */
  const waiting = new Map<PokeEvent['type'], string>();
  let comment = true;
  let ending = false;
  let wanted = false;
  let missed = 0;
  let cancelTimer = timers.after(POKE_HEARTBEAT_MS, beat);

  const readable = new Readable({
    highWaterMark: BUFFER_BYTES,
    read() {
      wanted = true;
      flush();
    },
    destroy(error, done) {
      cancelTimer();
      done(error);
    },
  });

  function flush(): void {
    if (!wanted || readable.destroyed) return;
    const text = (comment ? COMMENT : '') + [...waiting.values()].join('');
    if (text === '' && !ending) return;
    comment = false;
    waiting.clear();
    missed = 0;
    wanted = false;
    if (text !== '') readable.push(text);
    if (ending) readable.push(null);
  }

  function beat(): void {
    const stuck = comment || waiting.size > 0;
    missed = stuck ? missed + 1 : 0;
    if (missed > MISSED_HEARTBEATS) return drop();
    comment = true;
    flush();
    cancelTimer = timers.after(POKE_HEARTBEAT_MS, beat);
  }

  function drop(): void {
    readable.destroy();
    deps.onStuck();
  }

  function put(event: PokeEvent): void {
    waiting.set(event.type, `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    flush();
  }

  return {
    readable,
    send: (event) => {
      if (!ending) put(event);
    },
    end: (event) => {
      if (ending || readable.destroyed) return;
      ending = true;
      cancelTimer();
      cancelTimer = timers.after(GRACE_MS, drop);
      put(event);
    },
  };
}
