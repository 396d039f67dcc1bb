import { flushPromises, type DOMWrapper } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import type { DeviceStatus } from '@hallowerk/contract/devices/device-status.ts';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { fakeApi, later, refuse } from '../testing/fake-api.ts';
import { makeDevice } from '../testing/make-device.ts';
import { mountAppAt, TEST_ME } from '../testing/mount-app-at.ts';
import { mountWithApp } from '../testing/mount-with-app.ts';
import { accessibleName } from '../testing/read-page.ts';
import DevicesPage from './DevicesPage.vue';

let wrapper: { unmount(): void } | null = null;
// Vuetify asks for the viewport when it opens a dialog; the page of these tests cannot be zoomed.
beforeEach(() => void vi.stubGlobal('visualViewport', null));
afterEach(() => {
  wrapper?.unmount();
  wrapper = null;
  vi.unstubAllGlobals();
});

async function open(items: readonly DeviceStatus[], calls: Partial<DesktopApi['devices']> = {}) {
  const devices = { list: () => Promise.resolve({ items: [...items] }), ...calls };
  const page = mountWithApp(DevicesPage, {}, fakeApi({ devices }));
  wrapper = page;
  await flushPromises();
  return page;
}
type Page = Awaited<ReturnType<typeof open>>;

const rows = (page: Page) => page.findAll('tbody tr');
const buttonNamed = (name: string): HTMLButtonElement => {
  const found = [...document.querySelectorAll('button')].find((button) => accessibleName(button) === name);
  if (found === undefined) throw new Error(`no button "${name}"`);
  return found;
};
/** The dialog on the screen; a closed one may stay in the page, hidden. */
const dialog = (): HTMLElement | null =>
  [...document.querySelectorAll<HTMLElement>('[role=dialog]')].find(
    (element) =>
      element.closest('[style*="display: none"]') === null &&
      element.querySelector('[style*="display: none"]') === null,
  ) ?? null;
async function press(name: string): Promise<void> {
  buttonNamed(name).focus();
  buttonNamed(name).click();
  await flushPromises();
}
const textOf = (part: DOMWrapper<Element> | undefined) => part?.text().replace(/\s+/g, ' ') ?? '';

