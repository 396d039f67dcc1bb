import axe from 'axe-core';
import { flushPromises } from '@vue/test-utils';
import { create } from 'qrcode';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { clientError } from '../../api/client-answers.ts';
import { fakeApi, later, refuse, TEST_SECURITY } from '../../testing/fake-api.ts';
import { testId } from '../../testing/make-candidate.ts';
import { mountWithApp } from '../../testing/mount-with-app.ts';
import { qrPath, QR_EDGE } from '../qr-path.ts';
import SecuritySettings from '../SecuritySettings.vue';
import ForgotPasswordForm from './ForgotPasswordForm.vue';
import NewPasswordForm from './NewPasswordForm.vue';
import SecondFactorSetup from './SecondFactorSetup.vue';

const SETUP = {
  id: testId(3),
  secret: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
  uri: 'otpauth://totp/HalloWerk:jan?secret=ABCDEFGHIJKLMNOPQRSTUVWXYZ234567&issuer=HalloWerk',
};
const LATER = new Date(Date.now() + 600_000).toISOString();

let wrapper: ReturnType<typeof mountWithApp>;
beforeEach(() => void vi.stubGlobal('visualViewport', null));
afterEach(() => wrapper.unmount());

const bodyButton = (text: string): HTMLElement | undefined =>
  [...document.querySelectorAll<HTMLElement>('button')].find((button) => button.textContent?.trim() === text);

async function press(text: string): Promise<void> {
  const button = bodyButton(text);
  if (button === undefined) throw new Error(`No button ‘${text}’`);
  button.click();
  await flushPromises();
}

async function violations(element: Element): Promise<string[]> {
  const { violations: found } = await axe.run(element, { rules: { 'color-contrast': { enabled: false } } });
  return found.map((violation) => violation.id);
}

describe('a new password', () => {
  const submitted: string[] = [];
  function mountForm(props: object = {}) {
    submitted.length = 0;
    wrapper = mountWithApp(
      NewPasswordForm,
      {
        ...{ demands: TEST_SECURITY.demands, email: 'jan@voorbeeld.nl', busy: false, failure: null },
        onSubmit: (password: string) => submitted.push(password),
        ...props,
      },
      fakeApi(),
    );
  }
  const open = () => wrapper.findAll('.rules li:not(.kept)').map((line) => line.text().replace('Nog niet: ', ''));
  const type = (text: string) => wrapper.find('input[autocomplete=new-password]').setValue(text);

  it('shows while typing which rules are kept', async () => {
    mountForm();
    expect(open()).toHaveLength(6);
    await type('Zeven');
    expect(open()).toEqual([
      'Gebruik minstens 8 tekens',
      'Gebruik een cijfer',
      'Gebruik een bijzonder teken, zoals # of ?',
    ]);
    await type('Zeven-paarse-3hoeken!');
    expect(open()).toEqual([]);
  });

  it('knows the common ones and the own name once the list is there', async () => {
    mountForm();
    await type('Welkom01!');
    await expect.poll(open).toEqual(['Kies iets dat anderen niet makkelijk raden']);
    await type('Bakker12!');
    expect(open()).toEqual(['Kies iets dat anderen niet makkelijk raden']);
  });

  it('submits a good one only, and says what is missing', async () => {
    mountForm();
    await type('kort');
    await wrapper.find('form').trigger('submit');
    expect(submitted).toEqual([]);
    expect(wrapper.find('[role=alert]').text()).toBe('Je wachtwoord voldoet nog niet aan alle regels.');
    await type('Zeven-paarse-3hoeken!');
    await wrapper.find('form').trigger('submit');
    expect(submitted).toEqual(['Zeven-paarse-3hoeken!']);
  });

  it('shows and hides what is typed, says the faults of the server, and has no faults of access', async () => {
    const fault = { path: 'password', message: 'Dit wachtwoord heb je eerder gebruikt' };
    mountForm({ failure: { code: 'INVALID_INPUT', message: 'x', faults: [fault] } });
    expect(wrapper.find('[role=alert]').text()).toBe(fault.message);
    await wrapper.find('[aria-label="Wachtwoord tonen"]').trigger('click');
    expect(wrapper.find('input[autocomplete=new-password]').attributes('type')).toBe('text');
    expect(await violations(wrapper.element as Element)).toEqual([]);
  });
});

