import { implement, type Router } from '@orpc/server';
import type { AppEvent } from '@hallowerk/contract/app/app.desktop.ts';
import { DESKTOP_API } from '@hallowerk/contract/desktop.ts';
import type { AccountsService } from './accounts/accounts.service.ts';
import type { MicrosoftSignIn } from './accounts/microsoft-sign-in.ts';
import type { AppService } from './app/app.service.ts';
import type { EventHub } from './app/event-hub.ts';
import { DesktopError } from './desktop-error.ts';
import { toDesktopError } from './error-mapping.ts';
import type { Logger } from './logging/logger.ts';
import { isDatabaseFailure } from '#db/sqlite-errors.ts';
import { SIGNED_OUT_SYNC, type Workspaces } from './workspaces.ts';

export interface RouterServices {
  readonly accounts: AccountsService;
  readonly microsoft: MicrosoftSignIn;
  readonly app: AppService;
  readonly workspaces: Workspaces;
  readonly events: EventHub;
  readonly logger: Logger;
}

/** Named, because what the compiler infers is too long to write down. */
export type AppRouter = Router<typeof DESKTOP_API, Record<never, never>>;

/** The desktop API on top of the services: nothing but calls, with every failure translated in one place. */
export function createRouter(services: RouterServices): AppRouter {
  const { accounts, app, workspaces, events } = services;
  const syncState = () => workspaces.find()?.sync.engine.state() ?? SIGNED_OUT_SYNC;

  const os = implementer(services);

  return os.router({
    app: {
      info: os.app.info.handler(() => app.info()),
      events: os.app.events.handler(({ signal }) => {
        const first: AppEvent[] = [
          { type: 'account', account: accounts.state() },
          { type: 'sync', sync: syncState() },
        ];
        return events.listen(first, signal ?? new AbortController().signal);
      }),
      preferences: os.app.preferences.handler(() => workspaces.find()?.settings.preferences() ?? {}),
      setPreference: os.app.setPreference.handler(({ input }) => {
        workspaces.current().settings.setPreference(input);
      }),
    },
    accounts: {
      state: os.accounts.state.handler(() => accounts.state()),
      demoAccounts: os.accounts.demoAccounts.handler(() => accounts.demoAccounts()),
      startSignIn: os.accounts.startSignIn.handler(({ input }) => accounts.startSignIn(input)),
      sendCode: os.accounts.sendCode.handler(({ input }) => accounts.sendCode(input)),
      completeSignIn: os.accounts.completeSignIn.handler(({ input }) => accounts.completeSignIn(input)),
      signOut: os.accounts.signOut.handler(() => accounts.signOut()),
    },
    ownAccount: ownAccountCalls(os.ownAccount, services),
    security: securityCalls(os.security, services),
    microsoft: {
      available: os.microsoft.available.handler(() => services.microsoft.available()),
      signIn: os.microsoft.signIn.handler(({ signal }) => services.microsoft.signIn(signal)),
      identities: os.microsoft.identities.handler(() => workspaces.current().microsoft.identities()),
      link: os.microsoft.link.handler(({ signal }) => workspaces.current().microsoft.link(signal)),
      unlink: os.microsoft.unlink.handler(({ input }) => workspaces.current().microsoft.unlink(input)),
    },
    candidates: candidateCalls(os.candidates, workspaces),
    invitations: {
      list: os.invitations.list.handler(() => workspaces.current().invitations.list()),
      save: os.invitations.save.handler(({ input }) => workspaces.current().invitations.save(input)),
      decide: os.invitations.decide.handler(({ input }) => workspaces.current().invitations.decide(input)),
      preview: os.invitations.preview.handler(({ input }) => workspaces.current().invitations.preview(input)),
    },
    devices: {
      list: os.devices.list.handler(() => workspaces.current().devices.list()),
      decide: os.devices.decide.handler(({ input }) => workspaces.current().devices.decide(input)),
    },
    sync: {
      state: os.sync.state.handler(() => syncState()),
      start: os.sync.start.handler(() => workspaces.current().sync.start('user')),
      cancel: os.sync.cancel.handler(() => workspaces.current().sync.cancel()),
      overview: os.sync.overview.handler(() => workspaces.current().overview.overview()),
      dismiss: os.sync.dismiss.handler(({ input }) => workspaces.current().overview.dismiss(input)),
      retry: os.sync.retry.handler(({ input }) => workspaces.current().overview.retry(input)),
      resolveConflict: os.sync.resolveConflict.handler(({ input }) =>
        workspaces.current().notes.resolveConflict(input),
      ),
      rebuild: os.sync.rebuild.handler(() => workspaces.rebuildNow()),
    },
  });
}

