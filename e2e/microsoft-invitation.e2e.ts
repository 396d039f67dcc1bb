import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Browser, type Page } from '@playwright/test';
import {
  EntraLookAlike,
  ELS,
  JAN,
  LOOK_ALIKE_CLIENT,
  LOOK_ALIKE_PASSWORD,
} from '../electron/core/testing/entra-look-alike.ts';
import { makeTestCertificate } from '../electron/core/testing/test-ca.ts';
import { expectAccessible } from './support/accessibility.ts';
import { startApp, temporaryProfile, type RunningApp } from './support/app.ts';
import { signIn } from './support/explorer.ts';
import { makeSystemBrowser, type SystemBrowser } from './support/system-browser.ts';

/** Somebody who is invited chooses Microsoft instead of a password, and never has a password of ours (HW-SEC-01, HW-SEC-04). */
test.describe.configure({ mode: 'serial' });
test.skip(process.platform === 'win32', 'Windows opens addresses without a program that a story can replace');

const SANNE = 'sanne@fietsenmaker.example';
const profile = temporaryProfile();
let entra: EntraLookAlike;
let app: RunningApp;
let program: Page;
let systemBrowser: SystemBrowser;
/** The browser of who is invited; trusts the one key of the look-alike. */
let outside: Browser;
let page: Page;
let visits = 0;

test.beforeAll(async ({ browser, playwright, launchOptions }) => {
  test.setTimeout(300_000);
  const certificate = await makeTestCertificate();
  entra = await EntraLookAlike.start(certificate);
  const authority = path.join(profile.directory, 'test-authority.pem');
  writeFileSync(authority, certificate.ca);
  systemBrowser = makeSystemBrowser(profile.directory);
  const trust = `--ignore-certificate-errors-spki-list=${certificate.keyHash}`;
  outside = await playwright.chromium.launch({ ...launchOptions, args: [...(launchOptions.args ?? []), trust] });
  app = await startApp(profile.directory, ['--candidates', '60'], {
    PATH: `${systemBrowser.programs}${path.delimiter}${process.env['PATH'] ?? ''}`,
    NODE_EXTRA_CA_CERTS: authority,
    MICROSOFT_CLIENT_ID: LOOK_ALIKE_CLIENT,
    MICROSOFT_AUTHORITY: entra.authority,
  });
  program = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'nl-NL' })).newPage();
  await program.goto(app.url);
  await signIn(program, app, 'Accountmanager');
  await expect(program.getByRole('link', { name: 'Uitnodigingen' })).toBeVisible({ timeout: 120_000 });
});

test.afterAll(async () => {
  await program?.context().close();
  await outside?.close();
  await app?.stop();
  await entra?.stop();
  profile.dispose();
});

const title = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });

/** Invites from the program and gives the address in the mail. */
async function invite(email: string, organization: string): Promise<string> {
  await program.getByRole('link', { name: 'Uitnodigingen' }).click();
  await program.getByRole('button', { name: 'Nieuwe uitnodiging' }).click();
  const form = program.getByRole('dialog');
  await form.getByLabel('Naam', { exact: true }).fill('Sanne Visser');
  await form.getByLabel('E-mailadres').fill(email);
  await form.getByLabel('Organisatie', { exact: true }).selectOption('Nieuwe organisatie …');
  await form.getByLabel('Naam van de nieuwe organisatie').fill(organization);
  await form.getByRole('button', { name: 'Opslaan en verzenden' }).click();
  await expect(program.getByRole('row', { name: new RegExp(`${organization}.*Verzonden`) })).toBeVisible();
  const find = async (): Promise<string> => {
    const answer = await fetch(`${app.server}/v1/demo-messages`);
    const { items } = (await answer.json()) as { items: { to: string; body: string }[] };
    const mail = items.find(({ to, body }) => to === email && body.includes(organization));
    return /http\S+\/uitnodiging#[\w-]{43}/.exec(mail?.body ?? '')?.[0] ?? '';
  };
  // The round of every minute does not have to come: the invitation wakes the mail by itself.
  await expect.poll(find, { timeout: 15_000 }).not.toBe('');
  return find();
}

async function openLink(link: string): Promise<void> {
  page = await (await outside.newContext({ viewport: { width: 1440, height: 900 }, locale: 'nl-NL' })).newPage();
  await page.goto(link);
  await page.getByLabel('Ik heb de voorwaarden gelezen').check();
  await page.getByRole('button', { name: 'Accepteren' }).click();
}

async function atMicrosoft(visit: Page, act: 'Aanmelden' | 'Annuleren', address = JAN.address): Promise<void> {
  await visit.getByLabel('Account').fill(address);
  await visit.getByLabel('Wachtwoord').fill(LOOK_ALIKE_PASSWORD);
  await visit.getByRole('button', { name: act }).click();
}

async function chooseMicrosoft(): Promise<void> {
  await page.getByRole('radio', { name: 'Inloggen met Microsoft' }).check();
  await page.getByRole('button', { name: 'Verder' }).click();
}

