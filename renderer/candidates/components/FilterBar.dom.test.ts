import { afterEach, describe, expect, it, vi } from 'vitest';
import { mountWithApp } from '../../testing/mount-with-app.ts';
import FilterBar from './FilterBar.vue';

const CONFIG = {
  showcaseName: 'Werkbeurs',
  categories: [
    {
      category: 'drivingLicence',
      label: 'Rijbewijs',
      available: true,
      options: [
        { code: 'B', label: 'B (auto)' },
        { code: 'C', label: 'C (vrachtwagen)' },
      ],
    },
    {
      category: 'physicalCapacity',
      label: 'Belastbaarheid',
      available: false,
      options: [{ code: 'SITTING', label: 'Zitten' }],
    },
    { category: 'workingTimes', label: 'Werktijden', available: true, options: [] },
  ],
};

let wrapper: ReturnType<typeof mountWithApp>;
afterEach(() => wrapper.unmount());

function mountBar(filters: Record<string, string[]> = {}) {
  const counts = { drivingLicence: { B: 1234 }, workingTimes: { MON_MORNING: 7 } };
  wrapper = mountWithApp(FilterBar, { config: CONFIG, filters, counts });
}
/** The page of these tests has no layout: sizes are given by hand. */
function layOut(element: Element, sizes: { readonly clientWidth: number; readonly scrollWidth: number }) {
  for (const [name, value] of Object.entries(sizes))
    Object.defineProperty(element, name, { value, configurable: true });
}
const category = (label: string) =>
  wrapper.findAll('button.category').find((button) => button.text().startsWith(label));

describe('the filter bar', () => {
  it('opens a category below the row, with options, counts and the rule (HW-FILT-02, HW-FILT-03)', async () => {
    mountBar({ drivingLicence: ['C'] });
    await category('Rijbewijs')?.trigger('click');
    expect(category('Rijbewijs')?.attributes('aria-expanded')).toBe('true');
    const [first, second] = wrapper.findAll('.option');
    expect(first?.text()).toContain('1.234');
    expect(second?.text()).toContain('0');
    expect(second?.find('input').element.checked).toBe(true);
    expect(wrapper.text()).toContain('Binnen een categorie telt één van je keuzes, over categorieën heen alle.');
    await first?.find('input').trigger('change');
    expect(wrapper.emitted('toggle')).toEqual([['drivingLicence', 'B']]);
  });

  it('marks categories with choices and counts all filters (HW-FILT-04, HW-FILT-05)', async () => {
    mountBar({ drivingLicence: ['B', 'C'], workingTimes: ['MON_MORNING'] });
    expect(category('Rijbewijs')?.find('.dot').exists()).toBe(true);
    expect(category('Belastbaarheid')?.find('.dot').exists()).toBe(false);
    expect(wrapper.find('button.set').text()).toContain('3');
    await wrapper.find('button.set').trigger('click');
    expect(wrapper.emitted('clear')).toHaveLength(1);
  });

  it('shows no number when nothing is set', () => {
    mountBar();
    expect(wrapper.find('button.set').exists()).toBe(false);
  });

  it('says why a category is off instead of showing options', async () => {
    mountBar();
    await category('Belastbaarheid')?.trigger('click');
    expect(wrapper.text()).toContain('Dit filter werkt alleen met verbinding');
    expect(wrapper.findAll('.option')).toHaveLength(0);
  });

  it('offers working times as days by parts of the day (HW-FILT-17)', async () => {
    mountBar();
    await category('Werktijden')?.trigger('click');
    expect(wrapper.findAll('table input')).toHaveLength(28);
    const cell = wrapper.find('input[aria-label="Maandag ochtend"]');
    expect(cell.element.parentElement?.textContent).toContain('7');
    await cell.trigger('change');
    expect(wrapper.emitted('toggle')).toEqual([['workingTimes', 'MON_MORNING']]);
  });

  it('scrolls with arrows at both sides as far as there is more (HW-FILT-07)', async () => {
    mountBar();
    const row = wrapper.find('ul.categories').element as HTMLElement;
    const arrows = () => wrapper.findAll('button.arrow').map((arrow) => arrow.attributes('aria-label'));
    expect(arrows()).toEqual([]);
    layOut(row, { clientWidth: 300, scrollWidth: 500 });
    await wrapper.find('ul.categories').trigger('scroll');
    expect(arrows()).toEqual(['Volgende categorieën']);

    await wrapper.find('button.arrow').trigger('click');
    expect(row.scrollLeft).toBeGreaterThan(0);
    row.scrollLeft = 100;
    await wrapper.find('ul.categories').trigger('scroll');
    expect(arrows()).toEqual(['Vorige categorieën', 'Volgende categorieën']);

    row.scrollLeft = 200;
    await wrapper.find('ul.categories').trigger('scroll');
    expect(arrows()).toEqual(['Vorige categorieën']);
    await wrapper.find('button.arrow').trigger('click');
    expect(row.scrollLeft).toBeLessThan(200);
  });

  it('shows an arrow as soon as a dot makes the row too long (HW-FILT-07)', async () => {
    mountBar();
    layOut(wrapper.find('ul.categories').element, { clientWidth: 300, scrollWidth: 314 });
    await wrapper.setProps({ filters: { drivingLicence: ['B'] } });
    await vi.waitFor(() => expect(wrapper.find('[aria-label="Volgende categorieën"]').exists()).toBe(true));
  });
});
