import { flushPromises } from '@vue/test-utils';
import axe from 'axe-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import type { VacancyDetail, VacancyPeople, VacancyRow } from '@hallowerk/contract/vacancies/vacancies.desktop.ts';
import { BLANK_VACANCY, type VacancyConflict } from '@hallowerk/contract/vacancies/vacancy.ts';
import { mountAppAt, TEST_ME } from '../testing/mount-app-at.ts';
import type { FakeAnswers } from '../testing/fake-api.ts';
import { testId } from '../testing/make-candidate.ts';

const [VACANCY, EMPLOYER, CONTACT, MANAGER] = [testId(1), testId(2), testId(3), testId(4)];
const PERSON = { role: 'EMPLOYER', organizationId: EMPLOYER, organizationName: 'De Korenaar' } as const;
const PEOPLE: VacancyPeople = {
  ownOrganizationId: EMPLOYER,
  employers: [{ id: EMPLOYER, name: 'De Korenaar', accountManagerId: MANAGER }],
  persons: [
    { ...PERSON, id: CONTACT, fullName: 'Wil Kuiper', accountManagerId: MANAGER, email: '', phone: '' },
    {
      ...{ ...PERSON, role: 'ACCOUNT_MANAGER', id: MANAGER, fullName: 'Anouk van Dijk', accountManagerId: null },
      ...{ email: 'anouk@voorbeeld.example', phone: '+31701234567' },
    },
  ],
  rights: { view: true, create: true, edit: true, publish: true, propose: false, side: 'EMPLOYER' },
};
const ROW: VacancyRow = {
  ...{ id: VACANCY, source: 'INTERNAL', title: 'Bakker', occupationName: 'bakker', city: 'Delft' },
  ...{ organizationId: EMPLOYER, organizationName: 'De Korenaar', createdAt: '2026-11-01T10:00:00Z' },
  ...{ publishedAt: null, closingDate: '2026-12-31', visibleToCandidates: true, createdByName: 'Wil Kuiper' },
  ...{ createdByRole: 'EMPLOYER', contactRoute: 'DIRECT', status: 'ACTIVE', supportModel: 'SHARED' },
  ...{ proposals: 2, unanswered: 1, pending: false },
};
const DETAIL: VacancyDetail = {
  vacancy: {
    ...BLANK_VACANCY,
    ...{ id: VACANCY, source: 'INTERNAL', vacancyNumber: '', organizationId: EMPLOYER, title: 'Bakker' },
    ...{ organizationName: 'De Korenaar', status: 'ACTIVE', visibleToCandidates: false, publishedAt: null },
    ...{ createdAt: '2026-11-01T10:00:00Z', createdById: CONTACT, createdByName: 'Wil Kuiper' },
    ...{ createdByRole: 'EMPLOYER', revisions: {} },
  },
  ...{ contactPerson: null, accountManager: null, occupationGroup: null, proposals: 0, unanswered: 0 },
  ...{ mayEdit: true, mayPublish: true, mayPropose: false, commands: ['ARCHIVE', 'PUBLISH'] },
  ...{ conflicts: [], pending: false },
};

afterEach(() => {
  document.body.replaceChildren();
});

async function open(
  address: string,
  vacancies: Partial<DesktopApi['vacancies']> = {},
  role: 'EMPLOYER' | 'EMPLOYER_VACANCY_MANAGER' = 'EMPLOYER_VACANCY_MANAGER',
  preferences: Awaited<ReturnType<DesktopApi['app']['preferences']>> = {},
) {
  const me = { ...TEST_ME, role, rights: [...DEFAULT_RIGHTS[role]] };
  const answers: FakeAnswers = {
    app: { preferences: () => Promise.resolve(preferences) },
    accounts: { state: () => Promise.resolve({ state: 'signed-in', me }) },
    vacancies: {
      people: () => Promise.resolve(PEOPLE),
      list: () => Promise.resolve({ total: 1, items: [ROW] }),
      get: () => Promise.resolve(DETAIL),
      ...vacancies,
    },
  };
  const app = await mountAppAt(address, answers);
  await flushPromises();
  return app;
}

async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

const named = (name: string) =>
  [...document.body.querySelectorAll<HTMLElement>('button, a, [role="menuitem"]')].find(
    (element) => (element.getAttribute('aria-label') ?? element.textContent.trim()) === name,
  );
const field = (id: string) => document.getElementById(id) as HTMLInputElement;
function type(id: string, text: string): void {
  field(id).value = text;
  field(id).dispatchEvent(new Event('input'));
}