/** The page as it is on a screen, on a small one and on a telephone. */
async function look(name: string): Promise<void> {
  await expectAccessible(page);
  for (const [width, height] of [
    [1440, 900],
    [1024, 700],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide).toBe(0);
    await page.screenshot({ path: test.info().outputPath(`${name}-${width}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

test('offers Microsoft beside a password, after the terms', async () => {
  await openLink(await invite(SANNE, 'Fietsenmaker Visser'));
  await expect(title('Hoe wil je inloggen?')).toBeVisible();
  await expect(page.getByRole('radio', { name: 'Wachtwoord' })).toBeChecked();
  await expect(page.getByText(/organisatie Microsoft Azure heeft.*Hotmail of MSN, werkt niet/)).toBeVisible();
  await look('method');
});

test('comes back from Microsoft without an account when he stops there, or was refused as a private account', async () => {
  await chooseMicrosoft();
  await atMicrosoft(page, 'Aanmelden', 'piet@hotmail.example');
  await expect(page.getByRole('alert')).toContainText('persoonlijk account');
  await atMicrosoft(page, 'Annuleren');
  await expect(page.getByRole('alert').filter({ hasText: 'gestopt' })).toBeVisible();
  await expect(title('Hoe wil je inloggen?')).toBeVisible();
  expect(page.url()).not.toContain('#');
  await look('stopped');
});

test('takes no answer that this page did not ask for', async () => {
  await page.goto('about:blank');
  await page.goto(`${app.server}/uitnodiging#code=van-een-ander&state=van-een-ander`);
  await expect(page.getByRole('alert').filter({ hasText: 'hoort niet bij deze pagina' })).toBeVisible();
  expect(page.url()).not.toContain('#');
});

test('finishes the account with Microsoft, without password or code of ours (HW-SEC-12)', async () => {
  await chooseMicrosoft();
  await atMicrosoft(page, 'Aanmelden');
  await expect(title('Je account is klaar')).toBeVisible();
  await expect(page.getByText('kies ‘Inloggen met Microsoft Azure’')).toBeVisible();
  expect(page.url()).not.toContain('#');
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  await look('done');
  await page.context().close();
});

test('adds an account to the login of who has Microsoft only (HW-SET-03)', async () => {
  await openLink(await invite(SANNE, 'Tweede Zaak'));
  await expect(title('Je hebt al een account')).toBeVisible();
  await look('join');
  const toMicrosoft = page.getByRole('button', { name: 'Inloggen met Microsoft' });
  await toMicrosoft.click();
  await atMicrosoft(page, 'Aanmelden', ELS.address);
  await expect(page.getByRole('alert').filter({ hasText: 'hoort niet bij jouw account' })).toBeVisible();
  await look('join-other');
  await page.context().clearCookies();
  await toMicrosoft.click();
  await atMicrosoft(page, 'Aanmelden');
  await expect(title('Je account is toegevoegd')).toBeVisible();
  await page.context().close();
});

test('signs in with it, and confirms at Microsoft that it is he', async () => {
  await program.getByRole('button', { name: /^Account van/ }).click();
  await program.getByRole('button', { name: 'Afmelden' }).click();
  await program.getByRole('button', { name: 'Inloggen met Microsoft Azure' }).click();
  page = await (await outside.newContext({ locale: 'nl-NL' })).newPage();
  await page.goto(await systemBrowser.opened((visits += 1)));
  await atMicrosoft(page, 'Aanmelden');
  await expect(program.getByRole('button', { name: /^Account van/ })).toBeVisible({ timeout: 120_000 });
  await program.goto(`${new URL(program.url()).origin}/#/settings/security`);
  await program.getByRole('button', { name: 'Controlestap toevoegen of wijzigen' }).click();
  const dialog = program.getByRole('dialog', { name: 'Bevestig dat jij het bent' });
  await expect(dialog.getByText('opnieuw in te loggen bij Microsoft')).toBeVisible();
  await expectAccessible(program);
  await program.screenshot({ path: test.info().outputPath('confirm.png') });
  await dialog.getByRole('button', { name: 'Naar Microsoft' }).click();
  // In the browser where he is signed in already: he has to do it again.
  await page.goto(await systemBrowser.opened((visits += 1)));
  await atMicrosoft(page, 'Aanmelden');
  await expect(dialog).toBeHidden();
  await expect(program.getByRole('dialog').getByText('Authenticator-app', { exact: true })).toBeVisible();
  await program.screenshot({ path: test.info().outputPath('confirmed.png') });
  await program.keyboard.press('Escape');
  await page.context().close();
});

test('says that Microsoft is away; a password is still possible', async () => {
  await program.getByRole('button', { name: /^Account van/ }).click();
  await program.getByRole('button', { name: 'Afmelden' }).click();
  await signIn(program, app, 'Accountmanager');
  await openLink(await invite('karim@loodgieter.example', 'Loodgieter Karim'));
  await entra.stop();
  await chooseMicrosoft();
  await expect(page.getByRole('alert').filter({ hasText: 'Microsoft is nu niet bereikbaar' })).toBeVisible();
  await look('away');
  await page.getByRole('radio', { name: 'Wachtwoord' }).check();
  await page.getByRole('button', { name: 'Verder' }).click();
  await expect(title('Maak een wachtwoord')).toBeVisible();
});