describe('setting up the extra check', () => {
  let done = 0;
  function mountSetup(steps: object = {}, smsAvailable = true) {
    done = 0;
    const all = {
      beginAuthenticator: () => Promise.resolve(SETUP),
      beginSms: () => Promise.resolve({ id: testId(4), hint: '•••• 78' }),
      confirm: () => Promise.resolve(),
      ...steps,
    };
    const props = { smsAvailable, steps: all, onDone: () => (done += 1) };
    wrapper = mountWithApp(SecondFactorSetup, props, fakeApi());
  }

  it('draws the code that the library makes, module by module', () => {
    const { size, d } = qrPath(SETUP.uri);
    const { modules } = create(SETUP.uri, { errorCorrectionLevel: 'M' });
    expect(size).toBe(modules.size + 2 * QR_EDGE);
    const dark = new Set<string>();
    for (const [, x, y, run] of d.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
      for (let i = 0; i < Number(run); i++) dark.add(`${Number(x) + i - QR_EDGE},${Number(y) - QR_EDGE}`);
    }
    for (let y = 0; y < modules.size; y++) {
      for (let x = 0; x < modules.size; x++) expect(dark.has(`${x},${y}`)).toBe(modules.get(y, x) !== 0);
    }
    wrapper = mountWithApp({ template: '<i />' }, {}, fakeApi());
  });

  it('leads through the app: stores, code to scan, key by hand, and the six digits', async () => {
    const confirmed: unknown[] = [];
    mountSetup({ confirm: (id: string, code: string) => Promise.resolve(void confirmed.push([id, code])) });
    await press('Authenticator-appGratis voor Apple en Android. Werkt ook zonder bereik.');
    expect(wrapper.find('.qr').attributes('aria-label')).toBe('QR-code voor je authenticator-app');
    expect(wrapper.find('.key').text()).toBe('ABCD EFGH IJKL MNOP QRST UVWX YZ23 4567');
    for (const link of wrapper.findAll('a')) expect(link.attributes('rel')).toBe('noopener noreferrer');
    expect(wrapper.findAll('a')).toHaveLength(2);
    expect(await violations(wrapper.element as Element)).toEqual([]);
    await wrapper.find('.code').setValue('12');
    await wrapper.find('form').trigger('submit');
    expect(wrapper.find('.fault').text()).toBe('De code bestaat uit zes cijfers');
    await wrapper.find('.code').setValue('123 456');
    await wrapper.find('form').trigger('submit');
    await flushPromises();
    expect(confirmed).toEqual([[SETUP.id, '123456']]);
    expect(done).toBe(1);
  });

  it('sends a text message to a number and says what is wrong with a code', async () => {
    const phones: string[] = [];
    const message = 'De code klopt niet of is verlopen';
    mountSetup({
      beginSms: (phone: string) => Promise.resolve({ id: testId(4), hint: `${phones.push(phone)}` }),
      confirm: () => Promise.reject(clientError('INVALID_INPUT', message, { errors: [{ path: 'code', message }] })),
    });
    await wrapper.findAll('.choice')[1]?.trigger('click');
    await flushPromises();
    await wrapper.find('input[type=tel]').setValue('geen nummer');
    await wrapper.find('form').trigger('submit');
    expect(wrapper.find('.fault').text()).toContain('06 12345678');
    await wrapper.find('input[type=tel]').setValue('06 1234 5678');
    await wrapper.find('form').trigger('submit');
    await flushPromises();
    expect(phones).toEqual(['+31612345678']);
    await wrapper.find('.code').setValue('123456');
    await wrapper.find('form').trigger('submit');
    await flushPromises();
    expect(wrapper.find('.fault').text()).toBe(message);
    expect(done).toBe(0);
  });

  it('offers no text message where none can be sent', () => {
    mountSetup({}, false);
    expect(wrapper.findAll('.choice')).toHaveLength(1);
  });
});

