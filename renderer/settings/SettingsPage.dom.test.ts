import { flushPromises } from '@vue/test-utils';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  defaultPreference,
  notificationCodesOf,
  type NotificationPreference,
} from '@hallowerk/contract/accounts/notification-preferences.ts';
import type { PersonalData } from '@hallowerk/contract/accounts/personal-data.ts';
import type { OwnSession } from '@hallowerk/contract/accounts/sessions.ts';
import { useLocalDataStore } from '../shared/local-data.store.ts';
import { refuse, type FakeAnswers } from '../testing/fake-api.ts';
import { testId } from '../testing/make-candidate.ts';
import { mountAppAt, resizeWindow } from '../testing/mount-app-at.ts';
import { openDialog, pressKey } from '../testing/open-dialog.ts';
import { accessibleName } from '../testing/read-page.ts';

const DATA: PersonalData = {
  fullName: 'Noor Jansen',
  email: 'noor@voorbeeld.example',
  phone: '+31612345678',
  organizationName: 'Bakkerij Voorbeeld',
  hasPhoto: false,
};
const HERE: OwnSession = {
  id: testId(1),
  deviceName: 'Laptop van Noor',
  otherAccount: null,
  platform: 'win32',
  appVersion: '0.1.0',
  startedAt: '2026-09-24T08:00:00Z',
  lastSeenAt: '2026-09-24T12:00:00Z',
  current: true,
};
const ELSEWHERE: OwnSession = { ...HERE, id: testId(2), deviceName: 'Balie-pc', platform: 'browser', current: false };

type Opened = Awaited<ReturnType<typeof mountAppAt>>;
let opened: Opened;
beforeEach(() => resizeWindow(1440));
afterEach(() => {
  opened.wrapper.unmount();
  vi.unstubAllGlobals();
});

async function openAt(section: string, ownAccount: FakeAnswers['ownAccount'] = {}, app: FakeAnswers['app'] = {}) {
  opened = await mountAppAt(`/settings/${section}`, { ownAccount, app });
  await vi.waitFor(() => expect(opened.wrapper.find('h2').exists()).toBe(true));
  await flushPromises();
  return opened.wrapper;
}
function named(name: string, root: ParentNode = document): HTMLElement {
  const found = [...root.querySelectorAll<HTMLElement>('button, a')].find((one) => accessibleName(one) === name);
  if (found === undefined) throw new Error(`no control "${name}"`);
  return found;
}
async function press(name: string, root: ParentNode = document): Promise<void> {
  named(name, root).click();
  await flushPromises();
}
const dialogNow = () => {
  const dialog = openDialog();
  if (dialog === null) throw new Error('no dialog');
  return dialog;
};
const type = (id: string, text: string) => opened.wrapper.find(`#${id}`).setValue(text);

