import type { Suggestion } from '@hallowerk/contract/candidates/candidate-search.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { mountWithApp } from '../../testing/mount-with-app.ts';
import SearchBar from './SearchBar.vue';

const LASSER: Suggestion = { kind: 'OCCUPATION', code: 'o1', label: 'Lasser', via: null, match: 'PREFIX' };
const LATIJN: Suggestion = { kind: 'LANGUAGE', code: 'lat', label: 'Latijn', via: 'la', match: 'PREFIX' };
const EMPTY = { terms: [], place: null, radiusKm: null, suggestions: [], placeSuggestions: [] };

let wrapper: ReturnType<typeof mountWithApp>;
afterEach(() => wrapper.unmount());

function mountBar(props: Record<string, unknown> = {}) {
  wrapper = mountWithApp(SearchBar, { ...EMPTY, ...props });
  return wrapper.find<HTMLInputElement>('input[role=combobox]');
}

const placeField = () => wrapper.find<HTMLInputElement>('.place input[role=combobox]');

describe('the search bar', () => {
  it('groups suggestions by kind and says what was recognised', async () => {
    const field = mountBar({ suggestions: [LATIJN, LASSER] });
    await field.setValue('la');
    expect(field.attributes('aria-expanded')).toBe('true');
    expect(wrapper.findAll('.group').map((group) => group.text())).toEqual(['Beroep', 'Taal']);
    expect(wrapper.findAll('[role=option]').map((option) => option.text())).toEqual(['Lasser', 'Latijnherkend: la']);
  });

  it('takes over a suggestion with the arrow keys and Enter (HW-SRCH-05)', async () => {
    const field = mountBar({ suggestions: [LASSER, LATIJN] });
    await field.setValue('la');
    await field.trigger('keydown', { key: 'ArrowDown' });
    await field.trigger('keydown', { key: 'ArrowDown' });
    const active = wrapper.find(`[id="${field.attributes('aria-activedescendant')}"]`);
    expect(active.attributes('aria-selected')).toBe('true');
    await field.trigger('keydown', { key: 'Enter' });
    expect(wrapper.emitted('terms')).toEqual([[[{ kind: 'LANGUAGE', code: 'lat', label: 'Latijn', mode: 'MAY' }]]]);
    expect(field.element.value).toBe('');
  });

  it('searches a text without choice as a keyword (HW-SRCH-13)', async () => {
    const field = mountBar({ suggestions: [LASSER] });
    await field.setValue('  duikboot ');
    await field.trigger('keydown', { key: 'Enter' });
    expect(wrapper.emitted('terms')).toEqual([[[{ kind: 'KEYWORD', text: 'duikboot' }]]]);
  });

  it('does not take the same element twice', async () => {
    const field = mountBar({ terms: [{ kind: 'KEYWORD', text: 'Duikboot' }] });
    await field.setValue('duikboot');
    await field.trigger('keydown', { key: 'Enter' });
    expect(wrapper.emitted('terms')).toBeUndefined();
  });

  it('closes the list with Escape and keeps the text', async () => {
    const field = mountBar({ suggestions: [LASSER] });
    await field.setValue('la');
    await field.trigger('keydown', { key: 'Escape' });
    expect(field.attributes('aria-expanded')).toBe('false');
    expect(field.element.value).toBe('la');
  });

  it('removes the last element with Backspace in an empty field, and any with its cross', async () => {
    const terms = [
      { kind: 'KEYWORD', text: 'kok' },
      { kind: 'OCCUPATION', code: 'o1', label: 'Lasser', mode: 'MUST' },
    ];
    const field = mountBar({ terms });
    expect(wrapper.text()).toContain('Verplicht');
    expect(wrapper.text()).toContain('Lasser (beroep)');
    await field.trigger('keydown', { key: 'Backspace' });
    await wrapper.find('button[aria-label="“kok” weghalen"]').trigger('click');
    expect(wrapper.emitted('terms')).toEqual([[[terms[0]]], [[terms[1]]]]);
  });

  it('shows on an element how much it counts, when that is not as usual (BX-01)', () => {
    mountBar({
      terms: [
        { kind: 'OCCUPATION', code: 'o1', label: 'Lasser', mode: 'MAY' },
        { kind: 'LANGUAGE', code: 'pol', label: 'Pools', mode: 'MAY' },
        { kind: 'KEYWORD', text: 'rvs' },
      ],
      weights: { 'OCCUPATION:o1': 'DOUBLE', KEYWORD: 'NONE' },
    });
    expect(wrapper.findAll('.chip').map((chip) => chip.findAll('.weight').map((weight) => weight.text()))).toEqual([
      ['Telt dubbel'],
      [],
      ['Telt niet mee'],
    ]);
  });

  it('explains a radius without a place, and offers the whole country as one of the choices', async () => {
    mountBar();
    expect(wrapper.find('.hint[role=status]').text()).toBe('');
    await wrapper.find('select').setValue('50');
    expect(wrapper.emitted('radius')).toEqual([[50]]);
    await wrapper.setProps({ radiusKm: 50 });
    const hint = wrapper.find('.hint[role=status]');
    expect(hint.text()).toBe('Kies ook een plaats. Zonder plaats telt de straal niet mee.');
    expect(wrapper.find('select').attributes('aria-describedby')).toBe(hint.attributes('id'));
    await wrapper.setProps({ place: { id: 'p', name: 'Den Haag', detail: '', kind: 'PLACE' } });
    expect(hint.text()).toBe('');
    expect(wrapper.find('select').attributes('aria-describedby')).toBeUndefined();
    await wrapper.find('select').setValue('');
    expect(wrapper.emitted('radius')?.at(-1)).toEqual([null]);
  });
});

