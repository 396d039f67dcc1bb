import { flushPromises } from '@vue/test-utils';
import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SwitchableAccount } from '@hallowerk/contract/accounts/own-accounts.ts';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { clientError } from '../../api/client-answers.ts';
import { fakeApi } from '../../testing/fake-api.ts';
import { testId } from '../../testing/make-candidate.ts';
import { mountWithApp } from '../../testing/mount-with-app.ts';
import AccountSwitcher from './AccountSwitcher.vue';
import ConfirmIdentityDialog from './ConfirmIdentityDialog.vue';

const PRESENT: SwitchableAccount = {
  ...{ id: testId(1), organizationName: 'Gemeente Voorbeeldstad', municipalityName: 'Voorbeeldstad' },
  ...{ role: 'ACCOUNT_MANAGER', state: 'ACTIVE', current: true, waiting: 0, kept: false },
};
const OTHER: SwitchableAccount = {
  ...PRESENT,
  ...{ id: testId(2), organizationName: 'Bakkerij De Krakeling', role: 'EMPLOYER', current: false },
};

let wrapper: ReturnType<typeof mountWithApp>;
beforeEach(() => void vi.stubGlobal('visualViewport', null));
afterEach(() => wrapper.unmount());

async function show(items: readonly SwitchableAccount[], more: Partial<DesktopApi['ownAccount']> = {}) {
  const accounts = () => Promise.resolve({ items: [...items] });
  wrapper = mountWithApp(AccountSwitcher, {}, fakeApi({ ownAccount: { accounts, ...more } }));
  await flushPromises();
}
const button = (name: string) => {
  const found = wrapper.findAll('button').find((item) => item.text().includes(name));
  if (found === undefined) throw new Error(`There is no button ${name}`);
  return found;
};

describe('switching accounts in the menu', () => {
  it('shows nothing to who has one account', async () => {
    await show([PRESENT]);
    expect(wrapper.text()).toBe('');
  });

  it('names the other accounts by organisation and role, with what waits there, and is accessible', async () => {
    await show([PRESENT, { ...OTHER, waiting: 2 }]);
    expect(wrapper.text()).not.toContain('Gemeente Voorbeeldstad');
    expect(button('Bakkerij De Krakeling').text()).toMatch(/Werkgever, Voorbeeldstad\s*2 wijzigingen wachten/);
    const { violations } = await axe.run(wrapper.element as HTMLElement, { rules: { region: { enabled: false } } });
    expect(violations).toEqual([]);
  });

  it('switches to the one that is chosen, once', async () => {
    const switchAccount = vi.fn(() => new Promise<never>(() => undefined));
    await show([PRESENT, OTHER], { switchAccount });
    await button('Bakkerij').trigger('click');
    await button('Bakkerij').trigger('click');
    expect(switchAccount.mock.calls).toEqual([[{ id: OTHER.id }]]);
  });

  it('asks who he is where the server wants that, and goes on afterwards', async () => {
    let calls = 0;
    const switchAccount = () => {
      calls += 1;
      const refusal = clientError('REFUSED', 'Bevestig eerst dat jij het bent.', { code: 'confirmation_needed' });
      return calls === 1 ? Promise.reject(refusal) : new Promise<never>(() => undefined);
    };
    await show([PRESENT, OTHER], { switchAccount });
    await button('Bakkerij').trigger('click');
    await flushPromises();
    const dialog = wrapper.findComponent(ConfirmIdentityDialog);
    expect(dialog.props('open')).toBe(true);
    dialog.vm.$emit('confirmed', '2026-03-02T09:10:00.000Z');
    await flushPromises();
    expect(calls).toBe(2);
  });

  it('says why it did not work, and leaves the accounts to choose from', async () => {
    const offline = () => Promise.reject(clientError('OFFLINE', 'Zonder verbinding lukt dit niet.', null));
    await show([PRESENT, OTHER], { switchAccount: offline });
    await button('Bakkerij').trigger('click');
    await flushPromises();
    expect(wrapper.find('[role=alert]').text()).toBe('Zonder verbinding lukt dit niet.');
    expect(button('Bakkerij').attributes('disabled')).toBeUndefined();
  });

  it('offers no account that was blocked, and says so', async () => {
    await show([PRESENT, { ...OTHER, state: 'BLOCKED' }]);
    expect(button('Bakkerij').attributes('disabled')).toBeDefined();
    expect(wrapper.text()).toContain('Dit account is geblokkeerd');
  });
});
