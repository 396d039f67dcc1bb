import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import type { CandidateSummary } from '@hallowerk/contract/candidates/candidate-search.ts';
import { BULK_LIMIT } from '@hallowerk/contract/candidates/candidate-export.ts';
import { later, refuse, type FakeAnswers } from '../testing/fake-api.ts';
import { makeResult, makeSummary, testId } from '../testing/make-candidate.ts';
import { useProposingStore } from '../shared/proposing.store.ts';
import { mountAppAt, resizeWindow, TEST_ME } from '../testing/mount-app-at.ts';
import { accessibleName } from '../testing/read-page.ts';
import { useExplorerStore } from './explorer.store.ts';
import { useSelectionStore } from './selection.store.ts';

let opened: Awaited<ReturnType<typeof mountAppAt>>;
let items: readonly CandidateSummary[];
/** happy-dom lays nothing out; the list needs a height to know which rows are near. */
beforeEach(() => {
  resizeWindow(1440);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(560);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(400);
});
afterEach(() => opened.wrapper.unmount());

const grid = () => opened.wrapper.find('[role=grid]');
const bar = () => opened.wrapper.find('.selection');
const boxes = () => grid().findAll('[role=checkbox]');
const chosen = () => boxes().flatMap((box, index) => (box.attributes('aria-checked') === 'true' ? [index + 1] : []));
const inBar = (name: string) =>
  bar()
    .findAll('button')
    .find((button) => accessibleName(button.element) === name);
const press = (key: string, more: KeyboardEventInit = {}) => grid().trigger('keydown', { key, bubbles: true, ...more });

async function openList(start: readonly CandidateSummary[], calls: FakeAnswers['candidates'] = {}) {
  items = start;
  opened = await mountAppAt('/candidates', {
    candidates: {
      search: ({ offset, limit }) => Promise.resolve(makeResult(items.slice(offset, offset + limit), items.length)),
      ...calls,
    },
  });
  await vi.waitFor(() => expect(boxes().length).toBeGreaterThan(0));
  (grid().element as HTMLElement).focus();
  await grid().trigger('focus');
}
const several = (count: number, changes: Partial<CandidateSummary> = {}) =>
  Array.from({ length: count }, (_, index) => makeSummary(index + 1, changes));

describe('choosing rows', () => {
  it('works by the checkbox of a row, which names the candidate and opens nobody (BX-16)', async () => {
    await openList(several(3));
    const address = opened.router.currentRoute.value.fullPath;
    expect(bar().exists()).toBe(false);
    expect(accessibleName(boxes()[1]!.element)).toBe('Kandidaat 2 kiezen');
    await boxes()[1]?.trigger('click');
    expect(chosen()).toEqual([2]);
    expect(bar().find('[role=status]').text()).toBe('1 gekozen');
    expect(opened.router.currentRoute.value.fullPath).toBe(address);
    await boxes()[1]?.trigger('click');
    expect(bar().exists()).toBe(false);
  });

  it('works with the space bar, and with Shift and the arrows as a range that shrinks again (BX-16)', async () => {
    await openList(several(6));
    await press('ArrowDown');
    await press(' ');
    expect(chosen()).toEqual([2]);
    await press('ArrowDown', { shiftKey: true });
    await press('ArrowDown', { shiftKey: true });
    expect(chosen()).toEqual([2, 3, 4]);
    await press('ArrowUp', { shiftKey: true });
    expect(chosen()).toEqual([2, 3]);
    await press('ArrowDown');
    await press('ArrowDown');
    await press('ArrowDown', { shiftKey: true });
    expect(chosen()).toEqual([2, 3, 5, 6]);
  });

  it('reaches up to a Shift-click, and adds one with Ctrl (BX-16)', async () => {
    await openList(several(7));
    const lines = () => grid().findAll('.line');
    await boxes()[1]?.trigger('click');
    await lines()[3]?.trigger('click', { shiftKey: true });
    expect(chosen()).toEqual([2, 3, 4]);
    await boxes()[2]?.trigger('click', { shiftKey: true });
    expect(chosen()).toEqual([2, 3]);
    await lines()[5]?.trigger('click', { ctrlKey: true });
    expect(chosen()).toEqual([2, 3, 6]);
  });

  it('takes all that is loaded with Ctrl+A, but not who is folded away (BX-16)', async () => {
    await openList([...several(3), makeSummary(4, { other: true })]);
    useExplorerStore().foldOthers(true);
    await flushPromises();
    await press('a', { ctrlKey: true });
    expect(useSelectionStore().count).toBe(3);
    useExplorerStore().foldOthers(false);
    await flushPromises();
    await press('a', { ctrlKey: true });
    expect(useSelectionStore().count).toBe(4);
  });

  it('ends with Escape or the button, and the list has the focus (BX-16)', async () => {
    await openList(several(3));
    await press(' ');
    await press('Escape');
    expect(bar().exists()).toBe(false);
    await press(' ');
    await inBar('Wis selectie')?.trigger('click');
    expect(bar().exists()).toBe(false);
    expect(document.activeElement).toBe(grid().element);
  });

  it('takes no more than the limit, and says so', async () => {
    await openList(several(3));
    const selection = useSelectionStore();
    selection.check(several(BULK_LIMIT + 1), true);
    await flushPromises();
    expect(selection.count).toBe(BULK_LIMIT);
    expect(bar().find('[role=status]').text().replace(/\s+/g, ' ')).toBe('500 gekozen Meer dan 500 tegelijk kan niet.');
  });

  it('lets go of who is not found any more', async () => {
    await openList(several(3));
    await press('a', { ctrlKey: true });
    items = several(2);
    await useExplorerStore().search();
    await flushPromises();
    expect(bar().find('[role=status]').text()).toBe('2 gekozen');
  });
});

