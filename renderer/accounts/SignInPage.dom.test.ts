import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it } from 'vitest';
import type { SignedOutReason } from '@hallowerk/contract/app/app.desktop.ts';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { useAppInfoStore } from '../shared/app-info.store.ts';
import { fakeApi, refuse, TEST_INFO } from '../testing/fake-api.ts';
import { testId } from '../testing/make-candidate.ts';
import { mountWithApp } from '../testing/mount-with-app.ts';
import { useAccountsStore } from './accounts.store.ts';
import SignInPage from './SignInPage.vue';

const CHALLENGE = {
  id: testId(1),
  methods: [
    { method: 'TOTP' as const, hint: '' },
    { method: 'SMS' as const, hint: '•••• 78' },
  ],
  expiresAt: '2026-09-24T12:10:00Z',
};
const ME = {
  id: testId(2),
  fullName: 'Marieke van den Heuvel',
  email: 'marieke@voorbeeld.nl',
  role: 'ACCOUNT_MANAGER' as const,
  roleName: null,
  rights: [],
  organizationName: 'Gemeente Den Haag',
  municipalityName: 'Gemeente Den Haag',
  regionCodes: [],
};
const DEMO = {
  role: 'EMPLOYER' as const,
  fullName: 'Jan Bakker',
  organizationName: 'Bakker BV',
  email: 'jan@voorbeeld.nl',
  password: 'Demo!2026',
};

let wrapper: ReturnType<typeof mountWithApp>;
afterEach(() => wrapper.unmount());

async function mountPage(accounts: Partial<DesktopApi['accounts']> = {}, demo = false) {
  wrapper = mountWithApp(SignInPage, {}, fakeApi({ accounts }), () => {
    useAppInfoStore().info = { ...TEST_INFO, demo };
  });
  await flushPromises();
}

async function fillIn(email: string, password: string) {
  await wrapper.find('input[type=email]').setValue(email);
  await wrapper.find('input[autocomplete=current-password]').setValue(password);
  await wrapper.find('form').trigger('submit');
  await flushPromises();
}

describe('why somebody has to sign in again', () => {
  const signedOut = (reason: SignedOutReason) => {
    wrapper = mountWithApp(SignInPage, {}, fakeApi(), () => {
      useAppInfoStore().info = { ...TEST_INFO, demo: false };
      useAccountsStore().apply({ state: 'signed-out', reason });
    });
  };

  it.each<[SignedOutReason, RegExp]>([
    ['session-ended', /Je bent afgemeld.*Wat je had opgeschreven, is bewaard/s],
    ['lease-ended', /Je was te lang zonder verbinding.*Wat je had opgeschreven, is bewaard/s],
    ['device-locked', /Dit apparaat is vergrendeld.*Neem contact op met je beheerder/s],
    ['files-unreadable', /gaan niet open.*Er is niets verwijderd.*vraag dan je beheerder/s],
  ])('says what %s means and what to do, above the form', (reason, words) => {
    signedOut(reason);
    expect(wrapper.find('[role=status]').text()).toMatch(words);
    expect(wrapper.find('input[type=email]').exists()).toBe(true);
  });

  it('says nothing to who was not signed in', () => {
    signedOut('none');
    expect(wrapper.find('[role=status]').exists()).toBe(false);
    expect(wrapper.find('h1').text()).toBe('Aanmelden');
  });

  it('shows a neutral screen on a device whose data were destroyed, and the form on request', async () => {
    signedOut('device-wiped');
    expect(wrapper.find('h1').text()).toBe('Dit apparaat bevat geen gegevens meer van HalloWerk');
    expect(wrapper.find('form').exists()).toBe(false);
    await wrapper.find('button').trigger('click');
    await flushPromises();
    expect(wrapper.find('h1').text()).toBe('Aanmelden');
    expect(document.activeElement).toBe(wrapper.find('input[type=email]').element);
  });
});

describe('signing in', () => {
  it('shows every fault beside its field and asks core nothing', async () => {
    let asked = 0;
    await mountPage({ startSignIn: () => refuse(`call ${(asked += 1)}`) });
    await fillIn('geen-adres', '');
    expect(wrapper.text()).toContain('Vul een geldig e-mailadres in');
    expect(wrapper.text()).toContain('Vul je wachtwoord in');
    expect(asked).toBe(0);
  });

  it('says what core answered, in an alert, without telling which part was wrong', async () => {
    await mountPage({ startSignIn: () => refuse('E-mailadres of wachtwoord klopt niet') });
    await fillIn('jan@voorbeeld.nl', 'fout');
    expect(wrapper.find('[role=alert]').text()).toBe('E-mailadres of wachtwoord klopt niet');
  });

  it('passes the second step with a code typed with a space', async () => {
    const codes: string[] = [];
    await mountPage({
      startSignIn: () => Promise.resolve(CHALLENGE),
      completeSignIn: ({ code }) => {
        codes.push(code);
        return Promise.resolve({ state: 'signed-in', me: ME });
      },
    });
    await fillIn('jan@voorbeeld.nl', 'goed');
    const field = wrapper.find('input[autocomplete=one-time-code]');
    expect(document.activeElement).toBe(field.element);
    await field.setValue('12');
    await wrapper.find('form').trigger('submit');
    expect(wrapper.text()).toContain('De code bestaat uit zes cijfers');
    await field.setValue('123 456');
    await wrapper.find('form').trigger('submit');
    await flushPromises();
    expect(codes).toEqual(['123456']);
    expect(useAccountsStore().signedIn).toBe(true);
  });

  it('sends a text message when that method is chosen, and again on request', async () => {
    let sent = 0;
    await mountPage({
      startSignIn: () => Promise.resolve(CHALLENGE),
      sendCode: () => {
        sent += 1;
        return Promise.resolve({ hint: '•••• 78' });
      },
    });
    await fillIn('jan@voorbeeld.nl', 'goed');
    expect(sent).toBe(0);
    await wrapper.find('input[value=SMS]').trigger('change');
    await flushPromises();
    expect(wrapper.text()).toContain('•••• 78. Vul de zes cijfers in');
    await wrapper
      .findAll('button')
      .find((button) => button.text() === 'Stuur code opnieuw')
      ?.trigger('click');
    await flushPromises();
    expect(sent).toBe(2);
  });

  it('offers demo accounts on a demo server, which go on to the second step', async () => {
    const asked: unknown[] = [];
    await mountPage(
      {
        demoAccounts: () => Promise.resolve([DEMO]),
        startSignIn: (input) => {
          asked.push(input);
          return Promise.resolve(CHALLENGE);
        },
      },
      true,
    );
    expect(wrapper.find('.account').text()).toContain('Werkgever');
    await wrapper.find('.account').trigger('click');
    await flushPromises();
    expect(asked).toEqual([{ email: DEMO.email, password: DEMO.password }]);
    const outbox = wrapper.find('a[target=_blank]');
    expect(outbox.attributes()).toMatchObject({ href: TEST_INFO.demoOutboxUrl, rel: 'noopener noreferrer' });
  });

  it('has no demo accounts and no outbox elsewhere', async () => {
    await mountPage({ demoAccounts: () => Promise.resolve([DEMO]), startSignIn: () => Promise.resolve(CHALLENGE) });
    expect(wrapper.find('.account').exists()).toBe(false);
    await fillIn('jan@voorbeeld.nl', 'goed');
    expect(wrapper.find('a[target=_blank]').exists()).toBe(false);
  });
});