describe('what the search bar cannot take', () => {
  const alertText = () => wrapper.find('[role=alert]').text();

  it('is a text of 100,000 characters: it says so, searches nothing and keeps the text', async () => {
    const field = mountBar({ suggestions: [LASSER] });
    const long = 'lasser '.repeat(14_286);
    await field.setValue(long);
    expect(alertText()).toBe('Dit is te lang. Kort je tekst in tot hoogstens 100 tekens.');
    await field.trigger('keydown', { key: 'Enter' });
    await field.trigger('keydown', { key: 'ArrowDown' });
    await field.trigger('keydown', { key: 'Enter' });
    await wrapper.find('[role=option]').trigger('click');
    await field.trigger('blur');
    expect(wrapper.emitted('terms')).toBeUndefined();
    expect(field.element.value).toBe(long);
    await field.setValue(long.slice(0, 100));
    expect(wrapper.find('[role=alert]').exists()).toBe(false);
  });

  it('is a twenty-first part: it says so and keeps what was typed', async () => {
    const terms = Array.from({ length: 20 }, (_, at) => ({ kind: 'KEYWORD', text: `woord${at}` }));
    const field = mountBar({ terms, suggestions: [LASSER] });
    await field.setValue('lasser');
    await field.trigger('keydown', { key: 'Enter' });
    expect(alertText()).toBe('Je zoekopdracht heeft al 20 onderdelen. Haal er eerst een weg.');
    expect(wrapper.emitted('terms')).toBeUndefined();
    expect(field.element.value).toBe('lasser');
    await wrapper.setProps({ terms: terms.slice(1) });
    await field.trigger('keydown', { key: 'Enter' });
    expect(wrapper.emitted('terms')?.[0]).toEqual([[...terms.slice(1), { kind: 'KEYWORD', text: 'lasser' }]]);
  });

  it('is a place that is not in the list: it says so at Enter, and takes it when it comes a moment later', async () => {
    mountBar();
    const field = placeField();
    await field.setValue('Delft');
    expect(wrapper.find('[role=alert]').exists()).toBe(false);
    await field.trigger('keydown', { key: 'Enter' });
    expect(alertText()).toContain('Deze plaats staat niet in de lijst');
    expect(field.element.value).toBe('Delft');
    const delft = { id: 'd', name: 'Delft', detail: 'Zuid-Holland', kind: 'PLACE' };
    await wrapper.setProps({ placeSuggestions: [delft] });
    expect(wrapper.emitted('place')).toEqual([[delft]]);
  });
});

describe('a place that exists twice', () => {
  const place = (id: string, name: string, detail: string, kind = 'PLACE') => ({ id, name, detail, kind });
  const OVERIJSSEL = place('h1', 'Hengelo', 'Overijssel');
  const GELDERLAND = place('h2', 'Hengelo', 'Bronckhorst, Gelderland');

  it('is asked for at Enter, with municipality and province, and taken when it is chosen', async () => {
    mountBar({ placeSuggestions: [OVERIJSSEL, GELDERLAND, place('p', 'Hengelo', '7551', 'PC4')] });
    const field = placeField();
    await field.setValue('hengelo');
    await field.trigger('keydown', { key: 'Enter' });
    await field.trigger('keydown', { key: 'Enter' });
    expect(wrapper.emitted('place')).toBeUndefined();
    expect(wrapper.find('[role=alert]').text()).toBe('Er is meer dan één plaats met deze naam. Kies welke je bedoelt.');
    expect(field.attributes('aria-expanded')).toBe('true');
    expect(wrapper.findAll('.place [role=option]').map((option) => option.text())).toEqual([
      'HengeloOverijssel',
      'HengeloBronckhorst, Gelderland',
      'Hengelo7551',
    ]);
    await field.trigger('keydown', { key: 'ArrowDown' });
    await field.trigger('keydown', { key: 'ArrowDown' });
    await field.trigger('keydown', { key: 'Enter' });
    expect(wrapper.emitted('place')).toEqual([[GELDERLAND]]);
  });

  it('is not asked for between a town and the municipality or postcode area that is named after it', async () => {
    const town = place('u1', 'Utrecht', 'Utrecht');
    mountBar({
      placeSuggestions: [
        town,
        place('u2', 'Utrecht', 'Utrecht', 'MUNICIPALITY'),
        place('u3', 'Utrecht', '3511', 'PC4'),
      ],
    });
    const field = placeField();
    await field.setValue('utrecht');
    await field.trigger('keydown', { key: 'Enter' });
    expect(wrapper.emitted('place')).toEqual([[town]]);
  });
});
