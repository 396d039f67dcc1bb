import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fullDetail } from './testing/full-detail.ts';
import type { FakeAnswers } from './testing/fake-api.ts';
import { makeResult, makeSummary, testId } from './testing/make-candidate.ts';
import { makeNote } from './testing/make-note.ts';
import { mountAppAt, resizeWindow } from './testing/mount-app-at.ts';
import { createDispatcher } from './app/event-stream.ts';
import { clientError } from './api/client-answers.ts';
import { useSyncStore } from './sync/sync.store.ts';
import { TEST_SYNC } from './testing/fake-api.ts';
import { accessibleName } from './testing/read-page.ts';

const ANSWERS: FakeAnswers = {
  candidates: {
    get: () => Promise.resolve(fullDetail({ favourite: true })),
    search: () => Promise.resolve(makeResult([makeSummary(1), makeSummary(2)])),
    favourites: () =>
      Promise.resolve({
        total: 21,
        items: [{ candidateId: testId(1), candidate: makeSummary(1, { name: 'Sanne de Vries' }), pending: false }],
      }),
  },
};

type Opened = Awaited<ReturnType<typeof mountAppAt>>;
let opened: Opened;
beforeEach(() => resizeWindow(1440));
afterEach(() => opened.wrapper.unmount());

async function openAt(address: string): Promise<Opened['wrapper']> {
  opened = await mountAppAt(address, ANSWERS);
  return opened.wrapper;
}
const titleOf = () => opened.wrapper.find('h1.title').text();
const named = (name: string) =>
  opened.wrapper.findAll('button, a').find((control) => accessibleName(control.element) === name);
const nameless = (wrapper: Opened['wrapper']) =>
  wrapper
    .findAll('button, a')
    .filter((control) => accessibleName(control.element) === '')
    .map((control) => control.attributes('class'));
/** The test runner gives style sheets as empty modules, so the file itself is read; from the root of the repository. */
async function stylesOf(path: string): Promise<string> {
  const files = await vi.importActual<{ readFileSync: (path: string, encoding: 'utf8') => string }>('node:fs');
  return files.readFileSync(path, 'utf8');
}
const onPage = (title: string) => vi.waitFor(() => expect(titleOf()).toBe(title));
const tabNamed = (name: string) => opened.wrapper.findAll('.tab').find((tab) => tab.text() === name);
const tabsAreThere = () => vi.waitFor(() => expect(tabNamed('Werkbeurs')).toBeDefined());

describe('the bar', () => {
  it.each([
    ['/candidates', 'Kandidaten verkenner'],
    ['/candidates/favourites', 'Favorieten'],
    [`/candidates/favourites/${testId(1)}`, 'Kandidaat profiel'],
  ])('shows at %s where one is: %s (HW-UI-01)', async (address, title) => {
    const wrapper = await openAt(address);
    expect(wrapper.findAll('h1').map((heading) => heading.text())).toEqual([title]);
    expect(document.title).toBe(`${title} – HalloWerk`);
  });

  it('leads back to the parent page with an arrow before the title (HW-UI-02)', async () => {
    const wrapper = await openAt(`/candidates/favourites/${testId(1)}`);
    const back = wrapper.find('.bar-start [aria-label="Terug"]');
    expect(back.element.compareDocumentPosition(wrapper.find('h1.title').element)).toBe(
      Node.DOCUMENT_POSITION_FOLLOWING,
    );
    await back.trigger('click');
    await onPage('Favorieten');
  });

  it.each(['/candidates', '/candidates/favourites'])(
    'has no arrow at %s, which has no parent (HW-UI-02)',
    async (at) => {
      const wrapper = await openAt(at);
      expect(wrapper.find('.bar [aria-label="Terug"]').exists()).toBe(false);
    },
  );

  it('opens the account with the avatar at the far right (HW-UI-05)', async () => {
    const wrapper = await openAt('/candidates/favourites');
    const avatar = wrapper.find('.bar .avatar-button');
    expect(avatar.text()).toContain('NJ');
    expect(accessibleName(avatar.element)).toBe('Account van Noor Jansen');
    expect(wrapper.find('.bar-end').element.lastElementChild?.contains(avatar.element)).toBe(true);
    expect(document.querySelector('.panel')).toBeNull();
    await avatar.trigger('click');
    await vi.waitFor(() => expect(document.querySelector('.panel')?.textContent).toContain('Bakkerij Voorbeeld'));
    expect(document.querySelector('.panel')?.textContent).toMatch(/Weergave.*Taal.*Afmelden/s);
  });
});

