import { TOTP } from 'otpauth';
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { startApp, temporaryProfile, type RunningApp } from './support/app.ts';
import { newestSmsCode } from './support/demo-codes.ts';
import { explorerReady } from './support/explorer.ts';

/** An employer forgets his password, chooses another, and sets up an authenticator app (HW-PWD, HW-SECS). */
test.describe.configure({ mode: 'serial' });

const EMAIL = 'werkgever@demo.hallowerk.example';
const FIRST = 'Zeven-paarse-3hoeken!';
const SECOND = 'Acht-groene-4kanten?';
const profile = temporaryProfile();
let app: RunningApp;
let page: Page;
let secret = '';
/** When the code was used with which the app was set up. */
let usedAt = 0;
const halfMinute = (): number => Math.floor(Date.now() / 30_000);

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  app = await startApp(profile.directory, ['--candidates', '100']);
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'nl-NL' })).newPage();
  await page.goto(app.url);
});

test.afterAll(async () => {
  await page?.context().close();
  await app?.stop();
  profile.dispose();
});

interface DemoMail {
  readonly channel: 'MAIL' | 'SMS';
  readonly to: string;
  readonly subject: string;
  readonly body: string;
}

async function newestMail(subject: string): Promise<DemoMail> {
  const read = async (): Promise<DemoMail | undefined> => {
    const { items } = (await (await fetch(`${app.server}/v1/demo-messages`)).json()) as { items: DemoMail[] };
    return items.find((item) => item.channel === 'MAIL' && item.to === EMAIL && item.subject === subject);
  };
  await expect.poll(read, { timeout: 90_000 }).toBeDefined();
  return (await read())!;
}