describe('the settings page', () => {
  it('is reached from the menu behind the circle, directly under the name (HW-SET-01, -02)', async () => {
    opened = await mountAppAt('/candidates');
    await opened.wrapper.find('.avatar-button').trigger('click');
    await vi.waitFor(() => named('Instellingen'));
    const controls = [...document.querySelectorAll('.panel a, .panel button')].map(accessibleName);
    expect(controls.slice(0, 2)).toEqual(['Noor Jansennoor@voorbeeld.example', 'Instellingen']);
    expect(document.querySelector('.panel')?.textContent).toContain('Bakkerij Voorbeeld');
    await press('Instellingen');
    await vi.waitFor(() => expect(opened.router.currentRoute.value.name).toBe('settings-personal'));
    await vi.waitFor(() => expect(opened.wrapper.find('h1').text()).toBe('Instellingen'));
  });

  it('lists its sections and shows which one is open (HW-SET-04)', async () => {
    const wrapper = await openAt('privacy');
    const list = wrapper.findAll('.settings nav .entry').map((entry) => entry.text());
    for (const section of ['Persoonsgegevens', 'Privacy', 'E-mail', 'Weergave en taal', 'Waar ben je ingelogd?'])
      expect(list).toContain(section);
    expect(wrapper.find('[aria-current=page].entry').text()).toBe('Privacy');
  });

  it('shows its sections as one choice on a small window (HW-SET-04)', async () => {
    resizeWindow(700);
    const wrapper = await openAt('privacy');
    expect(wrapper.find('.settings nav').exists()).toBe(false);
    await wrapper.find('.choice select').setValue('settings-appearance');
    await vi.waitFor(() => expect(wrapper.find('h2').text()).toBe('Weergave en taal'));
  });

  it.each(['personal', 'privacy', 'mail', 'appearance', 'sessions'])(
    'has nothing that axe objects to: %s',
    async (section) => {
      const items = notificationCodesOf('EMPLOYER').map(defaultPreference);
      const wrapper = await openAt(section, {
        sessions: () => Promise.resolve({ items: [HERE, ELSEWHERE] }),
        notificationPreferences: () => Promise.resolve({ items }),
      });
      const options = { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } };
      const { violations } = await axe.run(wrapper.find('.settings').element as HTMLElement, options);
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    },
  );

  it.each([
    ['personal', 'personalData'],
    ['mail', 'notificationPreferences'],
    ['sessions', 'sessions'],
  ] as const)(
    'says without a connection that it needs one, and asks again when there is one: %s',
    async (section, call) => {
      let answer: () => Promise<never> = () => refuse('Dit zie je alleen met verbinding met de server.', 'OFFLINE');
      const wrapper = await openAt(section, { [call]: () => answer() });
      expect(wrapper.text()).toContain('Geen verbinding met de server');
      answer = () => Promise.resolve(call === 'personalData' ? DATA : { items: [] }) as never;
      await press('Opnieuw proberen');
      expect(wrapper.text()).not.toContain('Geen verbinding met de server');
    },
  );
});

