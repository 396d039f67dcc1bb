import { PLATFORM_POLICY } from '@hallowerk/contract/accounts/password-policy.ts';
import type { SecurityOverview } from '@hallowerk/contract/accounts/security.ts';
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

export const TEST_SECURITY: SecurityOverview = {
  passwordChangedAt: '2026-08-01T12:00:00Z',
  passwordRemovable: false,
  demands: { policy: PLATFORM_POLICY, context: ['Jan Bakker', 'HalloWerk'] },
  factors: [{ id: testId(7), method: 'SMS', hint: '•••• 78', addedAt: '2026-08-01T12:00:00Z' }],
  recoveryCodesLeft: 0,
  smsAvailable: true,
  confirmedUntil: null,
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
    security: {
      isKnownAddress: () => Promise.resolve(true),
      requestPasswordReset: () => Promise.resolve(undefined),
      completeWithRecoveryCode: () => refuse('De code klopt niet'),
      completeOnTrustedDevice: () => refuse('Dit apparaat wordt niet meer onthouden'),
      overview: () => Promise.resolve(TEST_SECURITY),
      startConfirmation: () => refuse('Je wachtwoord klopt niet'),
      completeConfirmation: () => refuse('De code klopt niet'),
      changePassword: () => Promise.resolve(undefined),
      beginAuthenticator: () => refuse('Bevestig eerst dat jij het bent'),
      beginSms: () => refuse('Bevestig eerst dat jij het bent'),
      confirmFactor: () => Promise.resolve(TEST_SECURITY),
      removePassword: () => Promise.resolve(undefined),
      removeFactor: () => Promise.resolve(undefined),
      createRecoveryCodes: () => refuse('Bevestig eerst dat jij het bent'),
      ...answers.security,
    },
    ownAccount: {
      accounts: () => Promise.resolve({ items: [] }),
      switchAccount: () => refuse('Dit account is er niet meer'),
      requestEmailChange: () => Promise.resolve(undefined),
      personalData: () =>
        Promise.resolve({
          fullName: 'Noor Jansen',
          email: 'noor@voorbeeld.example',
          phone: '+31612345678',
          organizationName: 'Bakkerij Voorbeeld',
          hasPhoto: false,
        }),
      changePersonalData: () => refuse('Opslaan lukt niet'),
      photo: () => Promise.resolve(null),
      setPhoto: () => Promise.resolve(undefined),
      deletePhoto: () => Promise.resolve(undefined),
      sessions: () => Promise.resolve({ items: [] }),
      endSession: () => Promise.resolve(undefined),
      signOutEverywhere: () => Promise.resolve(undefined),
      notificationPreferences: () => Promise.resolve({ items: [] }),
      setNotificationPreference: (preference) => Promise.resolve(preference),
      ...answers.ownAccount,
    },
    audit: {
      events: () => Promise.resolve({ items: [], next: null }),
      ownEvents: () => Promise.resolve({ items: [], next: null }),
      overview: () => Promise.resolve({ check: null, actors: [] }),
      exportEvents: () => refuse('Het bestand is niet gemaakt'),
      ...answers.audit,
    },
    roles: {
      list: () => Promise.resolve({ builtIn: [], custom: [], grantable: [] }),
      create: () => refuse('De rol is niet opgeslagen'),
      change: () => refuse('De rol is niet opgeslagen'),
      remove: () => Promise.resolve(undefined),
      members: () => Promise.resolve({ items: [], total: 0 }),
      give: () => refuse('De rol is niet gegeven'),
      ...answers.roles,
    },
    invitations: {
      list: () => Promise.resolve({ items: [], organizations: [] }),
      save: () => refuse('Niet opgeslagen'),
      decide: () => refuse('Deze uitnodiging is er niet meer'),
      preview: () => Promise.resolve({ subject: 'Uitnodiging', text: 'Beste' }),
      ...answers.invitations,
    },
    microsoft: {
      available: () => Promise.resolve(false),
      signIn: () => refuse('Aanmelden met Microsoft lukt niet'),
      identities: () => Promise.resolve({ items: [] }),
      link: () => refuse('Toevoegen lukt niet'),
      confirm: () => refuse('Bevestigen lukt niet'),
      unlink: () => Promise.resolve(undefined),
      ...answers.microsoft,
    },
    privacy: {
      createSubjectFile: () => refuse('Het dossier is niet gemaakt'),
      subjectFile: () => refuse('Dit dossier is er niet', 'NOT_FOUND'),
      saveSubjectFile: () => Promise.resolve({ outcome: 'cancelled' }),
      erasureRequests: () => Promise.resolve({ items: [] }),
      createErasureRequest: () => refuse('Vastleggen lukt niet'),
      decideErasureRequest: () => refuse('Dit kan niet'),
      erasureProof: () => refuse('Er is geen bewijs', 'NOT_FOUND'),
      saveErasureProof: () => Promise.resolve({ outcome: 'cancelled' }),
      allowReturn: () => refuse('Dit kan niet'),
      setCandidateService: () => Promise.resolve({ serviceEndedAt: null }),
      retention: () => Promise.resolve({ policies: [], lastRun: null }),
      setRetentionPolicy: () => refuse('Opslaan lukt niet'),
      rehearseRetention: () => Promise.resolve({ at: '2026-09-24T12:00:00Z', items: [], candidates: [] }),
      runRetention: () => Promise.resolve({ policies: [], lastRun: null }),
      ...answers.privacy,
    },
    administration: {
      municipality: () => refuse('De gemeente is er niet'),
      changeMunicipality: () => refuse('Niet opgeslagen'),
      previewRegion: () => Promise.resolve({ gaining: 0, losing: 0 }),
      changeRegion: () => refuse('Niet opgeslagen'),
      showcases: () => Promise.resolve({ items: [] }),
      saveShowcase: () => refuse('Niet opgeslagen'),
      removeShowcase: () => Promise.resolve(undefined),
      employers: () => Promise.resolve({ items: [], accountManagers: [] }),
      employer: () => refuse('Deze werkgever is er niet'),
      changeEmployer: () => refuse('Niet opgeslagen'),
      assignEmployers: () => refuse('Niet opgeslagen'),
      decideAccount: () => refuse('Dat kan niet'),
      ...answers.administration,
    },
    vacancies: {
      list: () => Promise.resolve({ total: 0, items: [] }),
      get: () => refuse('Deze vacature is er niet', 'NOT_FOUND'),
      people: () => refuse('Geen verbinding', 'OFFLINE'),
      create: () => refuse('Niet opgeslagen'),
      save: () => refuse('Niet opgeslagen'),
      decide: () => refuse('Dat kan niet'),
      copy: () => refuse('Deze vacature is er niet', 'NOT_FOUND'),
      resolveConflict: () => Promise.resolve(undefined),
      searchFor: () => refuse('Deze vacature is er niet', 'NOT_FOUND'),
      proposals: () => Promise.resolve([]),
      proposalsOfCandidate: () => Promise.resolve([]),
      propose: () => refuse('Dat kan niet'),
      viewProposal: () => Promise.resolve(undefined),
      answer: () => refuse('Dat kan niet'),
      exportList: () => refuse('Niet opgeslagen'),
      startPrint: () => refuse('Deze vacature is er niet', 'NOT_FOUND'),
      printJob: () => refuse('Deze afdruk is verlopen', 'NOT_FOUND'),
      savePrintPdf: () => refuse('Niet opgeslagen'),
      home: () => Promise.resolve({ accountManager: null, latestInternal: [], latestCrawled: [], serving: null }),
      compare: () => refuse('Deze vacature is er niet', 'NOT_FOUND'),
      fitting: () => Promise.resolve({ names: {}, items: [] }),
      draft: () => Promise.resolve(null),
      setDraft: () => Promise.resolve(undefined),
      discardDraft: () => Promise.resolve(undefined),
      ...answers.vacancies,
    },
    crawl: {
      sources: () => Promise.resolve({ items: [] }),
      saveSource: () => refuse('Niet opgeslagen'),
      start: () => refuse('Deze bron is er niet', 'NOT_FOUND'),
      runs: () => Promise.resolve({ items: [] }),
      cancel: () => refuse('Deze bron is er niet', 'NOT_FOUND'),
      ...answers.crawl,
    },
    crawled: {
      list: () => Promise.resolve({ total: 0, items: [], fields: [] }),
      get: () => refuse('Deze vacature is er niet', 'NOT_FOUND'),
      searchFor: () => refuse('Deze vacature is er niet', 'NOT_FOUND'),
      adopt: () => refuse('Dat kan niet'),
      ...answers.crawled,
    },
    interchange: {
      exportFile: () => refuse('Niet opgeslagen'),
      rehearse: () => refuse('Dit is geen JSON-bestand'),
      run: () => refuse('Niet opgeslagen'),
      ...answers.interchange,
    },
    about: {
      page: () => refuse('Geen verbinding', 'OFFLINE'),
      change: () => refuse('Niet opgeslagen'),
      ...answers.about,
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
      areas: () => Promise.resolve({ areas: [], nowhere: 0, center: null }),
      nearestPlace: () => Promise.resolve(null),
      suggest: () => Promise.resolve([]),
      suggestPlaces: () => Promise.resolve([]),
      place: () => Promise.resolve(null),
      filterConfig: () => Promise.resolve({ showcaseName: 'Werkbeurs', categories: [] }),
      get: () => Promise.resolve(makeDetail(1)),
      openFilterCategory: () => Promise.resolve(),
      physicalCapacity: () => Promise.resolve({ items: [] }),
      file: () => refuse('Dit bestand is er niet (meer).'),
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
      contactReport: ({ from, to }) => Promise.resolve({ period: { from, to }, items: [] }),
      staleProfiles: () => Promise.resolve({ total: 0, items: [] }),
      confirmationRequests: () => Promise.resolve({ items: [] }),
      requestConfirmations: () => Promise.resolve({ asked: [], refused: [] }),
      savedSearches: () => Promise.resolve([]),
      saveSearch: () => Promise.resolve({ id: testId(1) }),
      deleteSearch: () => Promise.resolve(undefined),
      markSearch: () => Promise.resolve(undefined),
      visitSearch: () => Promise.resolve(undefined),
      judge: () => Promise.resolve(undefined),
      savePdf: () => Promise.resolve({ saved: true }),
      checkSelection: ({ ids }) => Promise.resolve({ visible: ids, gone: [] }),
      exportSelection: () => Promise.resolve({ outcome: 'saved', fileName: 'Kandidaten.csv' }),
      startPrint: ({ ids }) => Promise.resolve({ jobId: testId(1), count: ids.length }),
      printJob: () => Promise.resolve({ total: 1, items: [makeDetail(1)] }),
      saveSelectionPdf: () => Promise.resolve({ outcome: 'saved', fileName: 'Kandidaten.pdf' }),
      recordPrint: () => Promise.resolve(undefined),
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