describe('Vacatures beheren', () => {
  it('lists vacancies and opens the menu of the domain (HW-VMG-02, HW-VAC-07)', async () => {
    const { wrapper } = await open('/vacancies');
    await vi.waitFor(() => expect(wrapper.find('tbody').text()).toContain('Bakker'));
    expect(wrapper.find('nav').text()).toContain('Vacatures');
    expect(wrapper.find('nav [aria-current="page"]').attributes('aria-label')).toBe('Beheren');
    expect(named('Vacature toevoegen')).toBeDefined();
    await expectAccessible();
    wrapper.unmount();
  });

  it('tells who may not add whom to ask (HW-VAC-06)', async () => {
    const people = { ...PEOPLE, rights: { ...PEOPLE.rights, create: false, edit: false, publish: false } };
    const { wrapper } = await open('/vacancies', { people: () => Promise.resolve(people) }, 'EMPLOYER');
    await vi.waitFor(() => expect(wrapper.text()).toContain('accountmanager: Anouk van Dijk'));
    expect(wrapper.text()).toContain('+31701234567');
    expect(named('Vacature toevoegen')).toBeUndefined();
    wrapper.unmount();
  });

  it('asks for what the filters say, and takes a filter away by its chip (HW-VFL)', async () => {
    const list = vi.fn<DesktopApi['vacancies']['list']>(() => Promise.resolve({ total: 1, items: [ROW] }));
    const { wrapper } = await open('/vacancies', { list });
    await vi.waitFor(() => expect(named('Filters')).toBeDefined());
    named('Filters')!.click();
    await flushPromises();
    const [contact] = wrapper.findAll('.filters select');
    await contact!.setValue('DIRECT');
    await vi.waitFor(() =>
      expect(list).toHaveBeenLastCalledWith(
        expect.objectContaining({ filters: expect.objectContaining({ contactRoute: 'DIRECT', status: 'ACTIVE' }) }),
      ),
    );
    await expectAccessible();
    named('Filter weghalen: Contact via: Werkgever')!.click();
    await vi.waitFor(() =>
      expect(list).toHaveBeenLastCalledWith(
        expect.objectContaining({ filters: expect.objectContaining({ contactRoute: null }) }),
      ),
    );
    wrapper.unmount();
  });

  it('holds only the rows around what is in sight when it does not end, and says where they stand (6.8)', async () => {
    const list = vi.fn<DesktopApi['vacancies']['list']>(({ offset, limit }) =>
      Promise.resolve({
        total: 25_000,
        items: Array.from({ length: limit }, (_, n) => ({ ...ROW, id: testId(1000 + offset + n) })),
      }),
    );
    const { wrapper } = await open('/vacancies', { list }, 'EMPLOYER_VACANCY_MANAGER', {
      'vacancies.paging': 'endless',
      'vacancies.columns': ['city'],
    });
    await vi.waitFor(() => expect(wrapper.findAll('tbody tr:not(.space)')).toHaveLength(90));
    expect(wrapper.find('table').attributes('aria-rowcount')).toBe('25001');
    expect(wrapper.find('tbody tr').attributes('aria-rowindex')).toBe('2');
    expect(wrapper.find('tbody tr.space td').attributes('style')).toContain(`${(25_000 - 90) * 49}px`);
    expect(wrapper.findAll('thead th').map((head) => head.text())).toEqual(['Kiezen', 'Vacature', 'Locatie']);
    wrapper.unmount();
  });

  it('says so when nothing was found', async () => {
    const { wrapper } = await open('/vacancies', { list: () => Promise.resolve({ total: 0, items: [] }) });
    await vi.waitFor(() => expect(wrapper.text()).toContain('Geen vacatures gevonden'));
    wrapper.unmount();
  });
});

