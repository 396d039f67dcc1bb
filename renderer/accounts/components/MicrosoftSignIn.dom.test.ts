import { flushPromises } from '@vue/test-utils';
import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import type { AccountState } from '@hallowerk/contract/app/app.desktop.ts';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { fakeApi, later, refuse } from '../../testing/fake-api.ts';
import { testId } from '../../testing/make-candidate.ts';
import { mountWithApp } from '../../testing/mount-with-app.ts';
import { useAccountsStore } from '../accounts.store.ts';
import MicrosoftSignIn from './MicrosoftSignIn.vue';

const SIGNED_IN: AccountState = {
  state: 'signed-in',
  me: {
    id: testId(2),
    fullName: 'Jan Jansen',
    email: 'jan@voorbeeld.nl',
    role: 'EMPLOYER',
    roleName: null,
    rights: [],
    organizationName: 'Bakker BV',
    municipalityName: 'Den Haag',
    regionCodes: [],
  },
};

let wrapper: ReturnType<typeof mountWithApp>;
afterEach(() => wrapper.unmount());

async function show(microsoft: Partial<DesktopApi['microsoft']>) {
  const available = () => Promise.resolve(true);
  wrapper = mountWithApp(MicrosoftSignIn, {}, fakeApi({ microsoft: { available, ...microsoft } }));
  await flushPromises();
}
async function press(name: string) {
  const button = wrapper.findAll('button').find((item) => item.text() === name);
  if (button === undefined) throw new Error(`There is no button ${name}`);
  await button.trigger('click');
  await flushPromises();
}

describe('signing in with Microsoft', () => {
  it('is not offered where the server does not, nor when nobody can say', async () => {
    await show({ available: () => Promise.resolve(false) });
    expect(wrapper.find('button').exists()).toBe(false);
    wrapper.unmount();
    await show({ available: () => refuse('Geen verbinding', 'OFFLINE') });
    expect(wrapper.find('button').exists()).toBe(false);
  });

  it('says to go on in the browser, and signs in when core comes back', async () => {
    const answer = later<AccountState>();
    await show({ signIn: () => answer.promise });
    await press('Inloggen met Microsoft Azure');
    expect(wrapper.find('[role=status]').text()).toMatch(/Ga verder in je browser.*Hotmail of MSN, werkt niet/s);
    expect(document.activeElement?.textContent).toContain('Annuleren');
    answer.resolve(SIGNED_IN);
    await flushPromises();
    expect(useAccountsStore().me?.fullName).toBe('Jan Jansen');
  });

  it('stops waiting on request without calling that a failure, and can be tried again', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const signIn: DesktopApi['microsoft']['signIn'] = (_input, options) => {
      signals.push(options?.signal);
      return new Promise((_resolve, reject) =>
        options?.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))),
      );
    };
    await show({ signIn });
    await press('Inloggen met Microsoft Azure');
    await press('Annuleren');
    expect(signals[0]?.aborted).toBe(true);
    expect(wrapper.find('[role=alert]').exists()).toBe(false);
    expect(document.activeElement?.textContent).toContain('Inloggen met Microsoft Azure');
    await press('Inloggen met Microsoft Azure');
    expect(signals).toHaveLength(2);
    expect(signals[1]?.aborted).toBe(false);
    wrapper.unmount();
    expect(signals[1]?.aborted).toBe(true);
  });

  it('says why it did not work', async () => {
    await show({ signIn: () => refuse('Dit is een privéaccount van Microsoft, zoals Hotmail of MSN.') });
    await press('Inloggen met Microsoft Azure');
    expect(wrapper.find('[role=alert]').text()).toContain('Dit is een privéaccount');
    expect(wrapper.findAll('button')).toHaveLength(1);
  });

  it('has no faults of accessibility, at rest and while waiting', async () => {
    await show({ signIn: () => later<AccountState>().promise });
    for (const step of [() => Promise.resolve(), () => press('Inloggen met Microsoft Azure')]) {
      await step();
      const rules = { 'color-contrast': { enabled: false }, region: { enabled: false } };
      const { violations } = await axe.run(wrapper.element as HTMLElement, { rules });
      expect(violations.map(({ id }) => id)).toEqual([]);
    }
  });
});
