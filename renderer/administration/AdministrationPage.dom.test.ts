import { flushPromises } from '@vue/test-utils';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import type {
  AdministeredEmployer,
  AdministeredShowcase,
  EmployerPerson,
  Municipality,
} from '@hallowerk/contract/administration/administration.ts';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { FILTER_CATEGORIES } from '@hallowerk/contract/reference/reference.ts';
import { clientError } from '../api/client-answers.ts';
import { later, refuse } from '../testing/fake-api.ts';
import { testId } from '../testing/make-candidate.ts';
import { mountAppAt, resizeWindow, TEST_ME } from '../testing/mount-app-at.ts';
import { accessibleName } from '../testing/read-page.ts';

type Calls = Partial<DesktopApi['administration']>;

const MANAGERS = ['Anouk van Dijk', 'Bram Smit'].map((fullName, number) => ({
  id: testId(700 + number),
  fullName,
  email: 'am@gemeente.example',
  phone: '+31600000000',
  state: 'ACTIVE' as const,
}));
const makeEmployer = (number: number, change: Partial<AdministeredEmployer> = {}): AdministeredEmployer => ({
  id: testId(number),
  name: `Bedrijf ${String(number).padStart(2, '0')}`,
  kvk: null,
  website: '',
  accountManagerId: null,
  people: { INVITED: 0, SECURING: 0, ACTIVE: 1, BLOCKED: 0 },
  revision: 3,
  ...change,
});
const SHOWCASE: AdministeredShowcase = {
  id: testId(500),
  name: 'Verkenner',
  regionCodes: ['AM21'],
  filterCategories: ['workType', 'language', 'contact'],
  editable: true,
  revision: 1,
};
const MUNICIPALITY: Municipality = {
  id: testId(600),
  name: 'Den Haag',
  cbsCode: '0518',
  oin: null,
  privacyUrl: '',
  erasureProcedureUrl: '',
  leaseDays: 7,
  wipeDays: 30,
  revision: 4,
};
const REGIONS = [
  { code: 'AM21', name: 'Haaglanden', connected: true, own: true, revision: 0 },
  { code: 'AM22', name: 'Rijnmond', connected: true, own: false, revision: 0 },
];
const meanwhile = () =>
  Promise.reject(clientError('REFUSED', 'Iemand anders heeft dit intussen gewijzigd.', { code: 'changed_meanwhile' }));