describe('the main menu', () => {
  it('stands at the left with a link to each overview and lights the one on screen (HW-UI-08)', async () => {
    const wrapper = await openAt('/candidates/favourites');
    const menu = wrapper.find('nav[aria-label="Hoofdmenu"]');
    const [home, link] = menu.findAll('a');
    expect(home?.text()).toBe('Home');
    expect(link?.text()).toContain('Kandidaten');
    expect(link?.attributes('aria-current')).toBe('page');
    await link?.trigger('click');
    await onPage('Kandidaten verkenner');
  });

  it('keeps its names when it is folded to icons (HW-UI-08, HW-UI-14)', async () => {
    const wrapper = await openAt('/candidates/favourites');
    await named('Menu')?.trigger('click');
    const link = wrapper.find('nav[aria-label="Hoofdmenu"] a');
    expect(link.text()).toBe('');
    expect(accessibleName(link.element)).toBe('Home');
    expect(link.attributes('title')).toBe('Home');
  });

  it('is behind the menu button on a small window, and closes after a choice (HW-UI-03)', async () => {
    resizeWindow(390, 844);
    const wrapper = await openAt('/candidates/favourites');
    const menu = () => wrapper.find('nav[aria-label="Hoofdmenu"]');
    expect(menu().exists()).toBe(false);
    const button = named('Menu');
    expect(button?.attributes('aria-expanded')).toBe('false');
    expect(wrapper.find('.bar-start').element.firstElementChild).toBe(button?.element);
    await button?.trigger('click');
    expect(button?.attributes('aria-expanded')).toBe('true');
    expect(document.activeElement).toBe(menu().find('a').element);
    await menu().find('a').trigger('click');
    await onPage('Home');
    expect(menu().exists()).toBe(false);
  });

  it('gives the focus back to the menu button when it is closed with Escape (HW-UI-03)', async () => {
    resizeWindow(390, 844);
    const wrapper = await openAt('/candidates/favourites');
    await named('Menu')?.trigger('click');
    await wrapper.find('nav[aria-label="Hoofdmenu"]').trigger('keydown', { key: 'Escape' });
    expect(wrapper.find('nav[aria-label="Hoofdmenu"]').exists()).toBe(false);
    expect(document.activeElement).toBe(named('Menu')?.element);
  });

  it('appears when the window becomes wider (HW-UI-03)', async () => {
    resizeWindow(390, 844);
    const wrapper = await openAt('/candidates/favourites');
    resizeWindow(1440);
    await vi.waitFor(() => expect(wrapper.find('nav[aria-label="Hoofdmenu"]').exists()).toBe(true));
  });
});

describe('buttons', () => {
  it.each([390, 1000, 1440])('all have a name, at a width of %i (HW-UI-14)', async (width) => {
    resizeWindow(width);
    const wrapper = await openAt(`/candidates/favourites/${testId(1)}`);
    await vi.waitFor(() => expect(wrapper.find('.profile').exists()).toBe(true));
    expect(nameless(wrapper)).toEqual([]);
    await opened.router.push({ name: 'favourites' });
    await vi.waitFor(() => expect(named('Volgende pagina')).toBeDefined());
    expect(nameless(wrapper)).toEqual([]);
    await opened.router.push({ name: 'candidates' });
    await vi.waitFor(() => expect(wrapper.find('.results-head strong').exists()).toBe(true));
    expect(nameless(wrapper)).toEqual([]);
  });

  it('are in capitals by style only: their text is in sentence case (HW-UI-12)', async () => {
    const style = document.createElement('style');
    style.textContent = await stylesOf('renderer/styles/base.css');
    document.head.append(style);
    const wrapper = await openAt(`/candidates/favourites/${testId(1)}`);
    await vi.waitFor(() => expect(wrapper.find('.head-actions').exists()).toBe(true));
    const buttons = wrapper.findAll('.head-actions button');
    const spoken = buttons.filter((button) => button.text() !== '');
    expect(spoken.map((button) => button.text())).toEqual(['Profiel printen', 'Niet meer favoriet']);
    for (const button of spoken) expect(getComputedStyle(button.element).textTransform).toBe('uppercase');
    style.remove();
  });
});

describe('favourites and their profiles', () => {
  it('opens a favourite on its own page and goes back to the overview with the arrow (HW-FAV-08, HW-FAV-09)', async () => {
    const wrapper = await openAt('/candidates/favourites');
    await vi.waitFor(() => expect(wrapper.find('button.row').exists()).toBe(true));
    await wrapper.find('button.row').trigger('click');
    await onPage('Kandidaat profiel');
    await vi.waitFor(() => expect(wrapper.find('.profile h2').text()).toBe('Sanne de Vries'));
    await named('Terug')?.trigger('click');
    await onPage('Favorieten');
    await vi.waitFor(() => expect(wrapper.find('button.row').exists()).toBe(true));
  });

  it('returns to the overview also when the profile was opened by its address (HW-FAV-09)', async () => {
    await openAt(`/candidates/favourites/${testId(1)}`);
    await named('Terug')?.trigger('click');
    await onPage('Favorieten');
  });

  it('leads from a favourite to the explorer with the tab of the showcase (HW-FAV-09)', async () => {
    await openAt(`/candidates/favourites/${testId(1)}`);
    await tabsAreThere();
    expect(tabNamed('Favorieten')?.attributes('aria-current')).toBe('page');
    await tabNamed('Werkbeurs')?.trigger('click');
    await onPage('Kandidaten verkenner');
    await vi.waitFor(() => expect(tabNamed('Werkbeurs')?.attributes('aria-current')).toBe('page'));
  });
});