describe('a forgotten password', () => {
  async function ask(security: Partial<DesktopApi['security']>) {
    const props = { initialEmail: 'jan@voorbeeld.nl', outboxUrl: null };
    wrapper = mountWithApp(ForgotPasswordForm, props, fakeApi({ security }));
    await wrapper.find('form').trigger('submit');
    await flushPromises();
  }
  const SENT = 'Als dit adres bij ons bekend is, krijg je binnen enkele minuten een e-mail.';

  it('says the same for every address', async () => {
    await ask({});
    expect(wrapper.find('[role=status]').text()).toContain(SENT);
    expect(wrapper.text()).not.toContain('nog niet gebruikt');
  });

  it('wonders about an address that was never used here, without asking the server', async () => {
    await ask({ isKnownAddress: () => Promise.resolve(false) });
    expect(wrapper.find('[role=status]').text()).toContain(SENT);
    expect(wrapper.text()).toContain('Dit adres is op dit apparaat nog niet gebruikt; klopt het?');
    expect(await violations(wrapper.element as Element)).toEqual([]);
  });

  it('says so without a connection', async () => {
    await ask({ requestPasswordReset: () => refuse('Dit kan alleen met verbinding', 'OFFLINE') });
    expect(wrapper.find('.alert').text()).toBe('Dit kan alleen met verbinding');
  });
});

