import { flushPromises } from '@vue/test-utils';
import {
  EMPTY_QUERY,
  type CandidateQuery,
  type CandidateSummary,
  type Judgement,
} from '@hallowerk/contract/candidates/candidate-search.ts';
import type { SavedSearchRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { usePreferencesStore, type PreferenceValue } from '../shared/preferences.store.ts';
import { useLocalDataStore } from '../shared/local-data.store.ts';
import { later, refuse, type FakeAnswers } from '../testing/fake-api.ts';
import { makeCard, makeDetail, makeResult, makeSummary, testId } from '../testing/make-candidate.ts';
import { makeSavedSearch } from '../testing/make-saved-search.ts';
import { mountAppAt, resizeWindow } from '../testing/mount-app-at.ts';
import { accessibleName } from '../testing/read-page.ts';
import { useExplorerStore } from './explorer.store.ts';

const LONG = 'Lassers, pijpfitters en constructiebankwerkers rond Den Haag voor de wind op zee';
const lasser = { kind: 'OCCUPATION' as const, code: 'o1', label: 'Lasser', mode: 'MAY' as const };

type Asked = Parameters<DesktopApi['candidates']['search']>[0];
type Opened = Awaited<ReturnType<typeof mountAppAt>>;
let opened: Opened | null = null;
let asked: Asked[];
let saved: SavedSearchRow[];
let sent: [string, object][];
let kept: Record<string, PreferenceValue>;
let judged: Map<string, Judgement | null>;

beforeEach(() => {
  resizeWindow(1440);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(560);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(400);
  asked = [];
  sent = [];
  kept = {};
  judged = new Map();
  saved = [
    makeSavedSearch(1, { name: LONG, pinned: true, watch: 'APP', fresh: 3, scope: 'ORGANIZATION' }),
    makeSavedSearch(2, { name: 'Koks', own: false, ownerName: 'Yusuf Demir', scope: 'ORGANIZATION', pending: true }),
  ];
});
afterEach(() => {
  opened?.wrapper.unmount();
  opened = null;
});

const parts = (points: number): CandidateSummary['parts'] => [
  { criterion: 'OCCUPATION', code: 'o1', label: 'Lasser', state: 'HIT', points, most: 10 },
];
const people = [
  makeSummary(1, { score: 10, parts: parts(10) }),
  makeSummary(2, { score: 8, parts: parts(8) }),
  makeSummary(3, { score: 8, parts: parts(8) }),
];

/** A core that keeps what it is told, and marks rows of a saved search. */
function core(changes: Partial<DesktopApi['candidates']> = {}): FakeAnswers {
  const tell =
    <I extends object>(name: string) =>
    (input: I) => {
      sent.push([name, input]);
      return Promise.resolve(undefined);
    };
  const search = (input: Asked) => {
    asked.push(input);
    const inSaved = input.savedSearchId !== undefined;
    const rows = people.map((item) => ({
      ...item,
      fresh: inSaved && item.id === testId(2),
      judgement: inSaved ? (judged.get(item.id) ?? null) : null,
    }));
    return Promise.resolve(makeResult(rows.filter(({ judgement }) => judgement !== 'NO')));
  };
  return {
    app: {
      preferences: () => Promise.resolve(kept),
      setPreference: ({ key, value }) => {
        kept[key] = value;
        return Promise.resolve(undefined);
      },
    },
    candidates: {
      search,
      get: ({ id }) => Promise.resolve(makeDetail(1, { card: makeCard(1, { id }) })),
      savedSearches: () => Promise.resolve(saved),
      visitSearch: tell('visit'),
      markSearch: tell('mark'),
      judge: (input) => {
        sent.push(['judge', input]);
        judged.set(input.candidateId, input.value);
        return Promise.resolve(undefined);
      },
      saveSearch: (input) => {
        sent.push(['save', input]);
        const row = makeSavedSearch(9, { name: input.name, query: input.query, scope: input.scope });
        saved =
          input.id === null
            ? [...saved, row]
            : saved.map((old) => (old.id === input.id ? { ...old, ...input, id: old.id } : old));
        return Promise.resolve({ id: input.id ?? row.id });
      },
      deleteSearch: ({ id }) => {
        saved = saved.filter((row) => row.id !== id);
        return tell('delete')({ id });
      },
      ...changes,
    },
  };
}

async function openPage(changes: Partial<DesktopApi['candidates']> = {}) {
  opened = await mountAppAt('/candidates', core(changes));
  await vi.waitFor(() => expect(page().findAll('[role=row]').length).toBeGreaterThan(0));
  await vi.waitFor(() => expect(page().find('.standing').exists()).toBe(true));
  return useExplorerStore();
}
const page = () => (opened as Opened).wrapper;
const controls = () => [...document.querySelectorAll<HTMLElement>('button, a, select')];
const named = (name: string) => {
  const found = controls().find((control) => accessibleName(control) === name);
  if (found === undefined) throw new Error(`no control "${name}" in: ${controls().map(accessibleName).join(' | ')}`);
  return found;
};
async function press(name: string): Promise<void> {
  named(name).focus();
  named(name).click();
  await flushPromises();
}
async function choose(label: string): Promise<void> {
  const choice = [...document.querySelectorAll('.choices label')].find(
    ({ textContent }) => textContent.trim() === label,
  );
  choice?.querySelector('input')?.click();
  await flushPromises();
}
const panel = () => document.querySelector<HTMLElement>('[role=dialog].panel');
async function openMenu(): Promise<HTMLElement> {
  await press('Zoekopdrachten');
  await vi.waitFor(() => expect(panel()).not.toBeNull());
  await flushPromises();
  return panel() as HTMLElement;
}
const oneLine = (text: string | null | undefined) => (text ?? '').replace(/\s+/g, ' ').trim();
const names = () =>
  page()
    .findAll('[role=row] .name')
    .map((name) => name.text());
const strip = () => page().find('.strip');
async function openSaved(name: string): Promise<void> {
  const menu = await openMenu();
  const line = [...menu.querySelectorAll<HTMLElement>('.choose')].find((button) => button.textContent?.includes(name));
  line?.click();
  await vi.waitFor(() => expect(strip().exists()).toBe(true));
  await flushPromises();
}

describe('the menu of saved searches (BX-06)', () => {
  it('opens the search that a link in a mail names, and says when there is no such search (BX-06)', async () => {
    opened = await mountAppAt(`/saved-searches/${saved[0]?.id}`, core());
    await vi.waitFor(() => expect(page().find('.strip .name').text()).toBe(LONG));
    opened.wrapper.unmount();
    opened = await mountAppAt(`/saved-searches/${testId(799)}`, core());
    await vi.waitFor(() => expect(page().text()).toContain('Deze zoekopdracht is er niet (meer).'));
  });

  it('shows whose each is, how many are new in a watched one, and what waits for sending', async () => {
    await openPage();
    const menu = await openMenu();
    const lines = [...menu.querySelectorAll('.choose')].map((line) =>
      [...line.children].map((part) => oneLine(part.textContent)),
    );
    expect(lines).toEqual([
      [LONG, '3 nieuw', 'Van jou, gedeeld met je organisatie'],
      ['Koks', 'Van Yusuf Demir'],
    ]);
    expect(menu.querySelector('.choose .name')?.getAttribute('title')).toBe(LONG);
    expect(menu.querySelectorAll('.clock')).toHaveLength(1);
  });

  it('lets only the owner change and delete one, and everybody pin and watch', async () => {
    await openPage();
    await openMenu();
    await press('Koks bovenaan zetten');
    await press('Koks volgen');
    await choose('Wekelijks per e-mail');
    expect(sent).toEqual([
      ['mark', { id: testId(702), pinned: true }],
      ['mark', { id: testId(702), watch: 'EMAIL_WEEKLY' }],
    ]);
    expect(() => named('Koks verwijderen')).toThrow();
    expect(() => named('Koks wijzigen')).toThrow();
    expect(named(`${LONG} wijzigen`)).toBeDefined();
  });

  it('sends no mail about a search that filters on physical capacity, and says so (BX-06)', async () => {
    const query = { ...EMPTY_QUERY, filters: { physicalCapacity: ['LIFTING'] } };
    saved = [makeSavedSearch(1, { name: 'Tillers', query })];
    await openPage();
    const menu = await openMenu();
    await press('Tillers volgen');
    const disabled = [...menu.querySelectorAll('input[type=radio]:disabled')].map(({ parentElement }) =>
      parentElement?.textContent.trim(),
    );
    expect(disabled).toEqual(['Dagelijks per e-mail', 'Wekelijks per e-mail']);
    expect(menu.textContent).toContain('Met een filter op belastbaarheid sturen we geen e-mail.');
  });

  it('says what goes away before it deletes one, and Escape takes the question back', async () => {
    await openPage();
    const menu = await openMenu();
    await press(`${LONG} verwijderen`);
    expect(menu.querySelector('.confirm')?.textContent).toContain('ook bij je collega’s');
    named('Zoekopdracht verwijderen').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await flushPromises();
    expect(menu.querySelector('.confirm')).toBeNull();
    expect(panel()).not.toBeNull();
    await press(`${LONG} verwijderen`);
    await press('Zoekopdracht verwijderen');
    expect(sent).toEqual([['delete', { id: testId(701) }]]);
    expect([...menu.querySelectorAll('.choose .name')].map((name) => name.textContent)).toEqual(['Koks']);
  });

  it('says what would stand there when there is none, and why it could not be loaded', async () => {
    saved = [];
    await openPage();
    expect((await openMenu()).textContent).toContain('Nog geen bewaarde zoekopdrachten.');
    opened?.wrapper.unmount();
    let answer: Promise<SavedSearchRow[]> = refuse('De gegevens zijn niet te lezen');
    await openPage({ savedSearches: () => answer });
    const menu = await openMenu();
    expect(menu.querySelector('[role=alert]')?.textContent).toContain('De gegevens zijn niet te lezen');
    answer = Promise.resolve([makeSavedSearch(1)]);
    await press('Opnieuw proberen');
    expect(menu.querySelectorAll('.saved')).toHaveLength(1);
  });

  it('closes with Escape and gives the focus back to its button', async () => {
    await openPage();
    const menu = await openMenu();
    const first = menu.querySelector<HTMLElement>('.choose');
    first?.focus();
    first?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await vi.waitFor(() => expect(named('Zoekopdrachten').getAttribute('aria-expanded')).toBe('false'));
    expect(document.activeElement).toBe(named('Zoekopdrachten'));
  });

  it('shows its final layout while it waits', async () => {
    const answer = later<SavedSearchRow[]>();
    await openPage({ savedSearches: () => answer.promise });
    const menu = await openMenu();
    await vi.waitFor(() => expect(menu.querySelector('.skeleton')).not.toBeNull());
    answer.resolve(saved);
    await vi.waitFor(() => expect(menu.querySelectorAll('.saved')).toHaveLength(2));
    expect(menu.querySelector('.skeleton')).toBeNull();
  });

  it('turns its controls off, with the reason, while nothing can be written', async () => {
    await openPage();
    useLocalDataStore().readOnly = true;
    await openMenu();
    const pin = named('Koks bovenaan zetten');
    expect(pin.getAttribute('aria-disabled')).toBe('true');
    await press('Koks bovenaan zetten');
    expect(sent).toEqual([]);
  });
});

const dialogForm = () => document.querySelector<HTMLFormElement>('form.dialog-frame');

describe('saving a search', () => {
  it('is off with the reason while nothing is asked', async () => {
    await openPage();
    await openMenu();
    expect(named('Deze zoekopdracht bewaren').getAttribute('aria-disabled')).toBe('true');
    await press('Deze zoekopdracht bewaren');
    expect(dialogForm()).toBeNull();
  });

  it('asks for a name, says what is wrong with it, and opens what was saved', async () => {
    const explorer = await openPage();
    await explorer.setTerms([lasser]);
    await openMenu();
    await press('Deze zoekopdracht bewaren');
    await vi.waitFor(() => expect(dialogForm()).not.toBeNull());
    const form = dialogForm() as HTMLFormElement;
    const field = form.querySelector<HTMLInputElement>('input[type=text]') as HTMLInputElement;
    form.requestSubmit();
    await flushPromises();
    expect(document.getElementById(field.getAttribute('aria-describedby') ?? '')?.textContent).toBe(
      'Geef de zoekopdracht een naam',
    );
    expect(field.getAttribute('aria-invalid')).toBe('true');
    field.value = 'x'.repeat(81);
    field.dispatchEvent(new Event('input'));
    await flushPromises();
    expect(form.textContent).toContain('Een naam heeft hoogstens 80 tekens');
    field.value = '  Lassers ';
    field.dispatchEvent(new Event('input'));
    const shared = form.querySelector<HTMLInputElement>('input[value=ORGANIZATION]') as HTMLInputElement;
    shared.checked = true;
    shared.dispatchEvent(new Event('change'));
    await flushPromises();
    expect(form.textContent).toContain('Oordelen ziet ieder alleen van zichzelf.');
    form.requestSubmit();
    await vi.waitFor(() => expect(strip().exists()).toBe(true));
    expect(sent[0]).toEqual([
      'save',
      { id: null, name: 'Lassers', scope: 'ORGANIZATION', query: { ...EMPTY_QUERY, terms: [lasser] } },
    ]);
    expect(strip().text()).toContain('Lassers');
    expect(strip().text()).not.toContain('gewijzigd');
  });

  it('says why it did not work and keeps what was filled in', async () => {
    const explorer = await openPage({ saveSearch: () => refuse('Je hebt al het hoogste aantal zoekopdrachten') });
    await explorer.setTerms([lasser]);
    await openMenu();
    await press('Deze zoekopdracht bewaren');
    await vi.waitFor(() => expect(dialogForm()).not.toBeNull());
    const field = dialogForm()?.querySelector<HTMLInputElement>('input[type=text]') as HTMLInputElement;
    field.value = 'Lassers';
    field.dispatchEvent(new Event('input'));
    dialogForm()?.requestSubmit();
    await flushPromises();
    expect(dialogForm()?.querySelector('[role=alert]')?.textContent).toContain('hoogste aantal');
    expect(field.value).toBe('Lassers');
  });

  it('renames one and puts the query of now in it only when asked to', async () => {
    const explorer = await openPage();
    await explorer.setTerms([lasser]);
    await openMenu();
    await press(`${LONG} wijzigen`);
    await vi.waitFor(() => expect(dialogForm()).not.toBeNull());
    const form = dialogForm() as HTMLFormElement;
    const field = form.querySelector<HTMLInputElement>('input[type=text]') as HTMLInputElement;
    expect(field.value).toBe(LONG);
    field.value = 'Lassers';
    field.dispatchEvent(new Event('input'));
    const take = form.querySelector<HTMLInputElement>('input[type=checkbox]') as HTMLInputElement;
    expect(take.checked).toBe(false);
    take.checked = true;
    take.dispatchEvent(new Event('change'));
    form.requestSubmit();
    await flushPromises();
    expect(sent).toEqual([
      ['save', { id: testId(701), name: 'Lassers', scope: 'ORGANIZATION', query: { ...EMPTY_QUERY, terms: [lasser] } }],
    ]);
  });
});

describe('a saved search that is open', () => {
  it('shows its name, marks who is new, and asks with its id', async () => {
    await openPage();
    expect(page().findAll('.fresh')).toHaveLength(0);
    await openSaved('Koks');
    expect(strip().text()).toContain('Koks');
    expect(asked.at(-1)).toMatchObject({ savedSearchId: testId(702), query: saved[1]?.query as CandidateQuery });
    expect(
      page()
        .findAll('[role=row] .fresh')
        .map((mark) => mark.text()),
    ).toEqual(['Nieuw']);
    expect(panel()?.closest('[style*="display: none"]') !== null || panel() === null).toBe(true);
  });

  it('offers the owner to keep a change, and to go back to what was saved', async () => {
    const explorer = await openPage();
    await openSaved(LONG);
    await explorer.setTerms([lasser]);
    await flushPromises();
    expect(strip().text()).toContain('gewijzigd');
    await press('Terugzetten');
    expect(explorer.query).toEqual(saved[0]?.query);
    await explorer.setTerms([lasser]);
    await flushPromises();
    await press('Wijziging bewaren');
    expect(sent.filter(([name]) => name === 'save')).toEqual([
      ['save', { id: testId(701), name: LONG, scope: 'ORGANIZATION', query: { ...EMPTY_QUERY, terms: [lasser] } }],
    ]);
    expect(strip().text()).not.toContain('gewijzigd');
  });

  it('of somebody else is kept as one of your own', async () => {
    const explorer = await openPage();
    await openSaved('Koks');
    await explorer.setTerms([lasser]);
    await flushPromises();
    await press('Bewaren als je eigen zoekopdracht');
    await vi.waitFor(() => expect(dialogForm()).not.toBeNull());
    expect(sent.some(([name]) => name === 'save')).toBe(false);
  });

  it('says which options do not exist any more, and runs without them', async () => {
    saved = [
      makeSavedSearch(1, {
        name: 'Oud',
        lost: [{ category: 'certificate', code: 'VCA-X' }],
      }),
    ];
    await openPage();
    await openSaved('Oud');
    expect(page().find('.lost').text()).toContain('VCA-X');
    expect(names()).toHaveLength(3);
  });

  it('is visited when the user leaves it: by its cross, and by leaving the page', async () => {
    await openPage();
    await openSaved('Koks');
    expect(sent).toEqual([]);
    await press('Zoekopdracht sluiten');
    expect(sent).toEqual([['visit', { id: testId(702) }]]);
    expect(strip().exists()).toBe(false);
    await openSaved('Koks');
    await opened?.router.push('/candidates/favourites');
    await flushPromises();
    expect(sent).toHaveLength(2);
  });

  it('is left when everything is cleared', async () => {
    await openPage();
    await openSaved('Koks');
    await press('Wis alles');
    expect(strip().exists()).toBe(false);
    expect(asked.at(-1)?.query).toEqual(EMPTY_QUERY);
    expect(asked.at(-1)).not.toHaveProperty('savedSearchId');
  });
});

describe('judging in a saved search', () => {
  it('is not offered without one', async () => {
    await openPage();
    expect(page().find('.judge').exists()).toBe(false);
  });

  it('shows in the row what was thought, and takes it back when chosen again', async () => {
    await openPage();
    await openSaved('Koks');
    await press('Interessant: Kandidaat 2');
    expect(
      page()
        .findAll('.judged')
        .map((mark) => mark.text()),
    ).toEqual(['Interessant']);
    expect(named('Interessant: Kandidaat 2').getAttribute('aria-pressed')).toBe('true');
    await press('Interessant: Kandidaat 2');
    expect(page().findAll('.judged')).toHaveLength(0);
    expect(sent.map(([, input]) => (input as { value: unknown }).value)).toEqual(['INTERESTING', null]);
  });

  it('takes who is judged Nee from the list, and brings him back', async () => {
    await openPage();
    await openSaved('Koks');
    await press('Nee: Kandidaat 2');
    expect(names()).toEqual(['Kandidaat 1', 'Kandidaat 3']);
    expect(page().find('.hidden-one').text()).toContain('Kandidaat 2 is verborgen in deze zoekopdracht');
    await press('Ongedaan maken');
    expect(names()).toEqual(['Kandidaat 1', 'Kandidaat 2', 'Kandidaat 3']);
    expect(page().find('.hidden-one').text()).toBe('');
  });

  it('goes on with the next one when the one on screen is judged Nee', async () => {
    await openPage();
    await openSaved('Koks');
    await vi.waitFor(() => expect(opened?.router.currentRoute.value.params['id']).toBe(testId(1)));
    const nee = page()
      .find('.standing')
      .findAll('button')
      .find((button) => button.text() === 'Nee');
    await nee?.trigger('click');
    await vi.waitFor(() => expect(opened?.router.currentRoute.value.params['id']).toBe(testId(2)));
    expect(names()).toEqual(['Kandidaat 2', 'Kandidaat 3']);
  });

  it('keeps the focus in the list when the row with it goes', async () => {
    await openPage();
    await openSaved('Koks');
    await press('Nee: Kandidaat 3');
    expect(document.activeElement?.getAttribute('role')).toBe('grid');
  });

  it('puts the row back and says why when core refuses', async () => {
    await openPage({ judge: () => refuse('Er kan niets meer bij') });
    await openSaved('Koks');
    await press('Nee: Kandidaat 2');
    expect(names()).toHaveLength(3);
    expect(page().find('.results [role=alert]').text()).toBe('Er kan niets meer bij');
  });
});

describe('what was searched for before', () => {
  it('is offered in words, runs again, and is cleared', async () => {
    const explorer = await openPage();
    const delft = { id: testId(900), name: 'Delft', detail: 'Zuid-Holland', kind: 'PLACE' as const };
    await explorer.setTerms([lasser, { kind: 'KEYWORD', text: 'rvs' }]);
    await explorer.setPlace(delft);
    await explorer.toggleFilter('workType', 'CARE');
    await flushPromises();
    await press('Wis alles');
    const menu = await openMenu();
    const lines = () => [...menu.querySelectorAll<HTMLElement>('.again')].map((line) => oneLine(line.textContent));
    expect(lines()).toEqual(['Lasser · “rvs” · Delft 25 km · 1 filter']);
    menu.querySelector<HTMLElement>('.again')?.click();
    await flushPromises();
    expect(explorer.query.terms).toHaveLength(2);
    expect(explorer.place).toEqual(delft);
    expect(Object.keys(kept)).toContain('candidates.recent-searches');
    await openMenu();
    await press('Wis');
    expect(panel()?.textContent).toContain('Hier staat straks waar je op dit apparaat op zocht.');
    expect(kept['candidates.recent-searches']).toBeNull();
  });

  it('is kept when the window closes', async () => {
    const explorer = await openPage();
    await explorer.setTerms([lasser]);
    window.dispatchEvent(new Event('pagehide'));
    await flushPromises();
    expect(kept['candidates.recent-searches']).toHaveLength(1);
  });
});

describe('why this order, beside the results (BX-01)', () => {
  it('folds out by its button, stays so, and follows the candidate on screen', async () => {
    await openPage();
    const toggle = named('Waarom deze volgorde?');
    expect(toggle.getAttribute('aria-expanded')).toBe('false');
    await press('Waarom deze volgorde?');
    expect(toggle.getAttribute('aria-expanded')).toBe('true');
    expect(document.getElementById(toggle.getAttribute('aria-controls') ?? '')?.textContent).toContain(
      'Samen 10 van 10',
    );
    expect(page().find('.standing .place').text()).toBe('Nummer 1 van 3');
    expect(page().find('.difference').text()).toBe('2 punten meer dan Kandidaat 2, die hierna komt.');
    await opened?.router.replace(`/candidates/${testId(2)}`);
    await flushPromises();
    expect(page().find('.difference').text()).toContain('Evenveel punten als Kandidaat 3');
    expect(usePreferencesStore().flag('candidates.explanation-open', false)).toBe(true);
  });

  it('asks again with the new weight, shows it in the search bar, and restores it', async () => {
    const explorer = await openPage();
    await explorer.setTerms([lasser]);
    await press('Waarom deze volgorde?');
    await page().find('.explanation select').setValue('DOUBLE');
    await flushPromises();
    expect(asked.at(-1)?.query.weights).toEqual({ 'OCCUPATION:o1': 'DOUBLE' });
    expect(page().find('.chip .weight').text()).toBe('Telt dubbel');
    await page().find('.results-head .reset-weights').trigger('click');
    await flushPromises();
    expect(asked.at(-1)?.query).not.toHaveProperty('weights');
    expect(page().find('.chip .weight').exists()).toBe(false);
  });

  it('makes an element a requirement and a wish again', async () => {
    const explorer = await openPage();
    await explorer.setTerms([lasser]);
    await press('Waarom deze volgorde?');
    await press('Maak er een eis van: Lasser (beroep)');
    expect(asked.at(-1)?.query.terms).toEqual([{ ...lasser, mode: 'MUST' }]);
    await press('Weer een wens: Lasser (beroep)');
    expect(asked.at(-1)?.query.terms).toEqual([lasser]);
  });

  it('says so when the candidate on screen is not in the results', async () => {
    await openPage();
    await press('Waarom deze volgorde?');
    await opened?.router.replace(`/candidates/${testId(77)}`);
    await flushPromises();
    expect(page().find('.why').text()).toBe('Deze kandidaat staat niet in de resultaten die nu op het scherm staan.');
  });
});