async function signInWith(password: string): Promise<void> {
  await page.getByLabel('E-mailadres').fill(EMAIL);
  await page.getByLabel('Wachtwoord', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Verder' }).click();
}

async function confirmIdentity(password: string): Promise<void> {
  const since = new Date(Date.now() - 1000);
  const dialog = page.getByRole('dialog', { name: 'Bevestig dat jij het bent' });
  await dialog.getByLabel('Je wachtwoord').fill(password);
  await dialog.getByRole('button', { name: 'Verder' }).click();
  await dialog.getByLabel('Code', { exact: true }).fill(await newestSmsCode(app.server, since));
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Bevestigen' }).click();
  await expect(dialog).toBeHidden();
}

test('asks for a link, and says the same as for every address (HW-PWD-01…04)', async () => {
  await page.getByRole('button', { name: 'Wachtwoord vergeten?' }).click();
  await expect(page.getByRole('heading', { name: 'Wachtwoord vergeten' })).toBeVisible();
  await page.getByLabel('E-mailadres').fill(EMAIL);
  await page.getByRole('button', { name: 'Stuur instructies' }).click();
  await expect(page.getByRole('status')).toContainText('Als dit adres bij ons bekend is');
  await expect(page.getByRole('status')).toContainText('Dit adres is op dit apparaat nog niet gebruikt; klopt het?');
  await expectAccessible(page);
});

test('chooses a new password behind the link in the mail (HW-PWD-05, -06)', async ({ browser }) => {
  test.setTimeout(120_000);
  const mail = await newestMail('Wijzig je wachtwoord');
  const link = /https?:\/\/\S+#[\w-]{43}/.exec(mail.body)?.[0] ?? '';
  const visitor = await (await browser.newContext({ locale: 'nl-NL' })).newPage();
  const asked: string[] = [];
  visitor.on('request', (request) => asked.push(request.url()));
  await visitor.goto(link);
  const field = visitor.getByLabel('Nieuw wachtwoord');
  await expect(field).toBeFocused();
  expect(visitor.url()).not.toContain('#');
  await field.fill('Welkom01!');
  await expect(visitor.getByText('Nog niet: Kies iets dat anderen niet makkelijk raden')).toBeVisible();
  await visitor.getByRole('button', { name: 'Opslaan' }).click();
  await expect(visitor.getByRole('alert')).toHaveText('Je wachtwoord voldoet nog niet aan alle regels.');
  await field.fill(FIRST);
  await expect(visitor.getByText(/^Nog niet:/)).toHaveCount(0);
  await expectAccessible(visitor);
  await visitor.getByRole('button', { name: 'Opslaan' }).click();
  await expect(visitor.getByRole('heading', { name: 'Je wachtwoord is gewijzigd' })).toBeVisible();
  await expect(visitor.getByRole('link', { name: 'Open de app' })).toHaveAttribute('href', 'hallowerk://kandidaten');
  const token = link.split('#')[1] ?? '';
  expect(asked.filter((url) => url.includes(token))).toEqual([]);
  await visitor.goto(`${link.split('#')[0]}?again#${token}`);
  await expect(visitor.getByRole('heading', { name: 'Deze link werkt niet meer' })).toBeVisible();
  await visitor.context().close();
});

test('signs in with the new password and a code, and is on Home (HW-PWD-07)', async () => {
  await page.getByRole('button', { name: 'Terug naar aanmelden' }).click();
  const since = new Date(Date.now() - 1000);
  await signInWith(FIRST);
  await expect(page.getByRole('heading', { name: 'Tweede stap' })).toBeVisible();
  const code = await newestSmsCode(app.server, since);
  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.getByRole('checkbox', { name: 'Vraag 30 dagen niet om een code op dit apparaat' }).check();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Aanmelden', exact: true }).click();
  await explorerReady(page);
});

async function signOut(): Promise<void> {
  await page.getByRole('button', { name: /^Account van/ }).click();
  await page.getByText('Afmelden', { exact: true }).click();
  await expect(page.getByLabel('E-mailadres')).toBeVisible();
}

test('is not asked for a code again on a device that is remembered (HF-AUTH-09)', async () => {
  await signOut();
  await signInWith(FIRST);
  await explorerReady(page);
});

test('adds an authenticator app after showing who he is (HW-SECS-04, HW-SEC-09…11)', async () => {
  await page.goto(`${page.url().split('#')[0]}#/settings/security`);
  await expect(page.getByRole('heading', { name: 'Manieren om in te loggen' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Controlestap toevoegen of wijzigen' }).click();
  await confirmIdentity(FIRST);
  await page.getByRole('button', { name: /^Authenticator-app/ }).click();
  await expect(page.getByRole('img', { name: 'QR-code voor je authenticator-app' })).toBeVisible();
  await expectAccessible(page);
  secret = ((await page.locator('code.key').textContent()) ?? '').replaceAll(' ', '');
  usedAt = halfMinute();
  await page.getByLabel('Code', { exact: true }).fill(new TOTP({ secret }).generate());
  await page.getByRole('button', { name: 'Opslaan' }).click();
  await expect(page.getByText('Je extra controlestap werkt.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Authenticator-app verwijderen' })).toBeVisible();
});

test('changes the password without being asked again, and gets recovery codes (HF-OWN-02)', async () => {
  await page.getByRole('button', { name: 'Wachtwoord wijzigen' }).click();
  await page.getByLabel('Nieuw wachtwoord').fill(SECOND);
  await page.getByRole('button', { name: 'Opslaan' }).click();
  await expect(page.getByText('Je wachtwoord is gewijzigd.')).toBeVisible();
  await page.getByRole('button', { name: 'Nieuwe herstelcodes maken' }).click();
  await expect(page.locator('.codes code')).toHaveCount(10);
  await expectAccessible(page);
  const recovery = (await page.locator('.codes code').first().textContent()) ?? '';
  await page.getByRole('button', { name: 'Ik heb ze bewaard' }).click();
  await signOut();
  await signInWith(SECOND);
  await expect(page.getByRole('heading', { name: 'Tweede stap' })).toBeVisible();
  await page.getByRole('button', { name: 'Herstelcode gebruiken' }).click();
  await page.getByLabel('Herstelcode').fill(recovery);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Aanmelden', exact: true }).click();
  // Back where he was.
  await expect(page.getByRole('heading', { name: 'Manieren om in te loggen' })).toBeVisible({ timeout: 60_000 });
});

test('signs in with a code of the app', async () => {
  await signOut();
  await signInWith(SECOND);
  // Each half minute has one code, which works once.
  await expect.poll(halfMinute, { timeout: 40_000 }).toBeGreaterThan(usedAt);
  await page.getByLabel('Code', { exact: true }).fill(new TOTP({ secret }).generate());
  await page.getByRole('button', { name: 'Aanmelden', exact: true }).click();
  // Back where he was.
  await expect(page.getByRole('heading', { name: 'Manieren om in te loggen' })).toBeVisible({ timeout: 60_000 });
});
