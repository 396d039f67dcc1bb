import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTick } from 'vue';
import type { CandidateSearchResult } from '@hallowerk/contract/candidates/candidate-search.ts';
import { useExplorerStore } from '../../candidates/explorer.store.ts';
import { usePreferencesStore } from '../../shared/preferences.store.ts';
import { useSyncStore } from '../../sync/sync.store.ts';
import { later, refuse, TEST_SYNC, type FakeAnswers } from '../../testing/fake-api.ts';
import { makeDetail, makeResult, makeSummary, testId } from '../../testing/make-candidate.ts';
import { mountAppAt, resizeWindow } from '../../testing/mount-app-at.ts';
import { openDialog, pressKey } from '../../testing/open-dialog.ts';

type Opened = Awaited<ReturnType<typeof mountAppAt>>;
let opened: Opened;
beforeEach(() => resizeWindow(1440));
afterEach(() => opened.wrapper.unmount());

const PEOPLE = [makeSummary(1, { name: 'Sanne de Vries' }), makeSummary(2, { name: 'Ömer Vermeer', city: 'Gouda' })];
const CANDIDATES: FakeAnswers['candidates'] = {
  search: () => Promise.resolve(makeResult(PEOPLE)),
  get: ({ id }) => Promise.resolve(makeDetail(Number(id.slice(-12)))),
};

async function openAt(address: string, answers: FakeAnswers = {}): Promise<void> {
  opened = await mountAppAt(address, { candidates: CANDIDATES, ...answers });
}
const field = () => openDialog()?.querySelector<HTMLInputElement>('[role=combobox]') ?? null;
const options = () => [...(openDialog()?.querySelectorAll('[role=option]') ?? [])].map((one) => one.textContent.trim());
const groups = () => [...(openDialog()?.querySelectorAll('.group') ?? [])].map((one) => one.textContent);
const active = () => document.getElementById(field()?.getAttribute('aria-activedescendant') ?? '')?.textContent.trim();
const titleOf = () => opened.wrapper.find('h1.title').text();

async function openPalette(): Promise<void> {
  pressKey('k', { ctrlKey: true });
  await vi.waitFor(() => expect(document.activeElement).toBe(field()));
}
function enter(text: string): void {
  const input = field();
  if (input === null) throw new Error('no palette');
  input.value = text;
  input.dispatchEvent(new Event('input'));
}
async function type(text: string): Promise<void> {
  enter(text);
  await vi.waitFor(() => expect(field()?.value).toBe(text));
}
/** Types, waits for the option and takes it with Enter. */
async function run(text: string, option: string): Promise<void> {
  await openPalette();
  await type(text);
  await vi.waitFor(() => expect(active()).toBe(option));
  pressKey('Enter');
  await vi.waitFor(() => expect(openDialog()).toBeNull());
}

describe('the command palette', () => {
  it('opens with Ctrl+K with the focus in its field, also from a text field (BX-09)', async () => {
    await openAt('/candidates');
    await vi.waitFor(() => expect(opened.wrapper.find('.search-bar input').exists()).toBe(true));
    (opened.wrapper.find('.search-bar input').element as HTMLElement).focus();
    await openPalette();
    expect(openDialog()?.getAttribute('aria-label')).toBe('Zoeken en doen');
    expect(openDialog()?.getAttribute('aria-modal')).toBe('true');
    expect(groups()).toEqual(['Acties']);
  });

  it('gives the focus back to where it was when Escape closes it (BX-09)', async () => {
    await openAt('/candidates/favourites');
    const menu = opened.wrapper.find('nav a').element as HTMLElement;
    menu.focus();
    await openPalette();
    pressKey('Escape');
    await vi.waitFor(() => expect(openDialog()).toBeNull());
    await vi.waitFor(() => expect(document.activeElement).toBe(menu));
  });

  it('keeps Tab inside while it is open (BX-09)', async () => {
    await openAt('/candidates/favourites');
    await openPalette();
    expect(pressKey('Tab', { shiftKey: true })).toBe(true);
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Sluiten');
    expect(pressKey('Tab')).toBe(true);
    expect(document.activeElement).toBe(field());
  });

  it('starts anew every time it opens', async () => {
    await openAt('/candidates/favourites');
    await openPalette();
    await type('donker');
    pressKey('Escape');
    await vi.waitFor(() => expect(openDialog()).toBeNull());
    await openPalette();
    expect(field()?.value).toBe('');
  });

  it('is a combobox of which the arrow keys walk through the options, round at the ends', async () => {
    await openAt('/candidates/favourites');
    await openPalette();
    await type('weergave');
    await vi.waitFor(() => expect(options()).toEqual(['Weergave: Licht', 'Weergave: Donker']));
    expect(active()).toBe('Weergave: Licht');
    pressKey('ArrowDown');
    await vi.waitFor(() => expect(active()).toBe('Weergave: Donker'));
    expect(openDialog()?.querySelectorAll('[aria-selected=true]')).toHaveLength(1);
    pressKey('ArrowDown');
    await vi.waitFor(() => expect(active()).toBe('Weergave: Licht'));
    pressKey('ArrowUp');
    await vi.waitFor(() => expect(active()).toBe('Weergave: Donker'));
  });

  it('says how much it found, and when that is nothing', async () => {
    await openAt('/candidates/favourites');
    await openPalette();
    const said = () => openDialog()?.querySelector('[role=status]')?.textContent;
    await type('weergave');
    await vi.waitFor(() => expect(said()).toBe('2 resultaten'));
    await type('xyzzy');
    await vi.waitFor(() => expect(said()).toBe('Niets gevonden'));
    expect(field()?.hasAttribute('aria-activedescendant')).toBe(false);
  });
});