describe('making the chosen ones favourites', () => {
  it('says first what will happen, does it in one call, and can be undone (BX-16)', async () => {
    const asked: { ids: string[]; on: boolean }[] = [];
    await openList([makeSummary(1), makeSummary(2, { favourite: true }), makeSummary(3)], {
      setFavourites: (input) => {
        asked.push(input);
        return Promise.resolve({ changed: input.ids.length });
      },
    });
    await press('a', { ctrlKey: true });
    await inBar('Favoriet maken')?.trigger('click');
    expect(bar().find('.words').text()).toBe('2 kandidaten worden favoriet; 1 is het al');
    expect(asked).toEqual([]);
    await inBar('Favoriet maken')?.trigger('click');
    await vi.waitFor(() => expect(bar().find('.undo').exists()).toBe(true));
    expect(bar().find('.words').text()).toContain('2 kandidaten zijn favoriet gemaakt.');
    expect(grid().findAll('.star.on')).toHaveLength(3);
    await bar().find('.undo').trigger('click');
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    expect(asked).toEqual([
      { ids: [testId(1), testId(3)], on: true },
      { ids: [testId(1), testId(3)], on: false },
    ]);
    expect(grid().findAll('.star.on')).toHaveLength(1);
  });

  it('has nothing to confirm when all of them are favourites already', async () => {
    await openList(several(2, { favourite: true }));
    await press('a', { ctrlKey: true });
    await inBar('Favoriet maken')?.trigger('click');
    expect(bar().find('.words').text()).toBe('Alle 2 zijn al favoriet');
    expect(inBar('Favoriet maken')).toBeUndefined();
    await inBar('Annuleren')?.trigger('click');
    expect(inBar('Favoriet maken')?.exists()).toBe(true);
  });

  it('puts the stars back and says why when core refuses', async () => {
    await openList(several(2), { setFavourites: () => refuse('Er kan niets meer bij') });
    await press('a', { ctrlKey: true });
    await inBar('Favoriet maken')?.trigger('click');
    await inBar('Favoriet maken')?.trigger('click');
    await vi.waitFor(() => expect(bar().find('[role=alert]').exists()).toBe(true));
    expect(bar().find('[role=alert]').text()).toBe('Er kan niets meer bij');
    expect(grid().findAll('.star.on')).toHaveLength(0);
  });

  it('shows the stars at once, and asks core only once', async () => {
    const answer = later<{ changed: number }>();
    let calls = 0;
    await openList(several(2), {
      setFavourites: () => {
        calls += 1;
        return answer.promise;
      },
    });
    await press('a', { ctrlKey: true });
    await inBar('Favoriet maken')?.trigger('click');
    await inBar('Favoriet maken')?.trigger('click');
    await inBar('Favoriet maken')?.trigger('click');
    expect(grid().findAll('.star.on')).toHaveLength(2);
    expect(calls).toBe(1);
    answer.resolve({ changed: 2 });
    await vi.waitFor(() => expect(bar().find('.undo').exists()).toBe(true));
  });
});

describe('comparing the chosen ones', () => {
  it('takes two to four, and says so before a click (BX-16)', async () => {
    await openList(several(5));
    await press(' ');
    expect(inBar('Vergelijken')?.attributes('aria-disabled')).toBe('true');
    expect(inBar('Vergelijken')?.attributes('title')).toBe('Kies twee tot 4 kandidaten om te vergelijken');
    await inBar('Vergelijken')?.trigger('click');
    expect(opened.router.currentRoute.value.name).toBe('candidates');
    await press('a', { ctrlKey: true });
    expect(inBar('Vergelijken')?.attributes('aria-disabled')).toBe('true');
    await boxes()[4]?.trigger('click');
    await inBar('Vergelijken')?.trigger('click');
    await vi.waitFor(() => expect(opened.router.currentRoute.value.name).toBe('compare'));
    expect(opened.router.currentRoute.value.query['ids']).toBe([1, 2, 3, 4].map(testId).join());
  });
});

describe('proposing a selection', () => {
  it('takes the chosen people in the order of the screen, with why they were found (HW-PROP-06)', async () => {
    const part = { criterion: 'FRESHNESS', code: null, label: 'Vers', state: 'HIT', points: 2, most: 2 } as const;
    const me = { ...TEST_ME, role: 'ACCOUNT_MANAGER', rights: [...DEFAULT_RIGHTS.ACCOUNT_MANAGER] } as const;
    items = several(3, { parts: [part] });
    opened = await mountAppAt('/candidates', {
      accounts: { state: () => Promise.resolve({ state: 'signed-in', me: { ...me, rights: [...me.rights] } }) },
      candidates: { search: () => Promise.resolve(makeResult(items)) },
    });
    await vi.waitFor(() => expect(boxes().length).toBeGreaterThan(0));
    await boxes()[2]?.trigger('click');
    await boxes()[0]?.trigger('click');
    await inBar('Voorstellen')?.trigger('click');
    expect(useProposingStore().asked).toEqual({
      candidates: [1, 3].map((n) => ({ candidateId: testId(n), name: `Kandidaat ${n}`, parts: [part] })),
      vacancyId: null,
    });
  });

  it('is not there for employers', async () => {
    await openList(several(2));
    await boxes()[0]?.trigger('click');
    expect(inBar('Exporteren')).toBeDefined();
    expect(inBar('Voorstellen')).toBeUndefined();
  });
});
