import { implement } from '@orpc/server';
import type { AppEvent } from '@hallowerk/contract/app/app.desktop.ts';
import { DESKTOP_API } from '@hallowerk/contract/desktop.ts';
import type { AccountsService } from './accounts/accounts.service.ts';
import type { AppService } from './app/app.service.ts';
import type { EventHub } from './app/event-hub.ts';
import { DesktopError } from './desktop-error.ts';
import { toDesktopError } from './error-mapping.ts';
import type { Logger } from './logging/logger.ts';
import { isDatabaseFailure } from '#db/sqlite-errors.ts';
import { SIGNED_OUT_SYNC, type Workspaces } from './workspaces.ts';

export interface RouterServices {
  readonly accounts: AccountsService;
  readonly app: AppService;
  readonly workspaces: Workspaces;
  readonly events: EventHub;
  readonly logger: Logger;
}

/** The desktop API on top of the services: nothing but calls, with every failure translated in one place. */
export function createRouter(services: RouterServices) {
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
    candidates: candidateCalls(os.candidates, workspaces),
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
  const contactRequests = () => workspaces.current().contactRequests;
  const notes = () => workspaces.current().notes;
  const savedSearches = () => workspaces.current().savedSearches;
  return {
    search: os.search.handler(({ input }) => candidates().search(input)),
    suggest: os.suggest.handler(({ input }) => candidates().suggest(input)),
    suggestPlaces: os.suggestPlaces.handler(({ input }) => candidates().suggestPlaces(input)),
    place: os.place.handler(({ input }) => candidates().place(input)),
    filterConfig: os.filterConfig.handler(() => candidates().filterConfig()),
    openFilterCategory: os.openFilterCategory.handler(({ input }) => candidates().openFilterCategory(input)),
    get: os.get.handler(({ input }) => candidates().get(input)),
    physicalCapacity: os.physicalCapacity.handler(({ input }) => candidates().physicalCapacity(input)),
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
    savedSearches: os.savedSearches.handler(() => savedSearches().savedSearches()),
    saveSearch: os.saveSearch.handler(({ input }) => savedSearches().saveSearch(input)),
    deleteSearch: os.deleteSearch.handler(({ input }) => savedSearches().deleteSearch(input)),
    markSearch: os.markSearch.handler(({ input }) => savedSearches().markSearch(input)),
    visitSearch: os.visitSearch.handler(({ input }) => savedSearches().visitSearch(input)),
    judge: os.judge.handler(({ input }) => savedSearches().judge(input)),
    savePdf: os.savePdf.handler(({ input }) => candidates().savePdf(input)),
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