describe('the actions of the palette', () => {
  it('lead to each screen but the one on screen, and the focus goes along (BX-09)', async () => {
    await openAt('/candidates/favourites');
    await openPalette();
    expect(options()).toContain('Naar Kandidaten verkenner');
    expect(options()).toContain('Naar Notities');
    expect(options()).not.toContain('Naar Favorieten');
    expect(options()).not.toContain('Naar Apparaten');
    pressKey('Escape');
    await vi.waitFor(() => expect(openDialog()).toBeNull());
    await run('mensen', 'Naar Kandidaten verkenner');
    await vi.waitFor(() => expect(titleOf()).toBe('Kandidaten verkenner'));
    await vi.waitFor(() => expect(document.activeElement).toBe(opened.wrapper.find('main').element));
  });

  it('sign out, found by a synonym (BX-09)', async () => {
    const signOut = vi.fn(() => Promise.resolve(undefined));
    await openAt('/candidates/favourites', { accounts: { signOut } });
    await run('uitloggen', 'Afmelden');
    await vi.waitFor(() => expect(signOut).toHaveBeenCalledTimes(1));
  });

  it('change theme and language, and leave out what is chosen already (BX-09)', async () => {
    await openAt('/candidates/favourites');
    await run('donker', 'Weergave: Donker');
    await vi.waitFor(() => expect(usePreferencesStore().values['appearance.theme']).toBe('dark'));
    await openPalette();
    await type('weergave');
    await vi.waitFor(() => expect(options()).toEqual(['Weergave: Systeem', 'Weergave: Licht']));
    pressKey('Escape');
    await vi.waitFor(() => expect(openDialog()).toBeNull());
    await run('engels', 'Taal: English');
    await vi.waitFor(() => expect(document.documentElement.lang).toBe('en'));
    await openPalette();
    await type('sign out');
    await vi.waitFor(() => expect(options()).toEqual(['Sign out']));
    await usePreferencesStore().set('appearance.language', 'nl');
  });

  it('start an update, and leave that out without a connection (BX-09)', async () => {
    const start = vi.fn(() => Promise.resolve(undefined));
    await openAt('/candidates/favourites', { sync: { start } });
    await run('synchroniseren', 'Nu bijwerken');
    await vi.waitFor(() => expect(start).toHaveBeenCalledTimes(1));
    useSyncStore().apply({ ...TEST_SYNC, phase: 'offline', offlineSince: '2026-09-24T12:00:00Z' });
    await openPalette();
    await vi.waitFor(() => expect(options()).not.toContain('Nu bijwerken'));
    expect(options()).toContain('Afmelden');
  });

  it('star, note and print the candidate on screen, and are not there without one (BX-09)', async () => {
    const setFavourite = vi.fn(() => Promise.resolve(undefined));
    const print = vi.spyOn(window, 'open').mockReturnValue(null);
    await openAt(`/candidates/${testId(1)}`, { candidates: { ...CANDIDATES, setFavourite } });
    await vi.waitFor(() => expect(opened.wrapper.find('.profile h2').exists()).toBe(true));
    await run('favoriet maken', 'Kandidaat favoriet maken');
    await vi.waitFor(() => expect(setFavourite).toHaveBeenCalledWith({ id: testId(1), on: true }));
    await run('afdrukken', 'Profiel printen');
    await vi.waitFor(() => expect(print.mock.calls[0]?.[0]).toContain(`/print/candidates/${testId(1)}`));
    await run('notities bij', 'Notities bij deze kandidaat');
    const notes = () => opened.wrapper.find('aside');
    await vi.waitFor(() => expect(notes().text()).toContain('Notities'));
    await vi.waitFor(() => expect(notes().element.contains(document.activeElement)).toBe(true));
    await opened.router.push({ name: 'favourites' });
    await openPalette();
    for (const gone of ['Kandidaat favoriet maken', 'Niet meer favoriet maken', 'Profiel printen']) {
      expect(options()).not.toContain(gone);
    }
  });

  it('leave out the star while nothing can be changed', async () => {
    await openAt(`/candidates/${testId(1)}`);
    await vi.waitFor(() => expect(opened.wrapper.find('.profile h2').exists()).toBe(true));
    useSyncStore().apply({ ...TEST_SYNC, readOnly: true });
    await openPalette();
    expect(options()).not.toContain('Kandidaat favoriet maken');
    expect(options()).toContain('Profiel printen');
  });

  it('clear the filters when there are any', async () => {
    await openAt('/candidates');
    await openPalette();
    expect(options()).not.toContain('Alle filters wissen');
    pressKey('Escape');
    await vi.waitFor(() => expect(openDialog()).toBeNull());
    await useExplorerStore().toggleFilter('workType', 'LOGISTICS');
    await run('filters', 'Alle filters wissen');
    await vi.waitFor(() => expect(useExplorerStore().filterCount).toBe(0));
  });

  it('save the search when something is asked (BX-06, BX-09)', async () => {
    await openAt('/candidates');
    await openPalette();
    expect(options()).not.toContain('Deze zoekopdracht bewaren');
    pressKey('Escape');
    await vi.waitFor(() => expect(openDialog()).toBeNull());
    await useExplorerStore().toggleFilter('workType', 'LOGISTICS');
    await openPalette();
    await type('opslaan zoekopdracht');
    await vi.waitFor(() => expect(active()).toBe('Deze zoekopdracht bewaren'));
    pressKey('Enter');
    await vi.waitFor(() => expect(openDialog()?.textContent).toContain('Zoekopdracht bewaren'));
    expect(openDialog()?.querySelector('input[type=text], input:not([type])')).not.toBeNull();
  });

  it('stand first when they were used last, and are kept on this device (BX-09)', async () => {
    const setPreference = vi.fn(() => Promise.resolve(undefined));
    await openAt('/candidates/favourites', { app: { setPreference } });
    await openPalette();
    await type('toetsenbord');
    await vi.waitFor(() => expect(active()).toBe('Sneltoetsen'));
    pressKey('Enter');
    await vi.waitFor(() => expect(openDialog()?.textContent).toContain('Dit overzicht'));
    pressKey('Escape');
    await vi.waitFor(() => expect(openDialog()).toBeNull());
    await openPalette();
    expect(options()[0]).toBe('Sneltoetsen');
    expect(setPreference).toHaveBeenCalledWith({ key: 'commands.recent', value: ['shell.shortcuts'] });
  });
});

