import type { SyncOverview } from '@hallowerk/contract/sync/sync-overview.ts';
import type { AppEvent, AppInfo, SyncState } from '@hallowerk/contract/app/app.desktop.ts';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { clientError, clientStream } from '../api/client-answers.ts';
import { makeDetail, makeResult, testId } from './make-candidate.ts';

export const TEST_INFO: AppInfo = {
  productName: 'HalloWerk',
  version: '0.1.0',
  mode: 'loopback',
  demo: true,
  demoOutboxUrl: 'http://127.0.0.1:1/outbox',
  serverUrl: 'http://127.0.0.1:1',
  canSavePdf: false,
};

export const TEST_SYNC: SyncState = {
  phase: 'idle',
  received: 0,
  expected: null,
  complete: true,
  lastCompletedAt: '2026-09-24T12:03:00Z',
  offlineSince: null,
  waiting: 0,
  attention: 0,
  readOnly: false,
  clockOffMs: null,
  message: null,
};

export const TEST_OVERVIEW: SyncOverview = {
  waiting: [],
  refused: [],
  conflicts: [],
  history: [],
  candidates: 5_000,
  bytes: 48_300_000,
  leaseUntil: '2026-10-01T12:03:00Z',
  live: true,
  recovered: 0,
};

async function* noEvents(): AsyncGenerator<AppEvent, void, void> {}

type Domain = keyof DesktopApi;
export type FakeAnswers = { readonly [D in Domain]?: Partial<DesktopApi[D]> };

/**
 * A desktop API by hand, typed as the real one: every call has a plain answer, and a test replaces the calls it is
 * about. A call that a test must not make can be given `refuse`.
 */
export function fakeApi(answers: FakeAnswers = {}): DesktopApi {
  return {
    app: {
      info: () => Promise.resolve(TEST_INFO),
      events: () => Promise.resolve(clientStream(noEvents())),
      preferences: () => Promise.resolve({}),
      setPreference: () => Promise.resolve(undefined),
      ...answers.app,
    },
    accounts: {
      state: () => Promise.resolve({ state: 'signed-out', reason: 'none' }),
      demoAccounts: () => Promise.resolve([]),
      startSignIn: () => refuse('Aanmelden lukt niet'),
      sendCode: () => Promise.resolve({ hint: '•••• 78' }),
      completeSignIn: () => refuse('De code klopt niet'),
      signOut: () => Promise.resolve(undefined),
      ...answers.accounts,
    },
    devices: {
      list: () => Promise.resolve({ items: [] }),
      decide: () => refuse('Dit apparaat is er niet meer'),
      ...answers.devices,
    },
    sync: {
      state: () => Promise.resolve(TEST_SYNC),
      start: () => Promise.resolve(undefined),
      cancel: () => Promise.resolve(undefined),
      overview: () => Promise.resolve(TEST_OVERVIEW),
      dismiss: () => Promise.resolve(undefined),
      retry: () => Promise.resolve(undefined),
      resolveConflict: () => Promise.resolve(undefined),
      rebuild: () => Promise.resolve(undefined),
      ...answers.sync,
    },
    candidates: {
      search: () => Promise.resolve(makeResult([])),
      suggest: () => Promise.resolve([]),
      suggestPlaces: () => Promise.resolve([]),
      place: () => Promise.resolve(null),
      filterConfig: () => Promise.resolve({ showcaseName: 'Werkbeurs', categories: [] }),
      get: () => Promise.resolve(makeDetail(1)),
      openFilterCategory: () => Promise.resolve(),
      physicalCapacity: () => Promise.resolve({ items: [] }),
      favourites: () => Promise.resolve({ total: 0, items: [] }),
      setFavourite: () => Promise.resolve(undefined),
      setFavourites: ({ ids }) => Promise.resolve({ changed: ids.length }),
      notes: () => Promise.resolve([]),
      addNote: () => Promise.resolve({ id: testId(1) }),
      editNote: () => Promise.resolve(undefined),
      deleteNote: () => Promise.resolve(undefined),
      listNotes: () => Promise.resolve({ total: 0, items: [] }),
      requestContactData: () => refuse('Daarvoor is verbinding nodig'),
      contactRequests: () => Promise.resolve([]),
      recordContactOutcome: () => Promise.resolve(undefined),
      savedSearches: () => Promise.resolve([]),
      saveSearch: () => Promise.resolve({ id: testId(1) }),
      deleteSearch: () => Promise.resolve(undefined),
      markSearch: () => Promise.resolve(undefined),
      visitSearch: () => Promise.resolve(undefined),
      judge: () => Promise.resolve(undefined),
      savePdf: () => Promise.resolve({ saved: true }),
      ...answers.candidates,
    },
  };
}

/** A call that fails with a message for the user. */
export function refuse(message: string, code = 'REFUSED'): Promise<never> {
  return Promise.reject(clientError(code, message, { code: 'refused' }));
}

/** A promise with its ends outside: for answers that come when the test says so. */
export function later<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}
