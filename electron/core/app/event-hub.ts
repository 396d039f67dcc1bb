import type { AppEvent } from '@hallowerk/contract/app/app.desktop.ts';
import type { Clock } from '../clock.ts';

type Kind = AppEvent['type'];
type EventOf<K extends Kind> = Extract<AppEvent, { type: K }>;

/** Least time between two events of one kind for one listener, milliseconds: progress needs no more than 10 a second. */
const SPACING_MS: Readonly<Record<Kind, number>> = { account: 0, sync: 100, 'rows-changed': 250 };
/** The account goes first: whoever is signed out needs no rows. */
const ORDER: readonly Kind[] = ['account', 'rows-changed', 'sync'];

export interface EventHub {
  publish(event: AppEvent): void;
  /** Yields `first`, then every change until `signal` aborts. What a slow listener missed is merged into one event. */
  listen(first: readonly AppEvent[], signal: AbortSignal): AsyncGenerator<AppEvent, void, void>;
  /** Ends all listeners. */
  close(): void;
}

/**
 * Hands events to any number of listeners. The transports have no back-pressure, so each listener holds at most one
 * waiting event of each kind: the newest state, or the union of the changed collections.
 */
export function createEventHub(clock: Clock): EventHub {
  const mailboxes = new Set<Mailbox>();
  const closing = new AbortController();
  return {
    publish(event) {
      for (const mailbox of mailboxes) mailbox.put(event);
    },
    async *listen(first, signal) {
      const mailbox = createMailbox(clock);
      mailboxes.add(mailbox);
      try {
        yield* first;
        yield* mailbox.drain(AbortSignal.any([signal, closing.signal]));
      } finally {
        mailboxes.delete(mailbox);
      }
    },
    close: () => closing.abort(),
  };
}

interface Mailbox {
  put(event: AppEvent): void;
  drain(signal: AbortSignal): AsyncGenerator<AppEvent, void, void>;
}

function createMailbox(clock: Clock): Mailbox {
  const waiting = new Map<Kind, AppEvent>();
  const sentAt = new Map<Kind, number>();
  let wake: () => void = () => {};

  const dueIn = (kind: Kind): number =>
    SPACING_MS[kind] - (clock.now() - (sentAt.get(kind) ?? Number.NEGATIVE_INFINITY));

  function takeDue(): AppEvent | undefined {
    const kind = ORDER.find((candidate) => waiting.has(candidate) && dueIn(candidate) <= 0);
    if (kind === undefined) return undefined;
    const event = waiting.get(kind);
    waiting.delete(kind);
    sentAt.set(kind, clock.now());
    return event;
  }

  /** Resolves when something is put, when the next waiting event is due, or when `signal` aborts. */
  async function somethingToDo(signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    const put = new Promise<void>((resolve) => (wake = resolve));
    const soonest = Math.min(...[...waiting.keys()].map(dueIn));
    const either = AbortSignal.any([signal, woken.signal]);
    const ends = new Promise<void>((resolve) => either.addEventListener('abort', () => resolve(), { once: true }));
    // An abort of the wait is the other branch of the race, not a failure.
    const due = Number.isFinite(soonest) ? clock.wait(soonest, either).catch(() => undefined) : ends;
    await Promise.race([put, due, ends]);
    woken.abort();
  }

  return {
    put(event) {
      const earlier = waiting.get(event.type);
      waiting.set(event.type, earlier === undefined ? event : merge(earlier, event));
      wake();
    },
    async *drain(signal) {
      while (!signal.aborted) {
        const event = takeDue();
        if (event !== undefined) yield event;
        else await somethingToDo(signal);
      }
    },
  };
}

function merge(earlier: AppEvent, later: AppEvent): AppEvent {
  if (earlier.type !== 'rows-changed' || later.type !== 'rows-changed') return later;
  const collections = [...new Set([...earlier.collections, ...later.collections])].sort((a, b) => a - b);
  return { type: 'rows-changed', collections } satisfies EventOf<'rows-changed'>;
}