/** Every failure of a call becomes one of the contract. */
function implementer(services: RouterServices) {
  return implement(DESKTOP_API).use(async ({ next, path }) => {
    try {
      return await next();
    } catch (error) {
      throw translate(error, path.join('.'), services);
    }
  });
}

function candidateCalls(os: ReturnType<typeof implementer>['candidates'], workspaces: Workspaces) {
  const candidates = () => workspaces.current().candidates;
  const confirmations = () => workspaces.current().confirmations;
  const contactRequests = () => workspaces.current().contactRequests;
  const notes = () => workspaces.current().notes;
  const output = () => workspaces.current().candidateOutput;
  const savedSearches = () => workspaces.current().savedSearches;
  return {
    search: os.search.handler(({ input }) => candidates().search(input)),
    areas: os.areas.handler(({ input }) => candidates().areas(input)),
    nearestPlace: os.nearestPlace.handler(({ input }) => candidates().nearestPlace(input)),
    suggest: os.suggest.handler(({ input }) => candidates().suggest(input)),
    suggestPlaces: os.suggestPlaces.handler(({ input }) => candidates().suggestPlaces(input)),
    place: os.place.handler(({ input }) => candidates().place(input)),
    filterConfig: os.filterConfig.handler(() => candidates().filterConfig()),
    openFilterCategory: os.openFilterCategory.handler(({ input }) => candidates().openFilterCategory(input)),
    get: os.get.handler(({ input }) => candidates().get(input)),
    physicalCapacity: os.physicalCapacity.handler(({ input }) => candidates().physicalCapacity(input)),
    file: os.file.handler(({ input, signal }) => candidates().file(input, signal)),
    favourites: os.favourites.handler(({ input }) => candidates().favourites(input)),
    setFavourite: os.setFavourite.handler(({ input }) => candidates().setFavourite(input)),
    setFavourites: os.setFavourites.handler(({ input }) => candidates().setFavourites(input)),
    notes: os.notes.handler(({ input }) => notes().notes(input)),
    addNote: os.addNote.handler(({ input }) => notes().addNote(input)),
    editNote: os.editNote.handler(({ input }) => notes().editNote(input)),
    deleteNote: os.deleteNote.handler(({ input }) => notes().deleteNote(input)),
    listNotes: os.listNotes.handler(({ input }) => notes().listNotes(input)),
    requestContactData: os.requestContactData.handler(({ input }) => contactRequests().requestContactData(input)),
    contactRequests: os.contactRequests.handler(({ input }) => contactRequests().contactRequests(input)),
    recordContactOutcome: os.recordContactOutcome.handler(({ input }) => contactRequests().recordContactOutcome(input)),
    contactReport: os.contactReport.handler(({ input }) => confirmations().contactReport(input)),
    staleProfiles: os.staleProfiles.handler(({ input }) => confirmations().staleProfiles(input)),
    confirmationRequests: os.confirmationRequests.handler(() => confirmations().confirmationRequests()),
    requestConfirmations: os.requestConfirmations.handler(({ input }) => confirmations().requestConfirmations(input)),
    savedSearches: os.savedSearches.handler(() => savedSearches().savedSearches()),
    saveSearch: os.saveSearch.handler(({ input }) => savedSearches().saveSearch(input)),
    deleteSearch: os.deleteSearch.handler(({ input }) => savedSearches().deleteSearch(input)),
    markSearch: os.markSearch.handler(({ input }) => savedSearches().markSearch(input)),
    visitSearch: os.visitSearch.handler(({ input }) => savedSearches().visitSearch(input)),
    judge: os.judge.handler(({ input }) => savedSearches().judge(input)),
    savePdf: os.savePdf.handler(({ input }) => output().savePdf(input)),
    checkSelection: os.checkSelection.handler(({ input }) => output().checkSelection(input)),
    exportSelection: os.exportSelection.handler(({ input, signal }) => output().exportSelection(input, signal)),
    startPrint: os.startPrint.handler(({ input }) => output().startPrint(input)),
    printJob: os.printJob.handler(({ input }) => output().printJob(input)),
    saveSelectionPdf: os.saveSelectionPdf.handler(({ input, signal }) => output().saveSelectionPdf(input, signal)),
    recordPrint: os.recordPrint.handler(({ input }) => output().recordPrint(input)),
  };
}

