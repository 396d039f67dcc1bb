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

  it('offers the radius only with a place, and the whole country as one of the choices', async () => {
    mountBar();
    expect(wrapper.find('select').attributes('disabled')).toBeDefined();
    await wrapper.setProps({ place: { id: 'p', name: 'Den Haag', detail: '', kind: 'PLACE' }, radiusKm: 25 });
    expect(wrapper.find('select').attributes('disabled')).toBeUndefined();
    await wrapper.find('select').setValue('');
    await wrapper.find('select').setValue('50');
    expect(wrapper.emitted('radius')).toEqual([[null], [50]]);
  });
});
