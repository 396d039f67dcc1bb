import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { clientError } from '../api/client-answers.ts';
import { refuse, type FakeAnswers } from '../testing/fake-api.ts';
import { fullDetail } from '../testing/full-detail.ts';
import { makeCard, makeDetail, testId } from '../testing/make-candidate.ts';
import { makeVacancyDetail, makeVacancyRow } from '../testing/make-vacancy.ts';
import { mountAppAt, resizeWindow } from '../testing/mount-app-at.ts';
import { accessibleName } from '../testing/read-page.ts';

let opened: Awaited<ReturnType<typeof mountAppAt>>;
beforeEach(() => resizeWindow(1440));
afterEach(() => opened.wrapper.unmount());

const table = () => opened.wrapper.find('table.compare');
const people = () =>
  table()
    .findAll('thead th .name, thead th .gone')
    .map((name) => name.text());
const named = (name: string) =>
  opened.wrapper.findAll('button').find((button) => accessibleName(button.element) === name);
/** The cells of a criterion, each as its lines. */
const cellsOf = (criterion: string) =>
  table()
    .findAll('tbody tr')
    .find((row) => row.find('th').text() === criterion)
    ?.findAll('td')
    .map((cell) => {
      const lines = cell.findAll('li');
      return lines.length === 0 ? cell.text() : lines.map((line) => line.text()).join(' | ');
    });

const get: NonNullable<FakeAnswers['candidates']>['get'] = ({ id }) => {
  if (id === testId(1)) return Promise.resolve(fullDetail());
  if (id === testId(9)) return Promise.reject(clientError('NOT_FOUND', 'Niet gevonden', {}));
  return Promise.resolve(
    makeDetail(2, { card: makeCard(Number(id.slice(-3)), { firstName: 'Piet', lastName: `Bos ${id.slice(-1)}` }) }),
  );
};

async function openPage(ids: readonly string[], calls: FakeAnswers['candidates'] = {}) {
  opened = await mountAppAt(`/candidates/compare?ids=${ids.join(',')}`, { candidates: { get, ...calls } });
  await vi.waitFor(() => expect(opened.wrapper.find('table.compare, .state').exists()).toBe(true));
}

describe('candidates side by side', () => {
  it('stand in a table with a header for each of them and for each criterion (BX-16)', async () => {
    await openPage([testId(1), testId(2)]);
    expect(people()).toEqual(['Sanne de Vries', 'Piet Bos 2']);
    expect(
      table()
        .findAll('thead th')
        .map((header) => header.attributes('scope')),
    ).toEqual(['col', 'col']);
    expect(
      table()
        .findAll('tbody tr')
        .every((row) => row.find('th[scope=row]').exists()),
    ).toBe(true);
    expect(
      table()
        .findAll('tbody tr')
        .every((row) => row.findAll('td').length === 2),
    ).toBe(true);
    expect(table().find('caption').text()).toBe('Kandidaten vergelijken');
  });

  it('show what is known of each, and say what is not (BX-16)', async () => {
    await openPage([testId(1), testId(2)]);
    expect(cellsOf('Werksoorten')).toEqual(['Groen | Logistiek', 'Niet bekend']);
    expect(cellsOf('Werk- en denkniveau')).toEqual(['Mbo-/havo-/vwo-niveau', 'Mbo-/havo-/vwo-niveau']);
    expect(cellsOf('Beschikbaarheid')).toEqual([
      '24 tot 32 uur per week | Beschikbaar vanaf do 1 okt 2026 | Beschikbaar tot do 1 apr 2027',
      'Niet bekend',
    ]);
    expect(cellsOf('Werktijden')).toEqual(['Maandag ochtend | Vrijdag nacht', 'Niet bekend']);
    expect(cellsOf('Talen')).toEqual(['Nederlands (uitstekend) | Pools (redelijk)', 'Niet bekend']);
    expect(cellsOf('Contact')).toEqual(['Via de accountmanager', 'Rechtstreeks']);
    expect(cellsOf('Profiel')).toEqual([
      'Profiel 100% ingevuld | Laatst bevestigd op di 10 feb 2026',
      expect.stringContaining('Nog niet bevestigd'),
    ]);
  });

  it('keep a neutral column for who is not visible any more (BX-16)', async () => {
    await openPage([testId(9), testId(1)]);
    expect(people()).toEqual(['Profiel niet meer zichtbaar', 'Sanne de Vries']);
    expect(cellsOf('Woonplaats')).toEqual(['Niet zichtbaar', 'Delft']);
    expect(table().element.outerHTML).not.toContain(testId(9));
  });

  it('can be taken out one by one, down to nobody (BX-16)', async () => {
    await openPage([testId(1), testId(2)]);
    await named('Sanne de Vries uit de vergelijking halen')?.trigger('click');
    await vi.waitFor(() => expect(people()).toEqual(['Piet Bos 2']));
    await vi.waitFor(() => expect(document.activeElement).toBe(opened.wrapper.find('[role=region]').element));
    await named('Piet Bos 2 uit de vergelijking halen')?.trigger('click');
    await vi.waitFor(() => expect(opened.wrapper.text()).toContain('Niemand om te vergelijken'));
  });

  it('lead to their profile, and back to the explorer (BX-16)', async () => {
    await openPage([testId(1), testId(2)]);
    await named('Sanne de Vries')?.trigger('click');
    await vi.waitFor(() => expect(opened.router.currentRoute.value.params).toEqual({ id: testId(1) }));
    expect(opened.router.currentRoute.value.name).toBe('candidates');
  });

  it('are four at most, each once, and only those with an id', async () => {
    await openPage([testId(1), 'niets', testId(1), ...[2, 3, 4, 5].map(testId)]);
    expect(people()).toEqual(['Sanne de Vries', 'Piet Bos 2', 'Piet Bos 3', 'Piet Bos 4']);
  });

  it('can be scrolled with the keys in a narrow window, and are named', async () => {
    await openPage([testId(1)]);
    const region = opened.wrapper.find('[role=region]');
    expect(region.attributes('tabindex')).toBe('0');
    expect(region.attributes('aria-label')).toBe('Kandidaten vergelijken');
  });

  it('say that loading failed, and try again', async () => {
    let fail = true;
    await openPage([testId(1)], { get: (input) => (fail ? refuse('Dat lukt nu niet') : get(input)) });
    expect(opened.wrapper.find('[role=alert]').text()).toContain('Dat lukt nu niet');
    fail = false;
    await named('Opnieuw proberen')?.trigger('click');
    await vi.waitFor(() => expect(people()).toEqual(['Sanne de Vries']));
  });
});