describe('a profile that is not visible any more', () => {
  it.each([`/candidates/${testId(1)}`, `/candidates/favourites/${testId(1)}`])(
    'leaves nothing of the person on the page at %s (HW-FAV-10)',
    async (address) => {
      let visible = true;
      const mine = { candidateId: testId(1), pending: false };
      const candidates: FakeAnswers['candidates'] = {
        get: () =>
          visible ? Promise.resolve(fullDetail()) : Promise.reject(clientError('NOT_FOUND', 'Niet gevonden', {})),
        search: () => Promise.resolve(makeResult(visible ? [makeSummary(1, { name: 'Sanne de Vries' })] : [])),
        favourites: () =>
          Promise.resolve({
            total: 1,
            items: [{ ...mine, candidate: visible ? makeSummary(1, { name: 'Sanne de Vries' }) : null }],
          }),
        notes: () => Promise.resolve(visible ? [makeNote(1, { text: 'Sanne belt terug' })] : []),
      };
      opened = await mountAppAt(address, { candidates });
      const { wrapper } = opened;
      await vi.waitFor(() => expect(wrapper.find('.profile h2').text()).toBe('Sanne de Vries'));
      await wrapper.find('#notes-button').trigger('click');
      await vi.waitFor(() => expect(wrapper.find('aside').text()).toContain('Sanne belt terug'));
      visible = false;
      createDispatcher()({ type: 'rows-changed', collections: [1] });
      await vi.waitFor(() => expect(wrapper.text()).toContain('Dit profiel is niet meer zichtbaar'));
      await vi.waitFor(() => expect(document.documentElement.outerHTML).not.toMatch(/Sanne|de Vries|Delft/));
      await opened.router.push({ name: 'favourites' });
      await vi.waitFor(() => expect(wrapper.find('table').text()).toContain('Dit profiel is nu niet zichtbaar'));
      expect(document.documentElement.outerHTML).not.toMatch(/Sanne|de Vries|Delft/);
    },
  );
});

describe('a profile while the local data are built up', () => {
  it('is said to come, not to be gone', async () => {
    opened = await mountAppAt(`/candidates/favourites/${testId(1)}`, {
      candidates: { get: () => Promise.reject(clientError('NOT_FOUND', 'Niet gevonden', {})) },
    });
    useSyncStore().startEarly();
    useSyncStore().apply({ ...TEST_SYNC, phase: 'first-fill', complete: false });
    await vi.waitFor(() => expect(opened.wrapper.text()).toContain('Dit profiel is nog niet opgehaald'));
    useSyncStore().apply(TEST_SYNC);
    await vi.waitFor(() => expect(opened.wrapper.text()).toContain('Dit profiel is niet meer zichtbaar'));
  });
});

describe('while nothing can be changed', () => {
  it('the stars say so before the click and do nothing on it', async () => {
    const wrapper = await openAt(`/candidates/favourites/${testId(1)}`);
    await vi.waitFor(() => expect(wrapper.find('.favourite').exists()).toBe(true));
    useSyncStore().apply({ ...TEST_SYNC, readOnly: true });
    await vi.waitFor(() => expect(wrapper.find('.favourite').attributes('aria-disabled')).toBe('true'));
    const reason = wrapper.find('.favourite').attributes('aria-describedby') ?? '';
    expect(document.getElementById(reason)?.textContent).toBe('Nu niet mogelijk: je kunt alleen lezen');
    await wrapper.find('.favourite').trigger('click');
    expect(wrapper.find('.favourite').text()).toBe('Niet meer favoriet');
  });
});

describe('who is signed out by the server', () => {
  it('comes to the sign-in page with the reason, and nothing of him stays in memory', async () => {
    const forget = vi.fn<() => void>();
    opened = await mountAppAt('/candidates/favourites', ANSWERS, forget);
    createDispatcher()({ type: 'account', account: { state: 'signed-out', reason: 'device-locked' } });
    await vi.waitFor(() => expect(opened.wrapper.text()).toContain('Dit apparaat is vergrendeld'));
    expect(opened.router.currentRoute.value.name).toBe('sign-in');
    await vi.waitFor(() => expect(forget).toHaveBeenCalledTimes(1));
  });
});
