import { flushPromises } from '@vue/test-utils';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import type { HomeOverview } from '@hallowerk/contract/vacancies/vacancies.desktop.ts';
import { later, refuse } from '../testing/fake-api.ts';
import { makeResult, testId } from '../testing/make-candidate.ts';
import { makeProposal, makeVacancyRow, TEST_MANAGER } from '../testing/make-vacancy.ts';
import { mountAppAt, resizeWindow, TEST_ME } from '../testing/mount-app-at.ts';

type Role = 'EMPLOYER' | 'ACCOUNT_MANAGER' | 'CASE_MANAGER' | 'MUNICIPAL_ADMINISTRATOR';

const OVERVIEW: HomeOverview = {
  accountManager: TEST_MANAGER,
  latestInternal: [makeVacancyRow(1, { proposals: 3 })],
  latestCrawled: [
    {
      id: testId(2),
      title: 'Kok in Rijswijk',
      organizationName: 'Bakkerij Voorbeeld',
      city: 'Rijswijk',
      occupationId: null,
      occupationName: '',
      workingLevel: '7',
      employmentFractions: [],
      contractTypes: [],
      foundAt: '2026-11-20T10:00:00Z',
      goneAt: null,
    },
  ],
  serving: null,
};
const SERVING: HomeOverview = {
  ...OVERVIEW,
  accountManager: null,
  serving: {
    employers: [
      { id: testId(90), name: 'Bakkerij Voorbeeld', vacancies: 4, own: true },
      { id: testId(92), name: 'Zorggroep Duinzicht', vacancies: 1, own: false },
    ],
    closingThisWeek: [makeVacancyRow(3, { title: 'Bakker die bijna sluit' })],
    unanswered: [{ ...makeProposal(5), vacancyTitle: 'Bakker in Delft', organizationName: 'Bakkerij Voorbeeld' }],
    unansweredTotal: 27,
  },
};