describe('candidates against a vacancy (BX-16)', () => {
  const line = { criterion: 'LICENCE', code: 'B', state: 'MET', points: 5, most: 5 } as const;
  const period = { criterion: 'PERIOD', code: null, state: 'UNKNOWN', points: 0, most: 5 } as const;
  const { vacancy } = makeVacancyDetail(50);
  const comparison = {
    vacancy: { ...vacancy, startDate: '2027-01-04' },
    names: {},
    candidates: [{ id: testId(2), lines: [period, line], score: 50 }],
  };
  const wishes = () => opened.wrapper.find('.wishes table');

  it('stand wish by wish beside what is asked, by the vacancy in the address', async () => {
    const compare = vi.fn(() => Promise.resolve(comparison));
    opened = await mountAppAt(`/candidates/compare?ids=${testId(2)},${testId(9)}&vacancy=${testId(50)}`, {
      candidates: { get },
      vacancies: { compare },
    });
    await vi.waitFor(() => expect(wishes().exists()).toBe(true));
    expect(compare).toHaveBeenCalledWith({ vacancyId: testId(50), candidateIds: [testId(2), testId(9)] });
    const rows = wishes()
      .findAll('tbody tr')
      .map((row) => row.findAll('th, td').map((cell) => cell.text()));
    expect(rows).toEqual([
      ['Periode', 'ma 4 jan 2027', 'Niet bekend', 'Niet zichtbaar'],
      ['Rijbewijs B (auto)', 'Ja', 'Voldoet', 'Niet zichtbaar'],
      ['Samen', '1 van 2 wensen vervuld', ''],
    ]);
  });

  it('is chosen from a list, and goes away again', async () => {
    const list = () => Promise.resolve({ total: 1, items: [makeVacancyRow(50)] });
    opened = await mountAppAt(`/candidates/compare?ids=${testId(2)}`, {
      candidates: { get },
      vacancies: { list, compare: () => Promise.resolve(comparison) },
    });
    const select = () => opened.wrapper.find<HTMLSelectElement>('.vacancy-select select');
    await vi.waitFor(() => expect(select().findAll('option')).toHaveLength(2));
    await select().setValue(testId(50));
    await vi.waitFor(() => expect(wishes().exists()).toBe(true));
    expect(opened.router.currentRoute.value.query['vacancy']).toBe(testId(50));
    await select().setValue('');
    await vi.waitFor(() => expect(wishes().exists()).toBe(false));
  });
});