describe('the candidates of the palette', () => {
  it('are found by name from the data on this device, and open with Enter (BX-09)', async () => {
    await openAt('/candidates/favourites');
    await openPalette();
    await type('ver om');
    await vi.waitFor(() => expect(options()).toEqual(['Ömer VermeerGouda']));
    expect(groups()).toEqual(['Kandidaten']);
    pressKey('Enter');
    await vi.waitFor(() => expect(opened.router.currentRoute.value.params['id']).toBe(testId(2)));
    expect(titleOf()).toBe('Kandidaten verkenner');
  });

  it('are seven at most', async () => {
    const many = Array.from({ length: 20 }, (_, at) => makeSummary(at, { name: `Sanne ${at}` }));
    await openAt('/candidates/favourites', { candidates: { search: () => Promise.resolve(makeResult(many)) } });
    await openPalette();
    await type('sanne');
    await vi.waitFor(() => expect(options()).toHaveLength(7));
  });

  it('are asked for at every key, and an older search is cancelled and never shown (BX-09)', async () => {
    const asked: { readonly text: string; readonly signal: AbortSignal | undefined }[] = [];
    const answers = [later<CandidateSearchResult>(), later<CandidateSearchResult>(), later<CandidateSearchResult>()];
    const search: NonNullable<FakeAnswers['candidates']>['search'] = ({ query }, options) => {
      const [term] = query.terms;
      if (term?.kind !== 'KEYWORD') return Promise.resolve(makeResult([]));
      asked.push({ text: term.text, signal: options?.signal });
      return answers[asked.length - 1]?.promise ?? Promise.resolve(makeResult([]));
    };
    await openAt('/candidates/favourites', { candidates: { search } });
    await openPalette();
    for (const text of ['s', 'sa', 'san', 'vermeer']) {
      enter(text);
      await nextTick();
    }
    expect(asked.map(({ text }) => text)).toEqual(['sa', 'san', 'vermeer']);
    expect(asked.map(({ signal }) => signal?.aborted)).toEqual([true, true, false]);
    answers[2]?.resolve(makeResult(PEOPLE));
    await vi.waitFor(() => expect(options()).toEqual(['Ömer VermeerGouda']));
    for (const answer of answers.slice(0, 2)) {
      answer.resolve(makeResult(PEOPLE));
      await answer.promise;
    }
    expect(options()).toEqual(['Ömer VermeerGouda']);
  });

  it('say so when they cannot be searched, while the actions stay', async () => {
    await openAt('/candidates/favourites', { candidates: { search: () => refuse('Kapot') } });
    await openPalette();
    await type('afmelden');
    await vi.waitFor(() => expect(openDialog()?.textContent).toContain('Kandidaten zoeken lukt nu niet'));
    expect(options()).toEqual(['Afmelden']);
  });
});