describe('the form of a vacancy', () => {
  it('keeps what is typed from the first keystroke, without what is half typed', async () => {
    const setDraft = vi.fn<DesktopApi['vacancies']['setDraft']>(() => Promise.resolve(undefined));
    const { wrapper } = await open('/vacancies/new', { setDraft });
    await vi.waitFor(() => expect(field('vacancy-title')).not.toBeNull());
    type('vacancy-title', 'B');
    await vi.waitFor(() => expect(setDraft).toHaveBeenCalledOnce());
    expect(setDraft.mock.lastCall![0]).toMatchObject({ key: 'new', draft: { fields: { title: 'B' }, opened: null } });
    type('vacancy-hoursMin', '400');
    await vi.waitFor(() => expect(setDraft).toHaveBeenCalledTimes(2));
    expect(setDraft.mock.lastCall![0].draft.fields.hoursMin).toBeNull();
    wrapper.unmount();
  });

  it('names every fault, leads to its field and saves nothing (HW-VAD-14)', async () => {
    const create = vi.fn<DesktopApi['vacancies']['create']>(() => Promise.resolve({ id: VACANCY }));
    const { wrapper } = await open('/vacancies/new', { create });
    await vi.waitFor(() => expect(named('Opslaan')).toBeDefined());
    named('Opslaan')!.click();
    await flushPromises();
    const links = wrapper.findAll('.faults a');
    expect(links.map((link) => link.text())).toContain('Vul een omschrijving in');
    expect(create).not.toHaveBeenCalled();
    await links.find((link) => link.text() === 'Kies een locatie')!.trigger('click');
    expect(document.activeElement?.id).toBe('vacancy-placeId');
    expect(field('vacancy-title').getAttribute('aria-invalid')).toBe('true');
    await expectAccessible();
    wrapper.unmount();
  });

  it('saves a concept that is not complete', async () => {
    const create = vi.fn<DesktopApi['vacancies']['create']>(() => Promise.resolve({ id: VACANCY }));
    const discardDraft = vi.fn<DesktopApi['vacancies']['discardDraft']>(() => Promise.resolve(undefined));
    const { wrapper, router } = await open('/vacancies/new', { create, discardDraft });
    await vi.waitFor(() => expect(named('Opslaan als concept')).toBeDefined());
    type('vacancy-title', 'Bakker');
    named('Opslaan als concept')!.click();
    await vi.waitFor(() => expect(router.currentRoute.value.name).toBe('vacancy'));
    expect(create).toHaveBeenCalledWith(expect.objectContaining({ organizationId: EMPLOYER, status: 'DRAFT' }));
    expect(discardDraft).toHaveBeenCalledWith({ key: 'new' });
    wrapper.unmount();
  });

  it('brings back a draft, and throws it away when asked', async () => {
    const fields = { ...BLANK_VACANCY, title: 'Half af' };
    const draft = { organizationId: EMPLOYER, fields, visibleToCandidates: false, opened: null };
    let kept: (typeof draft & { savedAt: string }) | null = { ...draft, savedAt: '2026-11-20T10:00:00Z' };
    const discardDraft = vi.fn<DesktopApi['vacancies']['discardDraft']>(() => {
      kept = null;
      return Promise.resolve(undefined);
    });
    const { wrapper } = await open('/vacancies/new', { draft: () => Promise.resolve(kept), discardDraft });
    await vi.waitFor(() => expect(field('vacancy-title')?.value).toBe('Half af'));
    named('Concept weggooien')!.click();
    await vi.waitFor(() => expect(field('vacancy-title').value).toBe(''));
    wrapper.unmount();
  });
});

describe('the page of a vacancy', () => {
  it('offers what may be done with it (HW-VED-01)', async () => {
    const decide = vi.fn<DesktopApi['vacancies']['decide']>(() => Promise.resolve(undefined));
    const { wrapper } = await open(`/vacancies/${VACANCY}`, { decide });
    await vi.waitFor(() => expect(named('Vacature beheren')).toBeDefined());
    await expectAccessible();
    named('Vacature beheren')!.click();
    await vi.waitFor(() => expect(named('Archiveren')).toBeDefined());
    expect(named('Activeer vacature')).toBeUndefined();
    named('Archiveren')!.click();
    await vi.waitFor(() => expect(document.querySelector('.dialog-actions')).not.toBeNull());
    [...document.querySelectorAll<HTMLElement>('.dialog-actions button')].at(-1)!.click();
    await vi.waitFor(() => expect(decide).toHaveBeenCalledWith({ id: VACANCY, command: 'ARCHIVE' }));
    await vi.waitFor(() => expect(wrapper.text()).toContain('De vacature staat in het archief.'));
    wrapper.unmount();
  });

  it('shows two versions of what two people changed, and keeps the one that is chosen', async () => {
    const conflict: VacancyConflict = {
      ...{ id: testId(9), vacancyId: VACANCY, group: 'title', other: { title: 'Banketbakker' } },
      createdAt: '2026-11-20T10:00:00Z',
    };
    const resolveConflict = vi.fn<DesktopApi['vacancies']['resolveConflict']>(() => Promise.resolve(undefined));
    const { wrapper } = await open(`/vacancies/${VACANCY}`, {
      get: () => Promise.resolve({ ...DETAIL, conflicts: [conflict] }),
      resolveConflict,
    });
    await vi.waitFor(() => expect(wrapper.find('.conflicts').exists()).toBe(true));
    expect(wrapper.findAll('.conflict td').map((cell) => cell.text())).toEqual(['Bakker', 'Banketbakker']);
    await expectAccessible();
    named('Neem mijn versie')!.click();
    await vi.waitFor(() => expect(resolveConflict).toHaveBeenCalledWith({ id: conflict.id, keep: 'other' }));
    wrapper.unmount();
  });
});
