import { flushPromises } from '@vue/test-utils';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import { EMPTY_QUERY } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { CrawledDetail, CrawledListQuery } from '@hallowerk/contract/vacancies/crawled.desktop.ts';
import type { CrawledVacancy } from '@hallowerk/contract/vacancies/crawled-vacancy.ts';
import type { VacancyDraft } from '@hallowerk/contract/vacancies/vacancies.desktop.ts';
import { BLANK_VACANCY } from '@hallowerk/contract/vacancies/vacancy.ts';
import { useWantedSearchStore } from '../../shared/wanted-search.store.ts';
import { refuse, type FakeAnswers } from '../../testing/fake-api.ts';
import { testId } from '../../testing/make-candidate.ts';
import { mountAppAt, resizeWindow, TEST_ME } from '../../testing/mount-app-at.ts';

const VACANCY: CrawledVacancy = {
  ...{ id: testId(1), organizationId: testId(50), organizationName: 'Bakkerij De Korenaar' },
  ...{ title: 'Bakker', cleanedBy: 1, descriptionHtml: '<p>Brood <strong>bakken</strong></p>' },
  ...{ placeId: null, city: 'Delft', postcode: '', hoursMin: 24, hoursMax: 32, salaryText: '' },
  ...{ employmentFractions: ['PART_TIME'], contractTypes: ['O'], agreementTypes: [], workingLevel: '4' },
  ...{ education: '', occupationId: testId(60), occupationName: 'Bakker', occupationCertainty: 80 },
  ...{ datePosted: null, closingDate: null, sourceUrl: 'https://www.korenaar.example/werk/1' },
  ...{ sourceName: 'korenaar.example', foundAt: '2026-11-20T02:00:00.000Z', lastSeenAt: '2026-11-20T02:00:00.000Z' },
  ...{ goneAt: null, linkedVacancyId: null },
};
const DETAIL: CrawledDetail = { vacancy: VACANCY, field: 'Horeca', mayAdopt: true };

let mounted: { unmount(): void } | null = null;
beforeEach(() => resizeWindow(1440));
afterEach(() => {
  mounted?.unmount();
  mounted = null;
  document.body.replaceChildren();
});

async function open(answers: FakeAnswers = {}) {
  const me = { ...TEST_ME, role: 'ACCOUNT_MANAGER' as const, rights: [...DEFAULT_RIGHTS.ACCOUNT_MANAGER] };
  const fields = [{ code: 'HOR', name: 'Horeca' }];
  const page = await mountAppAt('/vacancies/internet', {
    ...answers,
    accounts: { state: () => Promise.resolve({ state: 'signed-in', me }) },
    crawled: {
      list: () => Promise.resolve({ total: 1, items: [VACANCY], fields }),
      get: () => Promise.resolve(DETAIL),
      ...answers.crawled,
    },
  });
  mounted = page.wrapper;
  await flushPromises();
  return page;
}

const text = () => document.body.textContent ?? '';
const seen = (words: string) => vi.waitFor(() => expect(text()).toContain(words));
async function click(name: string): Promise<void> {
  const find = () => [...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === name);
  await vi.waitFor(() => expect(find()).toBeDefined());
  find()?.click();
  await flushPromises();
}

describe('Vacatures van internet', () => {
  it('shows the list, and all that is known of the first one beside it (HW-VIN-01, HW-VIN-04)', async () => {
    await open();
    await seen('Bakker (waarschijnlijk)');
    for (const words of ['20 nov 2026', 'Delft', 'Deeltijd', 'Mbo-/havo-/vwo-niveau', 'Brood bakken'])
      await seen(words);
    const link = document.querySelector<HTMLAnchorElement>('dl a');
    expect(link?.href).toBe(VACANCY.sourceUrl);
    expect(link?.target).toBe('_blank');
    const rules = { 'color-contrast': { enabled: false }, region: { enabled: false } };
    const { violations } = await axe.run(document.body, { rules });
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });

  it('asks for what was typed and chosen (HW-VIN-02, HW-VIN-03)', async () => {
    const asked: CrawledListQuery[] = [];
    const list = (query: CrawledListQuery) => {
      asked.push(query);
      const none = query.text === 'slager';
      return Promise.resolve({
        total: none ? 0 : 1,
        items: none ? [] : [VACANCY],
        fields: [{ code: 'HOR', name: 'Horeca' }],
      });
    };
    await open({ crawled: { list } });
    for (const [label, value] of [
      ['Vakgebied', 'HOR'],
      ['Werk- en denkniveau', '4'],
      ['Voltijd of deeltijd', 'PART_TIME'],
      ['Contracttype', 'O'],
    ]) {
      const select = document.querySelector<HTMLSelectElement>(`select[aria-label="${label}"]`);
      if (select === null) throw new Error(label);
      select.value = value ?? '';
      select.dispatchEvent(new Event('change'));
      await flushPromises();
    }
    const filters = { fields: ['HOR'], levels: ['4'], fractions: ['PART_TIME'], contractTypes: ['O'] };
    expect(asked.at(-1)).toMatchObject({ text: '', ...filters });
    const field = document.querySelector<HTMLInputElement>('.internet-filters input');
    if (field === null) throw new Error('no field');
    field.value = 'slager';
    field.dispatchEvent(new Event('input'));
    await vi.waitFor(() => expect(asked.at(-1)).toMatchObject({ text: 'slager', ...filters, offset: 0 }));
    await seen('Geen vacatures gevonden');
    await click('Zoekwoorden en filters wissen');
    await vi.waitFor(() => expect(asked.at(-1)).toMatchObject({ text: '', fields: [] }));
  });

  it('opens the explorer with the query of the vacancy (HW-VIN-05)', async () => {
    const query = { ...EMPTY_QUERY, placeId: testId(70) };
    const { router } = await open({ crawled: { searchFor: () => Promise.resolve(query) } });
    const want = vi.spyOn(useWantedSearchStore(), 'want');
    await click('Zoek kandidaten');
    await vi.waitFor(() => expect(router.currentRoute.value.name).toBe('candidates'));
    expect(want).toHaveBeenCalledWith(query);
  });

  it('fills the form of a new vacancy, and asks first when one is being written', async () => {
    const adopted = { organizationId: testId(50), fields: { ...BLANK_VACANCY, title: 'Bakker' } };
    const kept: unknown[] = [];
    const waiting = { ...adopted, visibleToCandidates: false, opened: null, savedAt: '2026-11-20T02:00:00.000Z' };
    const { router } = await open({
      crawled: { adopt: () => Promise.resolve(adopted) },
      vacancies: {
        draft: () => Promise.resolve(waiting satisfies VacancyDraft),
        setDraft: (input) => Promise.resolve(void kept.push(input)),
      },
    });
    await click('Maak hier een HalloWerk-vacature van');
    await seen('Je bent al een vacature aan het maken');
    expect(kept).toEqual([]);
    await click('Doorgaan');
    await vi.waitFor(() => expect(router.currentRoute.value.name).toBe('new-vacancy'));
    expect(kept[0]).toEqual({ key: 'new', draft: { ...adopted, visibleToCandidates: false, opened: null } });
  });

  it('says that there is nothing yet, and when the list was not loaded', async () => {
    await open({ crawled: { list: () => Promise.resolve({ total: 0, items: [], fields: [] }) } });
    await seen('Nog geen vacatures gevonden');
    mounted?.unmount();
    document.body.replaceChildren();
    await open({ crawled: { list: () => refuse('Dat lukt nu niet') } });
    await seen('De vacatures zijn niet geladen');
  });
});