describe('personal data', () => {
  it('are shown as people read them and saved with Ctrl+S (HW-SET-05, -06)', async () => {
    const sent: unknown[] = [];
    const wrapper = await openAt('personal', {
      personalData: () => Promise.resolve(DATA),
      changePersonalData: (input) => {
        sent.push(input);
        return Promise.resolve({ ...DATA, fullName: 'Noor de Wit' });
      },
    });
    expect((wrapper.find('#own-phone').element as HTMLInputElement).value).toBe('06 12345678');
    expect(wrapper.find('#own-email').attributes('readonly')).toBeDefined();
    expect(wrapper.text()).toContain('Je accountmanager krijgt bericht');
    expect((named('Opslaan') as HTMLButtonElement).disabled).toBe(true);
    await type('own-fullName', 'Noor de Wit');
    pressKey('s', { ctrlKey: true });
    await flushPromises();
    expect(sent).toEqual([{ fullName: 'Noor de Wit', phone: '06 12345678' }]);
    expect(wrapper.find('form [role=status]').text()).toBe('Opgeslagen');
  });

  it('are not sent with a fault in them; the first field with one gets the focus', async () => {
    const changePersonalData = vi.fn();
    const wrapper = await openAt('personal', { personalData: () => Promise.resolve(DATA), changePersonalData });
    await type('own-phone', 'bel mij');
    await wrapper.find('form').trigger('submit');
    await flushPromises();
    expect(changePersonalData).not.toHaveBeenCalled();
    expect(wrapper.find('#own-phone-fault').text()).toMatch(/geen telefoonnummer/);
    expect(document.activeElement?.id).toBe('own-phone');
  });

  it('keep what was typed when one leaves, until it is saved or thrown away', async () => {
    const kept: unknown[] = [];
    const wrapper = await openAt(
      'personal',
      { personalData: () => Promise.resolve(DATA) },
      { setPreference: async (input) => void kept.push(input) },
    );
    await type('own-fullName', 'Noor de W');
    await opened.router.push({ name: 'settings-privacy' });
    await opened.router.push({ name: 'settings-personal' });
    await vi.waitFor(() => expect(wrapper.find('#own-fullName').exists()).toBe(true));
    expect((wrapper.find('#own-fullName').element as HTMLInputElement).value).toBe('Noor de W');
    await vi.waitFor(() =>
      expect(kept).toContainEqual({
        key: 'settings.personal-draft',
        value: { fullName: 'Noor de W', phone: '06 12345678' },
      }),
    );
    await press('Wijzigingen weggooien');
    expect((wrapper.find('#own-fullName').element as HTMLInputElement).value).toBe('Noor Jansen');
    expect(kept.at(-1)).toEqual({ key: 'settings.personal-draft', value: null });
  });

  it('cannot be saved without a connection, and say so; the draft stays', async () => {
    const changePersonalData = vi.fn();
    const wrapper = await openAt('personal', { personalData: () => Promise.resolve(DATA), changePersonalData });
    useLocalDataStore().offline = true;
    await type('own-fullName', 'Noor de Wit');
    pressKey('s', { ctrlKey: true });
    await flushPromises();
    expect(changePersonalData).not.toHaveBeenCalled();
    expect(wrapper.text()).toContain('Je bent offline.');
    expect((named('Opslaan') as HTMLButtonElement).disabled).toBe(true);
  });

  it('refuse a photo that is no photo or too large before it is opened', async () => {
    const wrapper = await openAt('personal', { personalData: () => Promise.resolve(DATA) });
    const choose = async (file: File) => {
      const input = wrapper.find('input[type=file]');
      Object.defineProperty(input.element, 'files', { value: [file], configurable: true });
      await input.trigger('change');
      return wrapper.find('.photo [role=alert]').text();
    };
    expect(await choose(new File(['x'], 'a.svg', { type: 'image/svg+xml' }))).toMatch(/JPEG, PNG of WebP/);
    expect(await choose(new File([new Uint8Array(5_300_000)], 'a.png', { type: 'image/png' }))).toMatch(/5 MB/);
    expect(openDialog()).toBeNull();
  });

  it('send a photo with the square that was chosen by keyboard, and show it in the bar', async () => {
    vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:photo');
    const sent: { file: File; crop: unknown }[] = [];
    const wrapper = await openAt('personal', {
      personalData: () => Promise.resolve(DATA),
      photo: () => Promise.resolve(sent.length === 0 ? null : new File(['y'], 'file', { type: 'image/webp' })),
      setPhoto: async (input) => void sent.push(input),
    });
    const input = wrapper.find('input[type=file]');
    const file = new File(['x'], 'a.png', { type: 'image/png' });
    Object.defineProperty(input.element, 'files', { value: [file], configurable: true });
    await input.trigger('change');
    await vi.waitFor(() => dialogNow());
    const picture = dialogNow().querySelector('img') as HTMLImageElement;
    Object.defineProperty(picture, 'naturalWidth', { value: 800 });
    Object.defineProperty(picture, 'naturalHeight', { value: 400 });
    picture.dispatchEvent(new Event('load'));
    await flushPromises();
    const [sideways] = dialogNow().querySelectorAll<HTMLInputElement>('input[type=range]');
    if (sideways === undefined) throw new Error('no slider');
    sideways.value = '100';
    sideways.dispatchEvent(new Event('input'));
    await flushPromises();
    await press('Foto opslaan', dialogNow());
    expect(sent).toEqual([{ file, crop: { left: 0.5, top: 0, side: 1 } }]);
    await vi.waitFor(() => expect(wrapper.find('.avatar-button img').attributes('src')).toBe('blob:photo'));
  });
});

describe('privacy', () => {
  it('starts with both off, and follows the user when switched on (HW-PRI-01, -02)', async () => {
    const kept: unknown[] = [];
    const wrapper = await openAt('privacy', {}, { setPreference: async (input) => void kept.push(input) });
    const boxes = wrapper.findAll<HTMLInputElement>('input[type=checkbox]');
    expect(boxes.map((box) => box.element.checked)).toEqual([false, false]);
    await boxes[0]?.setValue(true);
    await boxes[1]?.setValue(true);
    expect(kept).toEqual([
      { key: 'privacy.third-party-content', value: true },
      { key: 'privacy.research', value: true },
    ]);
    expect(wrapper.text()).toContain('algemene voorwaarden');
  });
});

