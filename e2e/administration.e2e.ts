import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { startApp, temporaryProfile, type RunningApp } from './support/app.ts';
import { newestSmsCode } from './support/demo-codes.ts';
import { explorerReady, signIn } from './support/explorer.ts';

/** A municipal administrator at work: what he changes is what an employer gets (HW-EXP-07, HW-HOME-06). */
test.describe.configure({ mode: 'serial' });

const SCREENS = process.env['HALLOWERK_SCREENS'];
const profiles = [temporaryProfile(), temporaryProfile()];
const contexts: BrowserContext[] = [];
let app: RunningApp;
let page: Page;
/** The program of an employer, on the same server. */
let employerApp: RunningApp;
let employer: Page;

async function open(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'nl-NL' });
  contexts.push(context);
  const opened = await context.newPage();
  await opened.goto(url);
  return opened;
}

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  app = await startApp(profiles[0]!.directory, ['--candidates', '60']);
  page = await open(browser, app.url);
  await signInAsAdministrator();
  await explorerReady(page);
  employerApp = await startApp(profiles[1]!.directory, ['--server', app.server]);
  employer = await open(browser, employerApp.url);
  await signIn(employer, app, 'Werkgever');
  await explorerReady(employer);
});

test.afterAll(async () => {
  for (const context of contexts) await context.close();
  await employerApp?.stop();
  await app?.stop();
  for (const profile of profiles) profile.dispose();
});

async function signInAsAdministrator(): Promise<void> {
  const since = new Date(Date.now() - 1000);
  await page.getByRole('button', { name: /^Beheerder/ }).click();
  await page.getByRole('radio', { name: 'Sms-code' }).check();
  await page.getByLabel('Code', { exact: true }).fill(await newestSmsCode(app.server, since));
  await page.getByRole('button', { name: 'Aanmelden', exact: true }).click();
}

async function shoot(name: string): Promise<void> {
  if (SCREENS === undefined) return;
  for (const size of [
    { width: 1440, height: 900 },
    { width: 1024, height: 700 },
  ]) {
    await page.setViewportSize(size);
    await page.screenshot({ path: `${SCREENS}/${name}-${size.width}.png` });
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

const section = (name: string) =>
  page.getByRole('navigation', { name: 'Onderdelen van beheer' }).getByRole('link', { name });

test('changes the filters of the showcase and their order with the keyboard', async () => {
  await page.getByRole('link', { name: 'Beheer', exact: true }).click();
  await section('Vitrines').click();
  const row = page.getByRole('row', { name: /Kandidaten verkenner/ });
  await expect(row).toContainText('In gebruik in Haaglanden');
  await expectAccessible(page);
  await shoot('showcases');
  await row.getByRole('button', { name: 'Kandidaten verkenner bewerken' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Naam').fill('Onze kandidaten');
  for (const name of ['Niveau', 'Vervoer', 'Certificaat', 'Doelgroep', 'Belastbaarheid', 'Contact', 'Werktijden']) {
    await form.getByRole('checkbox', { name, exact: true }).uncheck();
  }
  await form.getByRole('checkbox', { name: 'Rijbewijs' }).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(form.getByRole('listitem').first()).toContainText('Rijbewijs');
  await expect(form.getByRole('checkbox', { name: 'Rijbewijs' })).toBeFocused();
  await form
    .getByRole('listitem')
    .filter({ hasText: 'Taal' })
    .dragTo(form.getByRole('listitem').filter({ hasText: 'Rijbewijs' }));
  await expect(form.getByRole('listitem').first()).toContainText('Taal');
  await expectAccessible(page);
  await shoot('showcase');
  await form.getByRole('button', { name: 'Opslaan' }).click();
  await expect(page.getByText('Onze kandidaten is opgeslagen.')).toBeVisible();
});

test('shows an employer the filters of the showcase after a sync, in the new order', async () => {
  await expect(employer.getByRole('link', { name: 'Onze kandidaten' })).toBeVisible({ timeout: 60_000 });
  const filters = employer.getByRole('region', { name: 'Filters' }).getByRole('listitem');
  await expect(filters).toHaveText(['Taal', 'Rijbewijs', 'Werksoort', 'Beschikbaarheid', 'Laatste wijziging']);
  await expect(employer.getByRole('link', { name: 'Beheer', exact: true })).toHaveCount(0);
});

test('moves an employer to another account manager after seeing what changes', async () => {
  await section('Accountmanagers').click();
  const row = page.getByRole('row', { name: /Bakkerij De Korenaar/ });
  const question = page.getByRole('dialog');
  const before = await row.getByRole('cell').last().innerText();
  const [away, back] = before === 'Niemand' ? ['Anouk van Dijk', 'Niemand'] : ['Niemand', before];
  for (const [from, to] of [
    [back, away],
    [away, back],
  ] as const) {
    await page.getByRole('checkbox', { name: 'Bakkerij De Korenaar kiezen' }).check();
    await page.getByLabel('Verplaats naar').selectOption({ label: to });
    await expectAccessible(page);
    await shoot('account-managers');
    await page.getByRole('button', { name: 'Verplaatsen' }).click();
    await expect(question).toContainText(`Bakkerij De Korenaar: ${from} → ${to}`);
    await shoot('move');
    await question.getByRole('button', { name: 'Verplaatsen' }).click();
    await expect(row).toContainText(to);
    await expect(question).toHaveCount(0);
  }
});

test('names every fault of an employer at once, then keeps the change', async () => {
  await section('Werkgevers').click();
  await expect(page.getByRole('row', { name: /Bakkerij De Korenaar/ })).toContainText('1 actief');
  await expectAccessible(page);
  await shoot('employers');
  await page.getByRole('link', { name: 'Bakkerij De Korenaar' }).click();
  await page.getByLabel('KvK-nummer').fill('12');
  await page.getByLabel('Website').fill('korenaar');
  await page.getByRole('button', { name: 'Opslaan' }).click();
  await expect(page.getByText('Een KvK-nummer bestaat uit acht cijfers')).toBeVisible();
  await expect(page.getByText('Vul een volledig adres in dat begint met https://')).toBeVisible();
  await page.getByLabel('KvK-nummer').fill('12345678');
  await page.getByLabel('Website').fill('https://korenaar.example');
  await page.getByRole('button', { name: 'Opslaan' }).click();
  await expect(page.getByText('Opgeslagen.')).toBeVisible();
  await expectAccessible(page);
  await shoot('employer');
});

test('gives vacancy management to somebody of the employer (HW-VAC-05)', async () => {
  await page.getByRole('button', { name: 'Vacaturebeheer geven: Willemijn Kuiper' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Vacaturebeheer geven' }).click();
  await expect(page.getByRole('row', { name: /Willemijn Kuiper/ })).toContainText('vacaturebeheer');
  await page.getByRole('button', { name: 'Vacaturebeheer intrekken: Willemijn Kuiper' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Vacaturebeheer intrekken' }).click();
  await expect(page.getByRole('row', { name: /Willemijn Kuiper/ })).not.toContainText('vacaturebeheer');
});

test('shows how many people lose sight before a region is let go', async () => {
  await section('Regio en gemeente').click();
  await expect(page.getByLabel('CBS-code')).toBeVisible();
  await expectAccessible(page);
  await shoot('municipality');
  await page.getByRole('button', { name: 'Haaglanden bewerken' }).click();
  const form = page.getByRole('dialog');
  await form.getByRole('checkbox').uncheck();
  await expect(form.getByText(/\d+ mensen gaan minder kandidaten zien/)).toBeVisible();
  await shoot('region');
  await form.getByRole('button', { name: 'Annuleren' }).click();
});
