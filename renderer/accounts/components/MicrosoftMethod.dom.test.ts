import { flushPromises } from '@vue/test-utils';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MicrosoftIdentity } from '@hallowerk/contract/accounts/microsoft.ts';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { clientError } from '../../api/client-answers.ts';
import { fakeApi, later, refuse } from '../../testing/fake-api.ts';
import { testId } from '../../testing/make-candidate.ts';
import { mountWithApp } from '../../testing/mount-with-app.ts';
import ConfirmIdentityDialog from './ConfirmIdentityDialog.vue';
import MicrosoftMethod from './MicrosoftMethod.vue';

const IDENTITY: MicrosoftIdentity = {
  id: testId(5),
  addedAt: '2026-09-24T12:00:00Z',
  lastUsedAt: null,
  removable: true,
};
const unconfirmed = () =>
  Promise.reject(clientError('REFUSED', 'Bevestig eerst dat jij het bent.', { code: 'confirmation_needed' }));

let wrapper: ReturnType<typeof mountWithApp>;
beforeEach(() => void vi.stubGlobal('visualViewport', null));
afterEach(() => wrapper.unmount());

async function show(microsoft: Partial<DesktopApi['microsoft']>) {
  const available = () => Promise.resolve(true);
  wrapper = mountWithApp(MicrosoftMethod, {}, fakeApi({ microsoft: { available, ...microsoft } }));
  await flushPromises();
}
const dialog = () => wrapper.findComponent(ConfirmIdentityDialog);
const having = (identity: Partial<MicrosoftIdentity>) => ({
  identities: () => Promise.resolve({ items: [{ ...IDENTITY, ...identity }] }),
});
async function press(name: string) {
  const button = wrapper.findAll('button').find((item) => item.text() === name);
  if (button === undefined) throw new Error(`There is no button ${name}`);
  await button.trigger('click');
  await flushPromises();
}

describe('Microsoft Azure in the security settings', () => {
  it('is not there where the server does not offer it, but who has it can still remove it', async () => {
    await show({ available: () => Promise.resolve(false) });
    expect(wrapper.text()).toBe('');
    wrapper.unmount();
    await show({ available: () => Promise.resolve(false), ...having({}) });
    expect(wrapper.text()).toContain('Verwijderen');
  });

  it('says what went wrong, with another try', async () => {
    let calls = 0;
    const offline = () => Promise.reject(clientError('OFFLINE', 'Geen verbinding met de server.', null));
    await show({ identities: () => ((calls += 1) === 1 ? offline() : Promise.resolve({ items: [] })) });
    expect(wrapper.find('[role=alert]').text()).toBe('Geen verbinding met de server.');
    await press('Opnieuw proberen');
    expect(wrapper.text()).toContain('Microsoft Azure toevoegen');
  });

  it('adds it after a visit to Microsoft', async () => {
    const answer = later<MicrosoftIdentity>();
    await show({ link: () => answer.promise });
    await press('Microsoft Azure toevoegen');
    expect(wrapper.text()).toContain('Ga verder in je browser');
    answer.resolve(IDENTITY);
    await flushPromises();
    expect(wrapper.find('[role=status]').text()).toBe('Je kunt nu aanmelden met Microsoft Azure.');
    expect(wrapper.text()).toContain('Toegevoegd op do 24 sep 2026. Nog niet gebruikt.');
  });

  it('asks the user to confirm when the server wants that, and then does it', async () => {
    let asked = 0;
    const link = () => ((asked += 1) === 1 ? unconfirmed() : Promise.resolve(IDENTITY));
    await show({ link });
    await press('Microsoft Azure toevoegen');
    expect(dialog().props('open')).toBe(true);
    expect(asked).toBe(1);
    dialog().vm.$emit('confirmed', '2026-09-24T12:10:00Z');
    await flushPromises();
    expect(dialog().props('open')).toBe(false);
    expect(asked).toBe(2);
    expect(wrapper.find('[role=alert]').exists()).toBe(false);
    expect(wrapper.text()).toContain('Toegevoegd op');
  });

  it('does nothing when the user does not confirm', async () => {
    let asked = 0;
    const link = () => {
      asked += 1;
      return unconfirmed();
    };
    await show({ link });
    await press('Microsoft Azure toevoegen');
    dialog().vm.$emit('cancel');
    await flushPromises();
    expect(dialog().props('open')).toBe(false);
    expect(asked).toBe(1);
    expect(wrapper.text()).toContain('Microsoft Azure toevoegen');
  });

  it('removes it after a question', async () => {
    const removed: string[] = [];
    await show({ ...having({}), unlink: ({ id }) => Promise.resolve(void removed.push(id)) });
    await press('Verwijderen');
    expect(document.activeElement?.textContent).toContain('Houden');
    await press('Houden');
    expect(removed).toEqual([]);
    await press('Verwijderen');
    await press('Verwijderen');
    expect(removed).toEqual([IDENTITY.id]);
    expect(wrapper.text()).toContain('Microsoft Azure toevoegen');
  });

  it('keeps the last way to sign in, and says why', async () => {
    await show(having({ removable: false, lastUsedAt: '2026-09-25T08:00:00Z' }));
    expect(wrapper.text()).toContain('Laatst gebruikt op vr 25 sep 2026.');
    expect(wrapper.text()).toContain('Dit is je enige manier om aan te melden');
    expect(wrapper.find('button').exists()).toBe(false);
  });

  it('says why adding did not work', async () => {
    await show({ link: () => refuse('Je hebt al een Microsoft-account toegevoegd.') });
    await press('Microsoft Azure toevoegen');
    expect(wrapper.find('[role=alert]').text()).toContain('al een Microsoft-account');
  });

  it('has no faults of accessibility', async () => {
    await show(having({}));
    const rules = { 'color-contrast': { enabled: false }, region: { enabled: false } };
    const { violations } = await axe.run(wrapper.element as HTMLElement, { rules });
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
});