function securityCalls(
  os: ReturnType<typeof implementer>['security'],
  { accounts, workspaces }: Pick<RouterServices, 'accounts' | 'workspaces'>,
) {
  const security = () => workspaces.current().security;
  return {
    isKnownAddress: os.isKnownAddress.handler(({ input }) => accounts.isKnownAddress(input)),
    requestPasswordReset: os.requestPasswordReset.handler(({ input }) => accounts.requestPasswordReset(input)),
    completeWithRecoveryCode: os.completeWithRecoveryCode.handler(({ input }) =>
      accounts.completeWithRecoveryCode(input),
    ),
    completeOnTrustedDevice: os.completeOnTrustedDevice.handler(({ input }) => accounts.completeOnTrustedDevice(input)),
    overview: os.overview.handler(() => security().overview()),
    startConfirmation: os.startConfirmation.handler(({ input }) => security().startConfirmation(input)),
    completeConfirmation: os.completeConfirmation.handler(({ input }) => security().completeConfirmation(input)),
    changePassword: os.changePassword.handler(({ input }) => security().changePassword(input)),
    beginAuthenticator: os.beginAuthenticator.handler(() => security().beginAuthenticator()),
    beginSms: os.beginSms.handler(({ input }) => security().beginSms(input)),
    confirmFactor: os.confirmFactor.handler(({ input }) => security().confirmFactor(input)),
    removeFactor: os.removeFactor.handler(({ input }) => security().removeFactor(input)),
    createRecoveryCodes: os.createRecoveryCodes.handler(() => security().createRecoveryCodes()),
  };
}

function ownAccountCalls(
  os: ReturnType<typeof implementer>['ownAccount'],
  { accounts, workspaces }: Pick<RouterServices, 'accounts' | 'workspaces'>,
) {
  const own = () => workspaces.current().ownAccount;
  return {
    personalData: os.personalData.handler(() => own().personalData()),
    changePersonalData: os.changePersonalData.handler(({ input }) => own().changePersonalData(input)),
    photo: os.photo.handler(() => own().photo()),
    setPhoto: os.setPhoto.handler(({ input }) => own().setPhoto(input)),
    deletePhoto: os.deletePhoto.handler(() => own().deletePhoto()),
    sessions: os.sessions.handler(() => own().sessions()),
    endSession: os.endSession.handler(({ input }) => own().endSession(input)),
    signOutEverywhere: os.signOutEverywhere.handler(() => accounts.signOutEverywhere()),
    notificationPreferences: os.notificationPreferences.handler(() => own().notificationPreferences()),
    setNotificationPreference: os.setNotificationPreference.handler(({ input }) =>
      own().setNotificationPreference(input),
    ),
  };
}

function translate(error: unknown, call: string, { workspaces, logger }: RouterServices): unknown {
  if (isDatabaseFailure(error, 'CORRUPT')) {
    workspaces.rebuild().catch((cause: unknown) => logger.error({ err: cause }, 'rebuild failed'));
  }
  const translated = toDesktopError(error);
  const expected =
    error instanceof DesktopError || translated.code === 'INVALID_INPUT' || translated.code === 'OFFLINE';
  if (!expected)
    logger[translated.code === 'INTERNAL_SERVER_ERROR' ? 'error' : 'warn']({ err: error, call }, 'a call failed');
  return translated;
}
