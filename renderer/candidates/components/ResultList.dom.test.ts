import type { CandidateSummary } from '@hallowerk/contract/candidates/candidate-search.ts';
import { nextTick } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeSummary, testId } from '../../testing/make-candidate.ts';
import { mountWithApp } from '../../testing/mount-with-app.ts';
import ResultList from './ResultList.vue';

let wrapper: ReturnType<typeof mountWithApp>;
/** happy-dom lays nothing out; the list needs a height to know which rows are near. */
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(560);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(400);
});
afterEach(() => wrapper.unmount());

async function mountList(items: readonly CandidateSummary[], changes: Record<string, unknown> = {}) {
  wrapper = mountWithApp(ResultList, {
    items,
    total: items.length,
    literal: items.filter((item) => item.tier === 'LITERAL').length,
    matching: items.filter((item) => !item.other && item.tier === 'LITERAL').length,
    variantWords: [],
    selectedId: null,
    folded: false,
    pending: new Set<string>(),
    checked: new Set<string>(),
    favouriteOf: (item: CandidateSummary) => item.favourite,
    ...changes,
  });
  await vi.waitFor(() => expect(wrapper.findAll('[role=row]').length).toBeGreaterThan(0));
  return wrapper.find('[role=grid]');
}
const names = () => wrapper.findAll('.name').map((name) => name.text());

describe('the result list', () => {
  it('walks with the arrow keys, opens with Enter and stars with s', async () => {
    const grid = await mountList([makeSummary(1), makeSummary(2, { favourite: true }), makeSummary(3)]);
    await grid.trigger('focus');
    await grid.trigger('keydown', { key: 'ArrowDown' });
    expect(wrapper.find(`[id="${grid.attributes('aria-activedescendant')}"]`).text()).toContain('Kandidaat 2');
    await grid.trigger('keydown', { key: 'Enter' });
    await grid.trigger('keydown', { key: 's' });
    expect(wrapper.emitted('open')).toEqual([[testId(2)]]);
    expect(wrapper.emitted('star')).toEqual([[testId(2), false]]);
  });

  it('stays on the first and last row', async () => {
    const grid = await mountList([makeSummary(1), makeSummary(2)]);
    await grid.trigger('focus');
    await grid.trigger('keydown', { key: 'ArrowUp' });
    await grid.trigger('keydown', { key: 'Enter' });
    await grid.trigger('keydown', { key: 'End' });
    await grid.trigger('keydown', { key: 'ArrowDown' });
    await grid.trigger('keydown', { key: 'Enter' });
    expect(wrapper.emitted('open')).toEqual([[testId(1)], [testId(2)]]);
  });

  it('puts who meets none of the elements below a divider that folds (decision 6.25)', async () => {
    await mountList([makeSummary(1), makeSummary(2, { other: true }), makeSummary(3, { other: true })]);
    expect(wrapper.find('.fold').text()).toBe('Overige kandidaten (2)');
    await wrapper.find('.fold').trigger('click');
    expect(wrapper.emitted('fold')).toEqual([[true]]);
    await wrapper.setProps({ folded: true });
    await nextTick();
    expect(names()).toEqual(['Kandidaat 1']);
    expect(wrapper.find('[role=grid]').attributes('aria-rowcount')).toBe('2');
  });

  it('BX-10: puts who has only a related word below a line that names the words, and says so in each row', async () => {
    const variant = { tier: 'VARIANT' as const };
    const people = [makeSummary(1), makeSummary(2, { other: true }), makeSummary(3, variant), makeSummary(4, variant)];
    const grid = await mountList(people, {
      variantWords: [
        { word: 'chauffeur', variants: ['chauffeurs', 'vrachtwagen chauffeur'] },
        { word: 'medewerker', variants: ['medewerkster'] },
      ],
    });
    expect(wrapper.findAll('[role=row]').map((row) => row.find('.name, .fold, .variants').text())).toEqual([
      'Kandidaat 1',
      'Overige kandidaten (1)',
      'Kandidaat 2',
      'Ook gevonden met verwante woorden (2): chauffeurs, vrachtwagen chauffeur, medewerkster',
      'Kandidaat 3',
      'Kandidaat 4',
    ]);
    expect(
      wrapper.findAll('.visually-hidden').filter((mark) => mark.text() === 'gevonden met een verwant woord'),
    ).toHaveLength(2);
    expect(grid.attributes('aria-rowcount')).toBe('6');
    await grid.trigger('focus');
    for (let step = 0; step < 3; step += 1) await grid.trigger('keydown', { key: 'ArrowDown' });
    await grid.trigger('keydown', { key: 'Enter' });
    await grid.trigger('keydown', { key: ' ' });
    await grid.trigger('keydown', { key: 's' });
    expect(wrapper.emitted()).not.toHaveProperty('open');
    expect(wrapper.emitted()).not.toHaveProperty('fold');
    expect(wrapper.emitted()).not.toHaveProperty('star');
    await wrapper.setProps({ folded: true });
    await nextTick();
    expect(names()).toEqual(['Kandidaat 1', 'Kandidaat 3', 'Kandidaat 4']);
    expect(grid.attributes('aria-rowcount')).toBe('5');
  });

  it('puts few rows of a long list in the page, and asks for more near the end', async () => {
    const many = Array.from({ length: 2000 }, (_, index) => makeSummary(index));
    await mountList(many);
    expect(wrapper.findAll('[role=row]').length).toBeGreaterThan(9);
    expect(wrapper.findAll('[role=row]').length).toBeLessThan(60);
    expect(wrapper.emitted('more')).toBeUndefined();
    wrapper.unmount();
    await mountList(many.slice(0, 10), { total: 100, literal: 100, matching: 100 });
    expect(wrapper.emitted('more')).toBeDefined();
  });

  it('shows a clock at what waits for sending and opens nothing when the star is clicked', async () => {
    await mountList([makeSummary(1)], { pending: new Set([testId(1)]) });
    expect(wrapper.find('.clock').attributes('aria-label')).toBe('Wacht op verzending');
    await wrapper.find('.star').trigger('click');
    expect(wrapper.emitted('star')).toEqual([[testId(1), true]]);
    expect(wrapper.emitted('open')).toBeUndefined();
  });
});
