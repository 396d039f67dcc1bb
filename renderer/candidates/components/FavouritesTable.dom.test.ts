import { afterEach, describe, expect, it } from 'vitest';
import { makeSummary, testId } from '../../testing/make-candidate.ts';
import { mountWithApp } from '../../testing/mount-with-app.ts';
import { accessibleName } from '../../testing/read-page.ts';
import FavouritesTable from './FavouritesTable.vue';

let wrapper: ReturnType<typeof mountWithApp>;
afterEach(() => wrapper.unmount());

const seen = makeSummary(1, { name: 'Sanne de Vries', city: 'Delft', oneLiner: 'Werkt graag buiten' });
function show(sort: 'name-asc' | 'name-desc' = 'name-asc') {
  wrapper = mountWithApp(FavouritesTable, {
    rows: [
      { candidateId: testId(1), candidate: seen, pending: true },
      { candidateId: testId(2), candidate: null, pending: true },
      { candidateId: testId(3), candidate: null, pending: false },
    ],
    sort,
  });
}

describe('the table of favourites', () => {
  it('has one column, Kandidaat, that sorts both ways (HW-FAV-06)', async () => {
    show();
    expect(wrapper.findAll('thead th')).toHaveLength(1);
    expect(wrapper.find('th').attributes('aria-sort')).toBe('ascending');
    expect(wrapper.find('th').text()).toContain('Kandidaat');
    await wrapper.find('th button').trigger('click');
    expect(wrapper.emitted('sort')).toEqual([['name-desc']]);
  });

  it('keeps the row of who is not visible, neutral and closed (HW-FAV-10)', async () => {
    show('name-desc');
    const row = wrapper.findAll('tbody tr')[1];
    expect(row?.text()).toBe('Dit profiel is nu niet zichtbaar');
    expect(row?.find('button').exists()).toBe(false);
    expect(row?.element.outerHTML).not.toContain(testId(2));
  });

  it('shows a clock at every row that was not sent, visible or not', () => {
    show();
    const clocks = wrapper
      .findAll('tbody tr')
      .map((row) => row.findAll('.pending').map((c) => accessibleName(c.element)));
    expect(clocks).toEqual([['Wacht op verzending'], ['Wacht op verzending'], []]);
  });
});
