import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { TOTP } from 'otpauth';
import { expectAccessible } from './support/accessibility.ts';
import { startApp, temporaryProfile, type RunningApp } from './support/app.ts';
import { explorerReady, results, signIn } from './support/explorer.ts';

/** From the account manager's form to an employer who searches: nothing in between is done for him. */
test.describe.configure({ mode: 'serial' });

const EMAIL = 'sanne@fietsenmaker.example';
const PASSWORD = 'Regenjas!op42haken';
const profile = temporaryProfile();
let app: RunningApp;
let context: BrowserContext;
/** The program; its address of the start works once, so it stays open. */
let program: Page;
/** Where a step of the story happens. */
let page: Page;
/** The address in the mail. */
let link = '';
let secret = '';
const complaints: string[] = [];

async function newPage(browser: Browser): Promise<void> {
  context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'nl-NL' });
  page = await context.newPage();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
}

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  app = await startApp(profile.directory, ['--candidates', '60']);
  await newPage(browser);
  program = page;
  await page.goto(app.url);
  await signIn(page, app, 'Accountmanager');
  await explorerReady(page);
});

test.afterAll(async () => {
  await program?.context().close();
  await context?.close();
  await app?.stop();
  profile.dispose();
});

const title = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const codeNow = (): string => new TOTP({ secret }).generate();

test('writes an invitation whose faults are named all at once, and whose draft is kept', async () => {
  await page.getByRole('link', { name: 'Uitnodigingen' }).click();
  await expect(page.getByText('Nog geen uitnodigingen')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Nieuwe uitnodiging' }).click();
  const form = page.getByRole('dialog');
  await form.getByRole('button', { name: 'Opslaan en verzenden' }).click();
  await expect(form.getByRole('alert').getByRole('link')).toHaveCount(3);
  await expectAccessible(page);
  await form.getByLabel('Naam', { exact: true }).fill('Sanne Visser');
  await form.getByLabel('E-mailadres').fill(EMAIL);
  await form.getByRole('button', { name: 'Sluiten' }).click();
  await page.getByRole('button', { name: 'Verder met concept' }).click();
  await expect(form.getByLabel('E-mailadres')).toHaveValue(EMAIL);
  await form.getByLabel('Organisatie', { exact: true }).selectOption('Nieuwe organisatie …');
  await form.getByLabel('Naam van de nieuwe organisatie').fill('Fietsenmaker Visser');
  await form.getByLabel('Persoonlijk bericht').fill('Dag Sanne, fijn je gesproken te hebben.');
  await form.getByRole('button', { name: 'Voorbeeld van de e-mail' }).click();
  await expect(form.getByText('> Dag Sanne, fijn je gesproken te hebben.')).toBeVisible();
  await expectAccessible(page);
  await form.getByRole('button', { name: 'Opslaan en verzenden' }).click();
  await expect(page.getByRole('status').getByText('De uitnodiging aan Sanne Visser is verzonden.')).toBeVisible();
  await expect(page.getByRole('row', { name: /Sanne Visser.*Fietsenmaker Visser.*Verzonden/ })).toBeVisible();
  await expectAccessible(page);
});

test('sends a mail with a link that works', async () => {
  test.setTimeout(180_000);
  interface Message {
    readonly to: string;
    readonly body: string;
  }
  const find = async (): Promise<string> => {
    const answer = await fetch(`${app.server}/v1/demo-messages`);
    const { items } = (await answer.json()) as { items: Message[] };
    return items.find((item) => item.to === EMAIL)?.body ?? '';
  };
  await expect.poll(find, { timeout: 120_000, intervals: [2_000] }).toContain('Meld je aan:');
  link = /http\S+\/uitnodiging#[\w-]{43}/.exec(await find())?.[0] ?? '';
  expect(link).not.toBe('');
});

test('leads the employer through terms, password and authenticator app', async ({ browser }) => {
  await newPage(browser);
  await page.goto(link);
  await expect(title('Welkom, Sanne Visser')).toBeVisible();
  expect(page.url()).not.toContain('#');
  await expectAccessible(page);
  await expect(page.getByRole('button', { name: 'Accepteren' })).toBeDisabled();
  await page.getByLabel('Ik heb de voorwaarden gelezen').check();
  await page.getByRole('button', { name: 'Accepteren' }).click();
  await expect(title('Hoe wil je inloggen?')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Verder' }).click();

  await page.locator('#new-password').fill('Visser1!');
  await page.getByRole('button', { name: 'Opslaan' }).click();
  await expect(page.getByText('voldoet nog niet aan alle regels')).toBeVisible();
  await expectAccessible(page);
  await page.locator('#new-password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Opslaan' }).click();
  await expect(title('Stel een extra controlestap in')).toBeVisible();
  await expectAccessible(page);
});

test('takes up where he stopped, with his password (HW-INV-08)', async () => {
  await page.goto('about:blank');
  await page.goto(link);
  await expect(title('Ga verder waar je was')).toBeVisible();
  await page.locator('#old-password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Verder' }).click();
  await page.getByRole('button', { name: 'Authenticator-app instellen' }).click();
  const qr = page.getByRole('img', { name: 'QR-code' });
  await expect.poll(() => qr.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(20);
  secret = ((await page.locator('#secret').textContent()) ?? '').replace(/\s/g, '');
  await expectAccessible(page);
  await page.getByLabel('Code uit de app').fill('12');
  await page.getByRole('button', { name: 'Bevestigen' }).click();
  await expect(page.getByText('De code bestaat uit zes cijfers')).toBeVisible();
  await page.getByLabel('Code uit de app').fill(codeNow());
  await page.getByRole('button', { name: 'Bevestigen' }).click();
  await expect(title('Je account is klaar')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Open de app' })).toHaveAttribute('href', 'hallowerk://kandidaten');
  await expectAccessible(page);
});

test('says of a used link that it is used, and of any other nothing', async () => {
  for (const [address, heading] of [
    [link, 'Deze uitnodiging is al gebruikt'],
    [`${link.slice(0, -3)}abc`, 'Deze link werkt niet'],
    [link.replace(/#.*/, '#kort'), 'Deze link werkt niet'],
  ] as const) {
    await page.goto('about:blank');
    await page.goto(address);
    await expect(title(heading)).toBeVisible();
    await expectAccessible(page);
  }
  // A refused link is a status of its own, which the browser notes; nothing else may be.
  const own = complaints.filter((text) => !/status of 4(10|22)/.test(text));
  expect(own).toEqual([]);
});

test('lets the new employer sign in and see the explorer', async () => {
  page = program;
  await page.getByRole('button', { name: /^Account van / }).click();
  await page.getByRole('button', { name: 'Afmelden' }).click();
  await page.getByLabel('E-mailadres').fill(EMAIL);
  await page.getByLabel('Wachtwoord', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: /^(Volgende|Verder)$/ }).click();
  const field = page.getByLabel('Code', { exact: true });
  await expect(field).toBeVisible();
  // The code that confirmed the app was used: the next one comes within half a minute.
  const used = codeNow();
  await expect.poll(codeNow, { timeout: 35_000 }).not.toBe(used);
  await field.fill(codeNow());
  await page.getByRole('button', { name: 'Aanmelden', exact: true }).click();
  await explorerReady(page);
  await expect(results(page).getByRole('row').first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'Uitnodigingen' })).toHaveCount(0);
});