describe('Beveiliging', () => {
  async function mountSettings(security: Partial<DesktopApi['security']>) {
    wrapper = mountWithApp(SecuritySettings, {}, fakeApi({ security }));
    await flushPromises();
  }
  const CONFIRMED = { ...TEST_SECURITY, confirmedUntil: LATER };

  it('shows password, extra checks and recovery codes, and cannot remove the only check', async () => {
    await mountSettings({});
    expect(wrapper.findAll('h2').map((title) => title.text())).toEqual([
      'Manieren om in te loggen',
      'Inloggen met extra controlestap',
      'Herstelcodes',
    ]);
    expect(wrapper.text()).toContain('Sms-code •••• 78');
    expect(wrapper.text()).toContain('Dit is je enige controlestap');
    expect(bodyButton('Verwijderen')).toBeUndefined();
    expect(bodyButton('Wachtwoord verwijderen')).toBeUndefined();
    expect(await violations(wrapper.element as Element)).toEqual([]);
  });

  it('asks who somebody is before it shows the form, and not again within ten minutes', async () => {
    await mountSettings({
      startConfirmation: () =>
        Promise.resolve({ id: testId(5), methods: [{ method: 'TOTP', hint: '' }], expiresAt: LATER }),
      completeConfirmation: () => Promise.resolve({ confirmedUntil: LATER }),
    });
    await press('Wachtwoord wijzigen');
    expect(document.body.textContent).toContain('Bevestig dat jij het bent');
    expect(document.querySelector('input[autocomplete=new-password]')).toBeNull();
    const password = document.querySelector<HTMLInputElement>('input[autocomplete=current-password]');
    if (password === null) throw new Error('No field');
    password.value = 'Mijn-oude-1!';
    password.dispatchEvent(new Event('input'));
    password.form?.dispatchEvent(new Event('submit'));
    await flushPromises();
    const code = document.querySelector<HTMLInputElement>('input[autocomplete=one-time-code]');
    if (code === null) throw new Error('No field');
    code.value = '123456';
    code.dispatchEvent(new Event('input'));
    code.form?.dispatchEvent(new Event('submit'));
    await flushPromises();
    expect(document.querySelector('input[autocomplete=new-password]')).not.toBeNull();
    await press('Annuleren');
    await press('Controlestap toevoegen of wijzigen');
    expect(document.body.textContent).toContain('Kies hoe je de code wilt krijgen');
  });

  it('asks for another address, and says where the mail went', async () => {
    const asked: string[] = [];
    const requestEmailChange = async ({ email }: { email: string }): Promise<void> => void asked.push(email);
    const api = fakeApi({
      security: { overview: () => Promise.resolve(CONFIRMED) },
      ownAccount: { requestEmailChange },
    });
    wrapper = mountWithApp(SecuritySettings, {}, api);
    await flushPromises();
    await press('E-mailadres wijzigen');
    const field = document.querySelector<HTMLInputElement>('#new-email');
    if (field === null) throw new Error('No field');
    const type = async (value: string) => {
      field.value = value;
      field.dispatchEvent(new Event('input'));
      field.form?.dispatchEvent(new Event('submit'));
      await flushPromises();
    };
    await type('geen adres');
    expect(document.querySelector('#new-email-fault')?.textContent).toBe('Vul een geldig e-mailadres in');
    await type('nieuw@voorbeeld.example');
    expect(asked).toEqual(['nieuw@voorbeeld.example']);
    expect(wrapper.find('[role=status]').text()).toContain('nieuw@voorbeeld.example');
  });

  it('asks before it removes the password, where the server says that it can', async () => {
    let removed = 0;
    await mountSettings({
      overview: () => Promise.resolve({ ...CONFIRMED, passwordRemovable: true }),
      removePassword: async () => void (removed += 1),
    });
    await press('Wachtwoord verwijderen');
    expect([document.body.textContent?.includes('alleen aan met Microsoft'), removed]).toEqual([true, 0]);
    const inDialog = [...document.querySelectorAll<HTMLElement>('.v-overlay button')];
    inDialog.findLast((button) => button.textContent?.trim() === 'Wachtwoord verwijderen')?.click();
    await flushPromises();
    expect(removed).toBe(1);
    expect(wrapper.text()).toContain('Je wachtwoord is verwijderd');
  });

  describe('for who has Microsoft and no password', () => {
    const overview = () => Promise.resolve({ ...TEST_SECURITY, passwordChangedAt: null });
    const show = async (confirm: DesktopApi['microsoft']['confirm']) => {
      wrapper = mountWithApp(SecuritySettings, {}, fakeApi({ security: { overview }, microsoft: { confirm } }));
      await flushPromises();
      await press('Wachtwoord maken');
    };
    const inDialog = () => document.querySelector('.v-overlay--active')?.textContent ?? '';

    it('asks at Microsoft who he is, and goes on where he was', async () => {
      const answer = later<{ confirmedUntil: string }>();
      await show(() => answer.promise);
      expect(wrapper.text()).toContain('Een wachtwoord heb je niet');
      expect(inDialog()).toContain('opnieuw in te loggen bij Microsoft');
      expect(document.querySelector('input[autocomplete=current-password]')).toBeNull();
      expect(await violations(document.querySelector('.v-overlay--active') as Element)).toEqual([]);
      await press('Naar Microsoft');
      expect(inDialog()).toContain('Ga verder in je browser');
      answer.resolve({ confirmedUntil: LATER });
      await flushPromises();
      expect(document.querySelector('input[autocomplete=new-password]')).not.toBeNull();
    });

    it('says what went wrong there, and stops waiting when he does', async () => {
      let asked: AbortSignal | undefined;
      await show((_input, options) => {
        if (asked !== undefined) return refuse('Dit Microsoft-account hoort niet bij jouw account.');
        asked = options?.signal;
        return new Promise(() => undefined);
      });
      await press('Naar Microsoft');
      await press('Annuleren');
      expect(asked?.aborted).toBe(true);
      await press('Naar Microsoft');
      expect(inDialog()).toContain('hoort niet bij jouw account');
    });
  });

  it('shows recovery codes once', async () => {
    const codes = Array.from({ length: 10 }, (_, n) => `AAAAAA-BBBBBB-CCCCCC-DDDD${n}`);
    await mountSettings({
      overview: () => Promise.resolve(CONFIRMED),
      createRecoveryCodes: () => Promise.resolve({ codes }),
    });
    await press('Nieuwe herstelcodes maken');
    expect(document.querySelectorAll('.codes code')).toHaveLength(10);
    await press('Ik heb ze bewaard');
    await expect.poll(() => document.querySelectorAll('.codes code').length).toBe(0);
  });

  it('explains why there is nothing to see without a connection', async () => {
    await mountSettings({ overview: () => refuse('Geen verbinding', 'OFFLINE') });
    expect(wrapper.text()).toContain('Geen verbinding met de server');
  });

  it('says what went wrong and tries again on request', async () => {
    let calls = 0;
    await mountSettings({
      overview: () => ((calls += 1) === 1 ? refuse('Er ging iets mis') : Promise.resolve(TEST_SECURITY)),
    });
    expect(wrapper.find('[role=alert]').text()).toContain('Er ging iets mis');
    await press('Opnieuw proberen');
    expect(wrapper.text()).toContain('Manieren om in te loggen');
  });
});