describe('e-mails', () => {
  const items: NotificationPreference[] = notificationCodesOf('EMPLOYER').map(defaultPreference);
  const answers = { notificationPreferences: () => Promise.resolve({ items }) };
  const mail = (title: string) => opened.wrapper.findAll('li.mail').find((one) => one.find('h3').text() === title);

  it('are explained behind a question mark and switched one by one (HW-MAIL-01 … -04)', async () => {
    const sent: NotificationPreference[] = [];
    const wrapper = await openAt('mail', {
      ...answers,
      setNotificationPreference: (preference) => Promise.resolve((sent.push(preference), preference)),
    });
    const follow = mail('Herinnering bij een contactverzoek');
    expect(follow?.findAll('select')).toHaveLength(1);
    const help = follow?.find('button[aria-expanded]');
    expect(help?.attributes('aria-expanded')).toBe('false');
    await help?.trigger('click');
    expect(help?.attributes('aria-expanded')).toBe('true');
    await follow?.find('select').setValue('off');
    await flushPromises();
    expect(sent).toEqual([{ code: 'CONTACT_FOLLOW_UP', enabled: false, frequency: null }]);
    expect(wrapper.find('.section-frame header [role=status]').text()).toBe('Opgeslagen');
    const [, frequency] = mail('Nieuwe kandidaten bij je zoekopdracht')?.findAll('select') ?? [];
    await frequency?.setValue('WEEKLY');
    await flushPromises();
    expect(sent[1]).toEqual({ code: 'SEARCH_ALERT', enabled: true, frequency: 'WEEKLY' });
    const mandatory = mail('Veiligheid van je account');
    expect(mandatory?.find('select').exists()).toBe(false);
    expect(mandatory?.text()).toContain('Staat altijd aan');
  });

  it('go back to what they were when the server refuses', async () => {
    await openAt('mail', {
      ...answers,
      setNotificationPreference: () => refuse('Deze e-mail kun je niet zo instellen.'),
    });
    const select = mail('Herinnering bij een contactverzoek')?.find<HTMLSelectElement>('select');
    await select?.setValue('off');
    await flushPromises();
    expect(select?.element.value).toBe('on');
    expect(opened.wrapper.find('.section-frame [role=alert]').text()).toBe('Deze e-mail kun je niet zo instellen.');
  });
});

describe('where one is signed in', () => {
  const answers = { sessions: () => Promise.resolve({ items: [HERE, ELSEWHERE] }) };
  const rows = () => opened.wrapper.findAll('li.session').map((row) => row.text().replace(/\s+/g, ' '));

  it('shows each session with what it is, and offers to end the others only (HW-SECS-06)', async () => {
    await openAt('sessions', answers);
    expect(rows()[0]).toMatch(/Laptop van Noor.*Dit apparaat.*Windows.*versie 0.1.0.*Laatst gebruikt.*Ingelogd/);
    expect(rows()[1]).toMatch(/Balie-pc.*Browser/);
    expect(opened.wrapper.findAll('li.session button')).toHaveLength(1);
  });

  it('ends one after asking, takes it off the list and says so (HW-SECS-07)', async () => {
    const ended: unknown[] = [];
    await openAt('sessions', { ...answers, endSession: async (input) => void ended.push(input) });
    await press('Uitloggen op Balie-pc');
    expect(ended).toEqual([]);
    await press('Uitloggen', dialogNow());
    expect(ended).toEqual([{ id: ELSEWHERE.id }]);
    expect(rows()).toHaveLength(1);
    expect(opened.wrapper.text()).toContain('Je bent uitgelogd op Balie-pc.');
  });

  it('takes one that ended by itself off the list as well', async () => {
    await openAt('sessions', { ...answers, endSession: () => refuse('Dit bestaat niet.', 'NOT_FOUND') });
    await press('Uitloggen op Balie-pc');
    await press('Uitloggen', dialogNow());
    expect(rows()).toHaveLength(1);
  });

  it('ends all after asking, and says in the question why that failed (HW-SECS-08)', async () => {
    let answer = (): Promise<void> => refuse('Geen verbinding met de server.', 'OFFLINE');
    let asked = 0;
    await openAt('sessions', { ...answers, signOutEverywhere: () => ((asked += 1), answer()) });
    await press('Overal uitloggen');
    expect(asked).toBe(0);
    expect(dialogNow().textContent).toContain('ook op dit');
    await press('Overal uitloggen', dialogNow());
    expect(dialogNow().querySelector('[role=alert]')?.textContent).toBe('Geen verbinding met de server.');
    answer = () => Promise.resolve();
    await press('Overal uitloggen', dialogNow());
    expect(asked).toBe(2);
  });
});