let mounted: { unmount(): void } | null = null;
beforeEach(() => resizeWindow(1440));
afterEach(() => {
  mounted?.unmount();
  mounted = null;
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

const searched = vi.fn(() => Promise.resolve(makeResult([])));
async function open(home: () => Promise<HomeOverview>, role: Role = 'EMPLOYER', address = '/') {
  const me = { ...TEST_ME, role, rights: [...DEFAULT_RIGHTS[role]] };
  const page = await mountAppAt(address, {
    accounts: { state: () => Promise.resolve({ state: 'signed-in', me }) },
    candidates: { search: searched },
    vacancies: { home },
  });
  mounted = page.wrapper;
  await flushPromises();
  return page;
}
const text = () => document.body.textContent ?? '';
const seen = (words: string) => vi.waitFor(() => expect(text()).toContain(words));
const control = (words: string) =>
  [...document.querySelectorAll<HTMLElement>('button, a')].find((one) => one.textContent?.includes(words));
async function expectAccessible(): Promise<void> {
  const rules = { 'color-contrast': { enabled: false }, region: { enabled: false } };
  const { violations } = await axe.run(document.body, { rules });
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
}

describe('Home', () => {
  it('is the first page, with the own data and whom to call (HW-HOME-01…06)', async () => {
    const { wrapper } = await open(() => Promise.resolve(OVERVIEW));
    await seen('Jouw gegevens');
    expect(wrapper.find('h1').text()).toBe('Home');
    for (const words of ['Noor Jansen', 'Bakkerij Voorbeeld', 'noor@voorbeeld.example', 'Anouk van Dijk'])
      expect(text()).toContain(words);
    expect(document.querySelector('a[href="tel:+31600000000"]')).not.toBeNull();
    expect(document.querySelector('a[href="mailto:anouk@gemeente.example"]')).not.toBeNull();
    expect(control('Gegevens wijzigen')?.getAttribute('href')).toBe('#/settings');
    await expectAccessible();
  });

  it('says so while there is no account manager', async () => {
    await open(() => Promise.resolve({ ...OVERVIEW, accountManager: null }));
    await seen('Je hebt nog geen accountmanager.');
  });

  it('leads to the explorer without conditions, and to the two schemes with their filters on (HW-HOME-08…11)', async () => {
    const { wrapper, router } = await open(() => Promise.resolve(OVERVIEW));
    await seen('Wat zijn een garantiebaan en de Praktijkroute?');
    control('Garantiebanen en Praktijkroute')?.click();
    await vi.waitFor(() => expect(wrapper.find('h1').text()).toBe('Kandidaten verkenner'));
    const filters = { targetGroup: ['GUARANTEED_JOB', 'PRACTICE_ROUTE'] };
    await vi.waitFor(() =>
      expect(searched).toHaveBeenCalledWith(
        expect.objectContaining({ query: expect.objectContaining({ filters }) as unknown, limit: 50 }),
      ),
    );
    await router.push({ name: 'home' });
    await seen('Kandidaten vinden');
    searched.mockClear();
    control('Kandidaten vinden')?.click();
    const everybody = expect.objectContaining({ terms: [], placeId: null, filters: {} }) as unknown;
    await vi.waitFor(() =>
      expect(searched).toHaveBeenCalledWith(expect.objectContaining({ query: everybody, limit: 50 })),
    );
  });

  it('shows the latest vacancies in two tabs with the number proposed, by keyboard too (HW-HOME-12…15)', async () => {
    await open(() => Promise.resolve(OVERVIEW));
    await seen('Bakker in Delft');
    expect(text()).toContain('3 kandidaten voorgesteld');
    expect(control('Bakker in Delft')?.getAttribute('href')).toBe(`#/vacancies/${testId(1)}`);
    expect(control('Toon alle vacatures')?.getAttribute('href')).toBe('#/vacancies/via-hallowerk');
    const tab = document.querySelector<HTMLElement>('[role=tab][aria-selected=true]');
    tab?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
    await seen('Kok in Rijswijk');
    expect(text()).toContain('vr 20 nov 2026');
    expect(control('Kok in Rijswijk')?.getAttribute('href')).toBe(`#/vacancies/internet/${testId(2)}`);
    expect(control('Toon alle vacatures')?.getAttribute('href')).toBe('#/vacancies/internet');
    expect(document.activeElement?.textContent?.trim()).toBe('Vacatures van internet');
  });

  it('shows account managers what waits for them, their own employers first (HW-HOME)', async () => {
    await open(() => Promise.resolve(SERVING), 'ACCOUNT_MANAGER');
    await seen('Voorstellen zonder antwoord');
    expect(text()).toContain('27');
    expect(text()).toContain('Bakker die bijna sluit');
    expect(text()).not.toContain('Jouw accountmanager');
    expect(text()).not.toContain('Zorggroep Duinzicht');
    document.querySelector<HTMLInputElement>('input[type=checkbox]')?.click();
    await seen('Zorggroep Duinzicht');
    expect(control('Kandidaat 5')?.getAttribute('href')).toBe(`#/vacancies/${testId(1)}/proposals/${testId(5)}`);
    await expectAccessible();
  });

  it.each(['CASE_MANAGER', 'MUNICIPAL_ADMINISTRATOR'] as const)(
    'gives a %s his own data and no work of account managers',
    async (role) => {
      await open(() => Promise.resolve(SERVING), role);
      await seen('Jouw gegevens');
      expect(text()).not.toContain('Jouw accountmanager');
      expect(text()).not.toContain('Voorstellen zonder antwoord');
      await expectAccessible();
    },
  );

  it('waits, says why it failed, and tries again', async () => {
    const first = later<HomeOverview>();
    const home = vi.fn<() => Promise<HomeOverview>>(() => first.promise);
    await open(home);
    await vi.waitFor(() => expect(document.querySelector('.skeleton, [aria-busy=true]')).not.toBeNull());
    first.reject(await refuse('De gegevens zijn niet te lezen').catch((error: unknown) => error));
    await seen('Home is niet geladen');
    home.mockResolvedValue(OVERVIEW);
    control('Opnieuw proberen')?.click();
    await seen('Anouk van Dijk');
  });
});
