import { EMPTY_QUERY, type CandidateQuery, type ScorePart } from '@hallowerk/contract/candidates/candidate-search.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { makeSummary } from '../../testing/make-candidate.ts';
import { mountWithApp } from '../../testing/mount-with-app.ts';
import { accessibleName } from '../../testing/read-page.ts';
import MatchExplanation from './MatchExplanation.vue';

const PARTS: readonly ScorePart[] = [
  { criterion: 'OCCUPATION', code: 'o1', label: 'Lasser', state: 'RELATED', points: 6, most: 10 },
  { criterion: 'LANGUAGE', code: 'pol', label: 'Pools', state: 'UNKNOWN', points: 0, most: 5 },
  { criterion: 'DRIVING_LICENCE', code: 'B', label: 'B', state: 'MISS', points: 0, most: 4 },
  { criterion: 'DISTANCE', code: null, label: 'Afstand tot Delft', state: 'HIT', points: 3, most: 3 },
];
const QUERY: CandidateQuery = {
  ...EMPTY_QUERY,
  terms: [
    { kind: 'OCCUPATION', code: 'o1', label: 'Lasser', mode: 'MAY' },
    { kind: 'LANGUAGE', code: 'pol', label: 'Pools', mode: 'MUST' },
    { kind: 'DRIVING_LICENCE', code: 'B', label: 'B', mode: 'MAY' },
  ],
};
const ITEM = makeSummary(1, { score: 9, parts: [...PARTS] });

let wrapper: ReturnType<typeof mountWithApp>;
afterEach(() => wrapper.unmount());

function show(changes: Record<string, unknown> = {}) {
  wrapper = mountWithApp(MatchExplanation, {
    item: ITEM,
    next: makeSummary(2, { score: 4 }),
    query: QUERY,
    rankerVersion: 3,
    ...changes,
  });
  return wrapper;
}
const lines = () => wrapper.findAll('.step').map((line) => line.text().replace(/\s+/g, ' '));
const textOf = (selector: string) => wrapper.find(selector).text();

describe('why somebody stands where he stands (BX-01)', () => {
  it('names every criterion with its state in words, its points and what it could give', () => {
    show();
    expect(wrapper.findAll('.step .label').map((label) => label.text())).toEqual([
      'Lasser (beroep)',
      'Pools (taal)',
      'B (rijbewijs)',
      'Afstand tot Delft',
    ]);
    expect(wrapper.findAll('.step .verdict').map((state) => state.text())).toEqual([
      'Verwant',
      'Onbekend',
      'Niet',
      'Raak',
    ]);
    expect(wrapper.findAll('.step .points').map((points) => points.text())).toEqual([
      '6 van 10',
      '0 van 5',
      '0 van 4',
      '3 van 3',
    ]);
    expect(wrapper.findAll('.filled').map((bar) => (bar.element as HTMLElement).style.width)).toEqual([
      '60%',
      '0%',
      '0%',
      '100%',
    ]);
  });

  it('adds the points up to exactly the score', () => {
    show();
    expect(textOf('.sum')).toBe(`Samen ${ITEM.score} van 22 punten`);
  });

  it.each([
    [makeSummary(2, { score: 4 }), '5 punten meer dan Kandidaat 2, die hierna komt.'],
    [makeSummary(2, { score: 8 }), '1 punt meer dan Kandidaat 2, die hierna komt.'],
    [
      makeSummary(2, { score: 9 }),
      'Evenveel punten als Kandidaat 2, die hierna komt. Bij gelijke punten blijft de volgorde altijd dezelfde.',
    ],
    [makeSummary(2, { score: 12, other: true }), 'Hierna komt de streep ‘Overige kandidaten’.'],
    [null, 'Hierna komt niemand op het scherm.'],
  ])('says how far the next one is (%#)', (next, words) => {
    show({ next });
    expect(textOf('.difference')).toBe(words);
  });

  it('explains unknown and the divider in a sentence, and ends with the version', () => {
    show();
    expect(textOf('.rules')).toContain('Onbekend telt niet mee en niet tegen.');
    expect(textOf('.rules')).toContain('staat onder de streep ‘Overige kandidaten’');
    expect(textOf('.version')).toBe('Rekenwijze 3');
    wrapper.unmount();
    show({ item: makeSummary(1, { score: 3, parts: PARTS.slice(3) }), query: EMPTY_QUERY });
    expect(textOf('.rules')).toBe('');
  });

  it('says that there are no points when nothing is asked', () => {
    show({ item: makeSummary(1, { score: 0, parts: [] }), query: EMPTY_QUERY });
    expect(wrapper.text()).toContain('Je zoekt nu nergens op.');
    expect(lines()).toEqual([]);
  });

  it('changes the weight of each criterion, and puts them all back', async () => {
    show({ query: { ...QUERY, weights: { 'LANGUAGE:pol': 'DOUBLE' } } });
    const menus = wrapper.findAll<HTMLSelectElement>('select');
    expect(menus.map((menu) => menu.element.value)).toEqual(['NORMAL', 'DOUBLE', 'NORMAL', 'NORMAL']);
    expect(menus.map((menu) => accessibleName(menu.element))).toContain('Hoe zwaar telt Lasser (beroep)?');
    expect(menus[0]?.findAll('option').map((option) => option.text())).toEqual([
      'Telt niet mee',
      'Telt mee',
      'Telt dubbel',
    ]);
    await menus[0]?.setValue('NONE');
    await menus[3]?.setValue('DOUBLE');
    expect(wrapper.emitted('weight')).toEqual([
      ['OCCUPATION:o1', 'NONE'],
      ['DISTANCE', 'DOUBLE'],
    ]);
    await wrapper.find('.reset').trigger('click');
    expect(wrapper.emitted('reset')).toHaveLength(1);
  });

  it('offers no way back when nothing was weighted', () => {
    show();
    expect(wrapper.find('.reset').exists()).toBe(false);
  });

  it('turns an element into a requirement and back; a distance has no such button', async () => {
    show();
    const buttons = wrapper.findAll('.must');
    expect(buttons.map((button) => accessibleName(button.element))).toEqual([
      'Maak er een eis van: Lasser (beroep)',
      'Weer een wens: Pools (taal)',
      'Maak er een eis van: B (rijbewijs)',
    ]);
    await buttons[0]?.trigger('click');
    await buttons[1]?.trigger('click');
    expect(wrapper.emitted('term')).toEqual([
      ['OCCUPATION', 'o1', 'MUST'],
      ['LANGUAGE', 'pol', 'MAY'],
    ]);
  });
});
