import { implement, type Router } from '@orpc/server';
import type { AppEvent, SyncState } from '@hallowerk/contract/app/app.desktop.ts';
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
      confirm: os.microsoft.confirm.handler(({ signal }) => workspaces.current().microsoft.confirm(signal)),
      unlink: os.microsoft.unlink.handler(({ input }) => workspaces.current().microsoft.unlink(input)),
    },
    candidates: candidateCalls(os.candidates, workspaces),
    roles: roleCalls(os.roles, workspaces),
    invitations: {
      list: os.invitations.list.handler(() => workspaces.current().invitations.list()),
      save: os.invitations.save.handler(({ input }) => workspaces.current().invitations.save(input)),
      decide: os.invitations.decide.handler(({ input }) => workspaces.current().invitations.decide(input)),
      preview: os.invitations.preview.handler(({ input }) => workspaces.current().invitations.preview(input)),
    },
    administration: administrationCalls(os.administration, workspaces),
    audit: auditCalls(os.audit, workspaces),
    devices: {
      list: os.devices.list.handler(() => workspaces.current().devices.list()),
      decide: os.devices.decide.handler(({ input }) => workspaces.current().devices.decide(input)),
    },
    privacy: privacyCalls(os.privacy, workspaces),
    sync: syncCalls(os.sync, workspaces, syncState),
    vacancies: vacancyCalls(os.vacancies, workspaces),
    crawl: crawlCalls(os.crawl, workspaces),
    crawled: crawledCalls(os.crawled, workspaces),
    interchange: interchangeCalls(os.interchange, workspaces),
    about: {
      page: os.about.page.handler(() => workspaces.current().about.page()),
      change: os.about.change.handler(({ input }) => workspaces.current().about.change(input)),
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

function roleCalls(os: ReturnType<typeof implementer>['roles'], workspaces: Workspaces) {
  const roles = () => workspaces.current().roles;
  return {
    list: os.list.handler(() => roles().list()),
    create: os.create.handler(({ input }) => roles().create(input)),
    change: os.change.handler(({ input }) => roles().change(input)),
    remove: os.remove.handler(({ input }) => roles().remove(input)),
    members: os.members.handler(({ input }) => roles().members(input)),
    give: os.give.handler(({ input }) => roles().give(input)),
  };
}

function auditCalls(os: ReturnType<typeof implementer>['audit'], workspaces: Workspaces) {
  const audit = () => workspaces.current().audit;
  return {
    events: os.events.handler(({ input }) => audit().events(input)),
    ownEvents: os.ownEvents.handler(({ input }) => audit().ownEvents(input)),
    overview: os.overview.handler(() => audit().overview()),
    exportEvents: os.exportEvents.handler(({ input, signal }) => audit().exportEvents(input, signal)),
  };
}

function crawledCalls(os: ReturnType<typeof implementer>['crawled'], workspaces: Workspaces) {
  const crawled = () => workspaces.current().crawled;
  return {
    list: os.list.handler(({ input }) => crawled().list(input)),
    get: os.get.handler(({ input }) => crawled().get(input)),
    searchFor: os.searchFor.handler(({ input }) => crawled().searchFor(input)),
    adopt: os.adopt.handler(({ input }) => crawled().adopt(input)),
  };
}

function interchangeCalls(os: ReturnType<typeof implementer>['interchange'], workspaces: Workspaces) {
  const interchange = () => workspaces.current().interchange;
  return {
    exportFile: os.exportFile.handler(({ input, signal }) => interchange().exportFile(input, signal)),
    rehearse: os.rehearse.handler(({ input }) => interchange().rehearse(input)),
    run: os.run.handler(({ input }) => interchange().run(input)),
  };
}

function privacyCalls(os: ReturnType<typeof implementer>['privacy'], workspaces: Workspaces) {
  const privacy = () => workspaces.current().privacy;
  return {
    createSubjectFile: os.createSubjectFile.handler(({ input }) => privacy().createSubjectFile(input)),
    subjectFile: os.subjectFile.handler(({ input }) => privacy().subjectFile(input)),
    saveSubjectFile: os.saveSubjectFile.handler(({ input, signal }) => privacy().saveSubjectFile(input, signal)),
    erasureRequests: os.erasureRequests.handler(() => privacy().erasureRequests()),
    createErasureRequest: os.createErasureRequest.handler(({ input }) => privacy().createErasureRequest(input)),
    decideErasureRequest: os.decideErasureRequest.handler(({ input }) => privacy().decideErasureRequest(input)),
    erasureProof: os.erasureProof.handler(({ input }) => privacy().erasureProof(input)),
    saveErasureProof: os.saveErasureProof.handler(({ input, signal }) => privacy().saveErasureProof(input, signal)),
    allowReturn: os.allowReturn.handler(({ input }) => privacy().allowReturn(input)),
    setCandidateService: os.setCandidateService.handler(({ input }) => privacy().setCandidateService(input)),
    retention: os.retention.handler(() => privacy().retention()),
    setRetentionPolicy: os.setRetentionPolicy.handler(({ input }) => privacy().setRetentionPolicy(input)),
    rehearseRetention: os.rehearseRetention.handler(() => privacy().rehearseRetention()),
    runRetention: os.runRetention.handler(() => privacy().runRetention()),
  };
}

function administrationCalls(os: ReturnType<typeof implementer>['administration'], workspaces: Workspaces) {
  const administration = () => workspaces.current().administration;
  return {
    municipality: os.municipality.handler(() => administration().municipality()),
    changeMunicipality: os.changeMunicipality.handler(({ input }) => administration().changeMunicipality(input)),
    previewRegion: os.previewRegion.handler(({ input }) => administration().previewRegion(input)),
    changeRegion: os.changeRegion.handler(({ input }) => administration().changeRegion(input)),
    showcases: os.showcases.handler(() => administration().showcases()),
    saveShowcase: os.saveShowcase.handler(({ input }) => administration().saveShowcase(input)),
    removeShowcase: os.removeShowcase.handler(({ input }) => administration().removeShowcase(input)),
    employers: os.employers.handler(() => administration().employers()),
    employer: os.employer.handler(({ input }) => administration().employer(input)),
    changeEmployer: os.changeEmployer.handler(({ input }) => administration().changeEmployer(input)),
    assignEmployers: os.assignEmployers.handler(({ input }) => administration().assignEmployers(input)),
    decideAccount: os.decideAccount.handler(({ input }) => administration().decideAccount(input)),
  };
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

function syncCalls(os: ReturnType<typeof implementer>['sync'], workspaces: Workspaces, syncState: () => SyncState) {
  return {
    state: os.state.handler(() => syncState()),
    start: os.start.handler(() => workspaces.current().sync.start('user')),
    cancel: os.cancel.handler(() => workspaces.current().sync.cancel()),
    overview: os.overview.handler(() => workspaces.current().overview.overview()),
    dismiss: os.dismiss.handler(({ input }) => workspaces.current().overview.dismiss(input)),
    retry: os.retry.handler(({ input }) => workspaces.current().overview.retry(input)),
    resolveConflict: os.resolveConflict.handler(({ input }) => workspaces.current().notes.resolveConflict(input)),
    rebuild: os.rebuild.handler(() => workspaces.rebuildNow()),
  };
}

function crawlCalls(os: ReturnType<typeof implementer>['crawl'], workspaces: Workspaces) {
  const sources = () => workspaces.current().crawlSources;
  return {
    sources: os.sources.handler(({ input }) => sources().sources(input)),
    saveSource: os.saveSource.handler(({ input }) => sources().saveSource(input)),
    start: os.start.handler(({ input }) => sources().start(input)),
    runs: os.runs.handler(({ input }) => sources().runs(input)),
    cancel: os.cancel.handler(({ input }) => sources().cancel(input)),
  };
}

function vacancyCalls(os: ReturnType<typeof implementer>['vacancies'], workspaces: Workspaces) {
  const vacancies = () => workspaces.current().vacancies;
  const proposals = () => workspaces.current().proposals;
  const drafts = () => workspaces.current().vacancyDrafts;
  const output = () => workspaces.current().vacancyOutput;
  return {
    list: os.list.handler(({ input }) => vacancies().list(input)),
    get: os.get.handler(({ input }) => vacancies().get(input)),
    people: os.people.handler(() => vacancies().people()),
    create: os.create.handler(({ input }) => vacancies().create(input)),
    save: os.save.handler(({ input }) => vacancies().save(input)),
    decide: os.decide.handler(({ input }) => vacancies().decide(input)),
    copy: os.copy.handler(({ input }) => vacancies().copy(input)),
    resolveConflict: os.resolveConflict.handler(({ input }) => vacancies().resolveConflict(input)),
    searchFor: os.searchFor.handler(({ input }) => vacancies().searchFor(input)),
    proposals: os.proposals.handler(({ input }) => proposals().proposals(input)),
    proposalsOfCandidate: os.proposalsOfCandidate.handler(({ input }) => proposals().proposalsOfCandidate(input)),
    propose: os.propose.handler(({ input }) => proposals().propose(input)),
    viewProposal: os.viewProposal.handler(({ input }) => proposals().viewProposal(input)),
    answer: os.answer.handler(({ input }) => proposals().answer(input)),
    exportList: os.exportList.handler(({ input, signal }) => output().exportList(input, signal)),
    startPrint: os.startPrint.handler(({ input }) => output().startPrint(input)),
    printJob: os.printJob.handler(({ input }) => output().printJob(input)),
    savePrintPdf: os.savePrintPdf.handler(({ input, signal }) => output().savePrintPdf(input, signal)),
    home: os.home.handler(() => workspaces.current().home.home()),
    compare: os.compare.handler(({ input }) => workspaces.current().fit.compare(input)),
    fitting: os.fitting.handler(({ input }) => workspaces.current().fit.fitting(input)),
    draft: os.draft.handler(({ input }) => drafts().draft(input)),
    setDraft: os.setDraft.handler(({ input }) => drafts().setDraft(input)),
    discardDraft: os.discardDraft.handler(({ input }) => drafts().discardDraft(input)),
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
    removePassword: os.removePassword.handler(() => security().removePassword()),
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
    accounts: os.accounts.handler(() => accounts.accounts()),
    requestEmailChange: os.requestEmailChange.handler(({ input }) => own().requestEmailChange(input)),
    switchAccount: os.switchAccount.handler(({ input }) => accounts.switchAccount(input)),
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