describe('the page of devices', () => {
  it('shows state, role, organisation, lag in words, what waits and what differs', async () => {
    const page = await open([
      makeDevice(1, { lagSeconds: 3 * 86_400, waiting: 4, mismatches: 2, role: 'CASE_MANAGER', state: 'LOCKED' }),
    ]);
    const row = textOf(rows(page)[0]);
    for (const part of [
      'Windows',
      '000001',
      'Vergrendeld',
      'Klantmanager',
      'Bakkerij Voorbeeld',
      '3 dagen',
      '4',
      '2',
    ]) {
      expect(row).toContain(part);
    }
  });

  it('shows its final layout while it waits, and says when there is nothing', async () => {
    const list = later<{ items: DeviceStatus[] }>();
    const page = await open([], { list: () => list.promise });
    await vi.waitFor(() => expect(page.find('.skeleton').exists()).toBe(true));
    list.resolve({ items: [] });
    await flushPromises();
    expect(page.text()).toContain('Nog geen apparaten');
  });

  it('says that it needs a connection, and why something else failed, with a way to try again', async () => {
    let answer = refuse('Geen verbinding', 'OFFLINE');
    const page = await open([], { list: () => answer });
    expect(page.text()).toContain('Geen verbinding met de server');
    answer = refuse('Je hebt hier geen recht op.');
    await press('Opnieuw proberen');
    expect(page.find('[role=alert]').text()).toContain('Je hebt hier geen recht op.');
    answer = Promise.resolve({ items: [makeDevice(1)] }) as never;
    await press('Opnieuw proberen');
    expect(rows(page)).toHaveLength(1);
  });

  it('keeps the list it has when the connection goes, and says of when it is', async () => {
    let answer: Promise<{ items: DeviceStatus[] }> = Promise.resolve({ items: [makeDevice(1)] });
    const page = await open([], { list: () => answer });
    answer = refuse('Geen verbinding', 'OFFLINE');
    await press('Lijst opnieuw ophalen');
    expect(rows(page)).toHaveLength(1);
    expect(page.find('.stale').text()).toContain('Deze lijst is van');
  });

  it('sorts on a column, and back, and tells a screen reader how', async () => {
    const page = await open([makeDevice(1, { waiting: 1 }), makeDevice(2, { waiting: 9 })]);
    const header = page.find('th.col-waiting');
    await header.find('button').trigger('click');
    expect(header.attributes('aria-sort')).toBe('ascending');
    expect(textOf(rows(page)[0])).toContain('000001');
    await header.find('button').trigger('click');
    expect(header.attributes('aria-sort')).toBe('descending');
    expect(textOf(rows(page)[0])).toContain('000002');
    expect(page.findAll('[aria-sort]')).toHaveLength(1);
  });

  it('searches, narrows to a state, counts what is left and clears both', async () => {
    const page = await open([
      makeDevice(1),
      makeDevice(2, { state: 'LOCKED', organizationName: 'Gemeente Voorbeeld' }),
      makeDevice(3, { state: 'LOCKED' }),
    ]);
    await page.find('select').setValue('LOCKED');
    expect(page.find('.paging [role=status]').text()).toBe('2 apparaten');
    await page.find('input[type=search]').setValue('gemeente');
    expect(page.find('.paging [role=status]').text()).toBe('1 apparaat');
    await page.find('input[type=search]').setValue('bestaat niet');
    expect(page.text()).toContain('Geen apparaat gevonden');
    await press('Toon alles');
    expect(rows(page)).toHaveLength(3);
  });

  it('shows fifty at a time', async () => {
    const page = await open(Array.from({ length: 60 }, (_, index) => makeDevice(index)));
    expect(rows(page)).toHaveLength(50);
    expect(page.find('.paging [role=status]').text()).toBe('1–50 van 60 apparaten');
    await press('Volgende pagina');
    expect(rows(page)).toHaveLength(10);
    await page.find('input[type=search]').setValue('000003');
    expect(rows(page)).toHaveLength(1);
  });

  it('offers nothing for the own device and for one that must be wiped', async () => {
    const page = await open([makeDevice(1, { own: true }), makeDevice(2, { state: 'WIPE_ORDERED' })]);
    expect(page.findAll('.col-actions button')).toHaveLength(0);
    expect(page.text()).toContain('Dit apparaat');
  });

  it('says what a wipe does before it is ordered, and shows the result in place', async () => {
    const asked: unknown[] = [];
    const page = await open([makeDevice(1, { waiting: 4 })], {
      decide: (input) => {
        asked.push(input);
        return Promise.resolve(makeDevice(1, { state: 'WIPE_ORDERED' }));
      },
    });
    await press('Windows 000001 wissen');
    const text = dialog()?.textContent ?? '';
    expect(text).toContain('Wijzigingen die nog niet zijn verzonden gaan verloren.');
    expect(text).toContain('Bij het laatste contact waren dat er 4.');
    expect(text).toContain('Dit kun je niet terugdraaien.');
    expect(asked).toEqual([]);
    await press('Wissen');
    expect(asked).toEqual([{ id: makeDevice(1).id, decision: 'WIPE' }]);
    await vi.waitFor(() => expect(dialog()).toBeNull());
    expect(page.find('.decided[role=status]').text()).toBe('Opdracht gegeven om Windows 000001 te wissen.');
    expect(textOf(rows(page)[0])).toContain('Wissen opgedragen');
  });

  it('locks and releases', async () => {
    let state: DeviceStatus['state'] = 'ACTIVE';
    const page = await open([makeDevice(1)], {
      decide: ({ decision }) => {
        state = decision === 'LOCK' ? 'LOCKED' : 'ACTIVE';
        return Promise.resolve(makeDevice(1, { state }));
      },
    });
    await press('Windows 000001 vergrendelen');
    expect(dialog()?.textContent).toContain('Wijzigingen die nog niet zijn verzonden blijven bewaard.');
    await press('Vergrendelen');
    expect(textOf(rows(page)[0])).toContain('Vergrendeld');
    await press('Windows 000001 ontgrendelen');
    await press('Ontgrendelen');
    expect(textOf(rows(page)[0])).toContain('In gebruik');
  });

  it('does nothing when cancelled, and gives the focus back to the button', async () => {
    const page = await open([makeDevice(1)], { decide: () => refuse('mag niet gebeuren') });
    await press('Windows 000001 wissen');
    await press('Annuleren');
    await vi.waitFor(() => expect(dialog()).toBeNull());
    expect(accessibleName(document.activeElement ?? document.body)).toBe('Windows 000001 wissen');
    expect(page.find('.decided').text()).toBe('');
  });

  it('moves the focus to the row when the button of before is gone', async () => {
    await open([makeDevice(1)], { decide: () => Promise.resolve(makeDevice(1, { state: 'WIPE_ORDERED' })) });
    await press('Windows 000001 wissen');
    await press('Wissen');
    await vi.waitFor(() => expect(document.activeElement?.id).toBe(`device-${makeDevice(1).id}`));
  });

  it('says in the question why the server refused, and leaves the device as it was', async () => {
    const page = await open([makeDevice(1, { state: 'LOCKED' })], {
      decide: () => refuse('De gebruiker van dit apparaat is geblokkeerd.'),
    });
    await press('Windows 000001 ontgrendelen');
    await press('Ontgrendelen');
    expect(dialog()?.querySelector('[role=alert]')?.textContent).toBe('De gebruiker van dit apparaat is geblokkeerd.');
    expect(textOf(rows(page)[0])).toContain('Vergrendeld');
  });

  it.each([
    ['MUNICIPAL_ADMINISTRATOR', true],
    ['EMPLOYER', false],
    ['CASE_MANAGER', false],
  ] as const)('is in the menu of %s: %s, and opens for nobody else', async (role, shown) => {
    const me = { ...TEST_ME, role, rights: [...DEFAULT_RIGHTS[role]] };
    const app = await mountAppAt('/devices', {
      accounts: { state: () => Promise.resolve({ state: 'signed-in' as const, me }) },
    });
    wrapper = app.wrapper;
    expect(app.router.currentRoute.value.name).toBe(shown ? 'devices' : 'home');
    expect(app.wrapper.findAll('nav a[href="#/devices"]')).toHaveLength(shown ? 1 : 0);
  });
});
