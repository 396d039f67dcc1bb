import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Browser, type Page } from '@playwright/test';
import {
  EntraLookAlike,
  JAN,
  LOOK_ALIKE_CLIENT,
  LOOK_ALIKE_PASSWORD,
} from '../electron/core/testing/entra-look-alike.ts';
import { makeTestCertificate } from '../electron/core/testing/test-ca.ts';
import { DEMO_PASSWORD } from '../server/accounts/demo-accounts.ts';
import { expectAccessible } from './support/accessibility.ts';
import { startApp, temporaryProfile, type RunningApp } from './support/app.ts';
import { newestSmsCode } from './support/demo-codes.ts';
import { explorerReady, signIn } from './support/explorer.ts';
import { makeSystemBrowser, type SystemBrowser } from './support/system-browser.ts';

/** An employer adds the account of his work in his settings and signs in with it from then on (HW-SEC-04, HW-SECS-03). */
test.describe.configure({ mode: 'serial' });
test.skip(process.platform === 'win32', 'Windows opens addresses without a program that a story can replace');

const profile = temporaryProfile();
let entra: EntraLookAlike;
let app: RunningApp;
let page: Page;
let systemBrowser: SystemBrowser;
/** The browser of the user: trusts the one key of the look-alike, as it would a certificate of his organisation. */
let outside: Browser;
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
  app = await startApp(profile.directory, ['--candidates', '300'], {
    PATH: `${systemBrowser.programs}${path.delimiter}${process.env['PATH'] ?? ''}`,
    NODE_EXTRA_CA_CERTS: authority,
    MICROSOFT_CLIENT_ID: LOOK_ALIKE_CLIENT,
    MICROSOFT_AUTHORITY: entra.authority,
  });
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'nl-NL' })).newPage();
  await page.goto(app.url);
});

test.afterAll(async () => {
  await page?.context().close();
  await outside?.close();
  await app?.stop();
  await entra?.stop();
  profile.dispose();
});

const toMicrosoft = () => page.getByRole('button', { name: 'Inloggen met Microsoft Azure' });

/** What the user does in his own browser; gives the page that he ends on. */
async function atMicrosoft(act: 'Aanmelden' | 'Annuleren', address = JAN.address): Promise<Page> {
  visits += 1;
  const visit = await (await outside.newContext({ locale: 'nl-NL' })).newPage();
  await visit.goto(await systemBrowser.opened(visits));
  await visit.getByLabel('Account').fill(address);
  await visit.getByLabel('Wachtwoord').fill(LOOK_ALIKE_PASSWORD);
  await visit.getByRole('button', { name: act }).click();
  return visit;
}

async function leave(): Promise<void> {
  await page.getByRole('button', { name: /^Account van/ }).click();
  await page
    .getByRole('menuitem', { name: 'Afmelden' })
    .or(page.getByRole('button', { name: 'Afmelden' }))
    .click();
  await expect(page.getByRole('heading', { name: 'Aanmelden' })).toBeVisible();
}

test('offers Microsoft beside the password', async () => {
  await expect(toMicrosoft()).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: test.info().outputPath('sign-in.png') });
});

test('sends who is not known here to his invitation or his settings', async () => {
  await toMicrosoft().click();
  await expect(page.getByText('Ga verder in je browser')).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: test.info().outputPath('waiting.png') });
  const visit = await atMicrosoft('Aanmelden');
  await expect(visit.getByText('Je bent aangemeld. Je kunt dit venster sluiten')).toBeVisible();
  expect(new URL(visit.url()).search).toBe('');
  await expectAccessible(visit);
  await visit.screenshot({ path: test.info().outputPath('done.png') });
  await visit.context().close();
  await expect(page.getByRole('alert')).toContainText('kun je hier nog niet aanmelden');
  await page.screenshot({ path: test.info().outputPath('not-linked.png') });
});

test('waits no longer than the user wants, and takes his no', async () => {
  await toMicrosoft().click();
  const visit = await (await outside.newContext()).newPage();
  await visit.goto(await systemBrowser.opened((visits += 1)));
  await page.getByRole('button', { name: 'Annuleren' }).click();
  await expect(toMicrosoft()).toBeFocused();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await visit.context().close();

  await toMicrosoft().click();
  const refused = await atMicrosoft('Annuleren');
  await expect(refused.getByRole('heading', { name: 'Aanmelden is niet gelukt' })).toBeVisible();
  await refused.context().close();
  await expect(page.getByRole('alert')).toContainText('gestopt');
});

test('says at Microsoft that a private account does not work, and here as well (HW-SEC-06)', async () => {
  await toMicrosoft().click();
  await expect(page.getByText('Een privéaccount, zoals Hotmail of MSN, werkt niet.')).toBeVisible();
  const visit = await atMicrosoft('Aanmelden', 'piet@hotmail.example');
  await expect(visit.getByRole('alert')).toContainText('persoonlijk account');
  await visit.context().close();
  await page.getByRole('button', { name: 'Annuleren' }).click();
});

test('adds Microsoft in the settings of an account, after password and code', async () => {
  await signIn(page, app, 'Werkgever');
  await explorerReady(page);
  await page.goto(`${new URL(page.url()).origin}/#/settings/security`);
  await page.getByRole('button', { name: 'Microsoft Azure toevoegen' }).click();
  const since = new Date(Date.now() - 1000);
  const dialog = page.getByRole('dialog', { name: 'Bevestig dat jij het bent' });
  await dialog.getByLabel('Je wachtwoord').fill(DEMO_PASSWORD);
  await dialog.getByRole('button', { name: 'Verder' }).click();
  await expect(dialog.getByLabel('Code', { exact: true })).toBeVisible();
  const sms = dialog.getByRole('radio', { name: 'Sms-code' });
  if (await sms.isVisible()) await sms.check();
  await dialog.getByLabel('Code', { exact: true }).fill(await newestSmsCode(app.server, since));
  await dialog.getByRole('button', { name: 'Bevestigen' }).click();
  const visit = await atMicrosoft('Aanmelden');
  await visit.getByText('Je bent aangemeld').first().waitFor();
  await visit.context().close();
  await expect(page.getByText('Je kunt nu aanmelden met Microsoft Azure.')).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: test.info().outputPath('linked.png'), fullPage: true });
});

test('signs in with Microsoft, without a code of ours (HW-SEC-12), and out again', async () => {
  await leave();
  await toMicrosoft().click();
  const visit = await atMicrosoft('Aanmelden');
  // Where he was when he left.
  await expect(page.getByText(/Laatst gebruikt op/)).toBeVisible({ timeout: 120_000 });
  await visit.context().close();
  await leave();
  await expect(toMicrosoft()).toBeVisible();
});

test('leaves no token, code or address of Microsoft in the files and logs of the app', async () => {
  const files = readdirSync(profile.directory, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && /\.(log|json|jsonl)$/.test(entry.name),
  );
  expect(files.length).toBeGreaterThan(0);
  for (const { parentPath, name } of files) {
    const text = readFileSync(path.join(parentPath, name), 'utf8');
    expect(text, name).not.toContain(JAN.address);
    expect(text, name).not.toMatch(/eyJ[\w-]+\.eyJ|code_challenge|client_info/);
  }
});