let mounted: { unmount(): void } | null = null;
beforeEach(() => resizeWindow(1440));
afterEach(() => {
  mounted?.unmount();
  mounted = null;
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

async function open(
  section: string,
  calls: Calls = {},
  role: 'MUNICIPAL_ADMINISTRATOR' | 'EMPLOYER' = 'MUNICIPAL_ADMINISTRATOR',
) {
  const me = { ...TEST_ME, role, rights: [...DEFAULT_RIGHTS[role]] };
  const home = () => Promise.resolve({ municipality: MUNICIPALITY, regions: REGIONS });
  const page = await mountAppAt(`/administration/${section}`, {
    accounts: { state: () => Promise.resolve({ state: 'signed-in', me }) },
    administration: { municipality: home, ...calls },
  });
  mounted = page.wrapper;
  await flushPromises();
  return page;
}

const named = (name: string | RegExp) => (element: Element) =>
  typeof name === 'string' ? accessibleName(element) === name : name.test(accessibleName(element));
async function press(name: string | RegExp): Promise<void> {
  const button = [...document.querySelectorAll<HTMLElement>('button')].filter(named(name)).at(-1);
  if (button === undefined) throw new Error(`no button ${name}`);
  button.click();
  await flushPromises();
}
function field(label: string): HTMLInputElement {
  const found = [...document.querySelectorAll('label')]
    .filter((one) => one.textContent.trim().startsWith(label))
    .at(-1);
  const input = found?.htmlFor ? document.getElementById(found.htmlFor) : found?.querySelector('input, select');
  if (!input) throw new Error(`no field ${label}`);
  return input as HTMLInputElement;
}
async function fill(label: string, value: string): Promise<void> {
  const input = field(label);
  input.value = value;
  input.dispatchEvent(new Event(input.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true }));
  await flushPromises();
}
const names = () => [...document.querySelectorAll('tbody [role=rowheader]')].map((cell) => cell.textContent.trim());
const text = () => document.body.textContent;

describe('administration', () => {
  it('is in the menu of who may, with a list of its parts, and closed to others', async () => {
    await open('employers');
    const menu = [...document.querySelectorAll('nav a')].map((link) => link.textContent.trim());
    expect(menu).toContain('Beheer');
    for (const part of ['Werkgevers', 'Accountmanagers', 'Vitrines', 'Regio en gemeente']) expect(menu).toContain(part);
    mounted?.unmount();
    document.body.replaceChildren();
    const { router } = await open('employers', {}, 'EMPLOYER');
    expect(router.currentRoute.value.path.startsWith('/administration')).toBe(false);
    expect(text()).not.toContain('Beheer');
  });

  it.each(['employers', 'account-managers', 'showcases', 'municipality'])(
    'says that %s is loading, offline or failed, and has nothing against axe',
    async (section) => {
      const never = later<never>();
      const waiting = () => never.promise;
      await open(section, { employers: waiting, showcases: waiting, municipality: waiting });
      await vi.waitFor(() => expect(document.querySelector('.skeleton')).not.toBeNull());
      mounted?.unmount();
      document.body.replaceChildren();
      const offline = () => refuse('Beheer werkt alleen met verbinding met de server.', 'OFFLINE');
      await open(section, { employers: offline, showcases: offline, municipality: offline });
      expect(text()).toContain('Beheer werkt alleen met verbinding');
      mounted?.unmount();
      document.body.replaceChildren();
      const failing = () => refuse('Het lukt nu niet');
      await open(section, { employers: failing, showcases: failing, municipality: failing });
      expect(document.querySelector('[role=alert]')?.textContent).toContain('Het lukt nu niet');
      mounted?.unmount();
      document.body.replaceChildren();
      await open(section, {
        employers: () => Promise.resolve({ items: [makeEmployer(1)], accountManagers: MANAGERS }),
        showcases: () => Promise.resolve({ items: [SHOWCASE] }),
      });
      const { violations } = await axe.run(document.body, { rules: { 'color-contrast': { enabled: false } } });
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    },
  );

  it('says when there are no employers yet', async () => {
    await open('employers');
    expect(text()).toContain('Nog geen werkgevers');
  });
});

describe('employers', () => {
  const items = Array.from({ length: 45 }, (_, number) => makeEmployer(number + 1));
  const employers = () => Promise.resolve({ items, accountManagers: MANAGERS });

  it('are shown twenty a page, searched and sorted (§6.8)', async () => {
    await open('employers', { employers });
    expect(names()).toHaveLength(20);
    expect(text()).toContain('1–20 van 45');
    await press('Volgende pagina');
    await press('Volgende pagina');
    expect(names()).toHaveLength(5);
    await press(/^Naam/);
    expect(names()[0]).toBe('Bedrijf 45');
    const search = document.querySelector<HTMLInputElement>('input[type=search]')!;
    search.value = 'bedrijf 07';
    search.dispatchEvent(new Event('input'));
    await flushPromises();
    expect(names()).toEqual(['Bedrijf 07']);
  });

  it('keep what was typed when another administrator was first, and show what he made of it', async () => {
    const seen: (number | null)[] = [];
    let stored = makeEmployer(1);
    await open(`employers/${testId(1)}`, {
      employer: () => Promise.resolve({ employer: stored, people: [] }),
      changeEmployer: (input) => {
        seen.push(input.seen);
        if (seen.length === 1) {
          stored = { ...stored, name: 'Van een ander', revision: 4 };
          return meanwhile();
        }
        return Promise.resolve({ ...stored, name: input.employer.name, revision: 5 });
      },
    });
    await fill('Naam', 'Van mij');
    await press('Opslaan');
    expect(text()).toContain('Van een ander');
    expect(field('Naam').value).toBe('Van mij');
    await press('Toch de mijne opslaan');
    expect(seen).toEqual([3, 4]);
    expect(text()).toContain('Opgeslagen.');
    expect(field('Naam').value).toBe('Van mij');
  });

  it('name each fault at its field', async () => {
    const errors = [{ path: 'employer.kvk', message: 'Een KvK-nummer bestaat uit acht cijfers' }];
    await open(`employers/${testId(1)}`, {
      employer: () => Promise.resolve({ employer: makeEmployer(1), people: [] }),
      changeEmployer: () => Promise.reject(clientError('INVALID_INPUT', 'Controleer de invoer', { errors })),
    });
    await fill('KvK-nummer', '12');
    await press('Opslaan');
    const described = field('KvK-nummer').getAttribute('aria-describedby') ?? '';
    expect(document.getElementById(described)?.textContent).toBe(errors[0]!.message);
  });

  it('offer for each account what can be done with it, and say what follows before it is done', async () => {
    const person = (number: number, change: Partial<EmployerPerson>): EmployerPerson => ({
      id: testId(number),
      fullName: `Persoon ${number}`,
      email: `p${number}@bedrijf.example`,
      role: 'EMPLOYER',
      state: 'ACTIVE',
      ...change,
    });
    const people = [person(11, {}), person(12, { state: 'BLOCKED' }), person(13, { state: 'INVITED' })];
    const decideAccount = vi.fn<DesktopApi['administration']['decideAccount']>(() =>
      Promise.resolve(person(11, { state: 'BLOCKED' })),
    );
    await open(`employers/${testId(1)}`, {
      employer: () => Promise.resolve({ employer: makeEmployer(1), people }),
      decideAccount,
    });
    const actions = [...document.querySelectorAll('td button')].map(accessibleName);
    expect(actions).toEqual([
      ...['Vacaturebeheer geven', 'Blokkeren', 'Verwijderen'].map((action) => `${action}: Persoon 11`),
      ...['Deblokkeren', 'Verwijderen'].map((action) => `${action}: Persoon 12`),
    ]);
    await press('Blokkeren: Persoon 11');
    expect(text()).toContain('Deze persoon wordt overal uitgelogd');
    expect(decideAccount).not.toHaveBeenCalled();
    await press('Blokkeren');
    expect(decideAccount.mock.calls[0]?.[0]).toEqual({ id: testId(11), decision: 'BLOCK', seen: 'ACTIVE' });
    expect(text()).toContain('Persoon 11 is geblokkeerd.');
  });
});

it('moves several employers to an account manager, after saying from whom to whom', async () => {
  const items = [makeEmployer(1), makeEmployer(2, { accountManagerId: MANAGERS[0]!.id }), makeEmployer(3)];
  const assignEmployers = vi.fn<DesktopApi['administration']['assignEmployers']>(() =>
    Promise.resolve({ items: items.slice(0, 2).map((item) => ({ ...item, accountManagerId: MANAGERS[1]!.id })) }),
  );
  await open('account-managers', {
    employers: () => Promise.resolve({ items, accountManagers: MANAGERS }),
    assignEmployers,
  });
  for (const box of [...document.querySelectorAll<HTMLInputElement>('tbody input[type=checkbox]')].slice(0, 2)) {
    box.click();
    await flushPromises();
  }
  await fill('Verplaats naar', MANAGERS[1]!.id);
  await press('Verplaatsen');
  expect(text()).toContain('Bedrijf 01: Niemand → Bram Smit');
  expect(text()).toContain('Bedrijf 02: Anouk van Dijk → Bram Smit');
  expect(text()).toContain('Voor 2 mensen verandert het contactpersoon');
  await press('Verplaatsen');
  expect(assignEmployers.mock.calls[0]?.[0]).toEqual({
    accountManagerId: MANAGERS[1]!.id,
    employers: [1, 2].map((number) => ({ id: testId(number), seen: 3 })),
  });
  expect(text()).toContain('2 werkgevers staan nu bij: Bram Smit.');
});

describe('showcases', () => {
  it('put filters in order by button and by keyboard, and show it as the explorer will (HW-EXP-07)', async () => {
    const saveShowcase = vi.fn<DesktopApi['administration']['saveShowcase']>(() =>
      Promise.resolve({ ...SHOWCASE, revision: 2 }),
    );
    await open('showcases', { showcases: () => Promise.resolve({ items: [SHOWCASE] }), saveShowcase });
    await press('Verkenner bewerken');
    await press('Taal omhoog');
    const line = document.querySelector('[data-category=contact]')!;
    line.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', altKey: true, bubbles: true }));
    await flushPromises();
    const preview = [...document.querySelectorAll('.bar .tag')].map((tag) => tag.textContent.trim());
    expect(preview).toEqual(['Taal', 'Contact', 'Werksoort']);
    expect(document.querySelectorAll('.order li')).toHaveLength(FILTER_CATEGORIES.length);
    await press('Opslaan');
    expect(saveShowcase.mock.calls[0]?.[0]).toMatchObject({
      id: SHOWCASE.id,
      seen: 1,
      showcase: { filterCategories: ['language', 'contact', 'workType'] },
    });
  });

  it('say which one a new one replaces', async () => {
    await open('showcases', { showcases: () => Promise.resolve({ items: [SHOWCASE] }) });
    await press('Nieuwe vitrine');
    field('Gebruik deze vitrine in Haaglanden').click();
    await flushPromises();
    expect(text()).toContain('Deze komt in de plaats van: Verkenner.');
  });
});

it('says how many people gain or lose before a region is let go, and saves nothing until then', async () => {
  const preview = later<{ gaining: number; losing: number }>();
  const changeRegion = vi.fn<DesktopApi['administration']['changeRegion']>(({ region }) =>
    Promise.resolve({ ...REGIONS[0]!, ...region, revision: 1 }),
  );
  await open('municipality', { previewRegion: () => preview.promise, changeRegion });
  await press('Haaglanden bewerken');
  field('Verbonden met de andere').click();
  await flushPromises();
  document.querySelector<HTMLFormElement>('.dialog-frame')?.dispatchEvent(new Event('submit'));
  await flushPromises();
  expect(changeRegion).not.toHaveBeenCalled();
  preview.resolve({ gaining: 0, losing: 12 });
  await flushPromises();
  expect(text()).toContain('12 mensen gaan minder kandidaten zien.');
  document.querySelector<HTMLFormElement>('.dialog-frame')?.dispatchEvent(new Event('submit'));
  await flushPromises();
  expect(changeRegion.mock.calls[0]?.[0]).toEqual({ seen: 0, region: { name: 'Haaglanden', connected: false } });
});
