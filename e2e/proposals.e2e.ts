import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { startApp, temporaryProfile, type RunningApp } from './support/app.ts';
import { homeReady, results, signIn } from './support/explorer.ts';

/** An account manager and an employer at work on two apps at once: proposing, seeing, answering (HW-PROP, BX-08, BX-16). */
test.describe.configure({ mode: 'serial' });

const SCREENS = process.env['HALLOWERK_SCREENS'];
const SEEN_WITHIN_MS = 2_000;
const profiles = [temporaryProfile(), temporaryProfile()];
const contexts: BrowserContext[] = [];
let managerApp: RunningApp;
let employerApp: RunningApp;
let manager: Page;
let employer: Page;
let vacancyId = '';
let names: readonly string[] = [];

async function open(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'nl-NL' });
  contexts.push(context);
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

async function shoot(page: Page, name: string): Promise<void> {
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

const proposalRow = (page: Page, name: string) =>
  page.getByRole('table', { name: 'Voorgestelde kandidaten' }).getByRole('row').filter({ hasText: name });

test.beforeAll(async ({ browser }) => {
  test.setTimeout(300_000);
  managerApp = await startApp(profiles[0]!.directory, ['--candidates', '150']);
  manager = await open(browser, managerApp.url);
  await signIn(manager, managerApp, 'Accountmanager');
  await homeReady(manager);
  employerApp = await startApp(profiles[1]!.directory, ['--server', managerApp.server]);
  employer = await open(browser, employerApp.url);
  await signIn(employer, managerApp, 'Werkgever');
  await homeReady(employer);
});

test.afterAll(async () => {
  for (const context of contexts) await context.close();
  await employerApp?.stop();
  await managerApp?.stop();
  for (const profile of profiles) profile.dispose();
});

test('shows an employer his own data, whom to call, and where to begin (HW-HOME-02…12)', async () => {
  await expect(employer.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible();
  const own = employer.getByRole('region', { name: 'Jouw accountmanager' });
  await expect(own.locator('a[href^="tel:"]')).toBeVisible();
  await expect(own.locator('a[href^="mailto:"]')).toBeVisible();
  await expect(employer.getByRole('tab', { name: 'Vacatures via HalloWerk' })).toHaveAttribute('aria-selected', 'true');
  await expectAccessible(employer);
  await shoot(employer, 'home-employer');
  await employer.getByRole('button', { name: /^Garantiebanen en Praktijkroute/ }).click();
  await expect(results(employer)).toBeVisible();
  await expect(employer.getByRole('button', { name: /^Doelgroep.*2/ })).toBeVisible();
});

test('shows an account manager what waits for him (HW-HOME)', async () => {
  for (const name of ['Voorstellen zonder antwoord', 'Sluiten deze week', 'Jouw werkgevers'])
    await expect(manager.getByRole('region', { name })).toBeVisible();
  await expectAccessible(manager);
  await shoot(manager, 'home-manager');
});

test('opens the explorer with what the vacancy asks (HW-VHW-01…04)', async () => {
  await employer.getByRole('link', { name: 'Home', exact: true }).click();
  await employer.getByRole('link', { name: 'Toon alle vacatures' }).click();
  const list = employer.getByRole('list', { name: 'Vacatures via HalloWerk' });
  const items = list.getByRole('link').filter({ hasText: 'Niemand voorgesteld' });
  await items.first().click();
  await expect(employer.getByText('Nog niemand voorgesteld')).toBeVisible();
  await expectAccessible(employer);
  await shoot(employer, 'via-hallowerk');
  await employer.getByRole('button', { name: 'Zoek kandidaten' }).click();
  await expect(results(employer)).toBeVisible();
  await shoot(employer, 'zoek-kandidaten');
  await employer.goBack();
  await expect(employer.getByText('Nog niemand voorgesteld')).toBeVisible();
});

test('proposes a selection, and the employer sees it within two seconds (HW-PROP-01…03, -06)', async () => {
  await manager.getByRole('link', { name: /^Kandidaten/ }).click();
  await expect(results(manager)).toBeVisible();
  const rows = results(manager).getByRole('row');
  const chosen: string[] = [];
  for (let at = 0; chosen.length < 2; at++) {
    const box = rows.nth(at).getByRole('checkbox');
    chosen.push(((await box.getAttribute('aria-label')) ?? '').replace(/ kiezen$/, ''));
    await box.check();
  }
  names = chosen;
  await manager.getByRole('group', { name: 'Gekozen kandidaten' }).getByRole('button', { name: 'Voorstellen' }).click();
  const dialog = manager.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Voorstellen' }).click();
  await expect(dialog.locator('p', { hasText: 'Kies een vacature' })).toBeVisible();
  // One of this employer's, still open, that nobody was proposed for.
  const links = employer.getByRole('list', { name: 'Vacatures via HalloWerk' }).getByRole('link');
  const free = await links.filter({ hasText: 'Niemand voorgesteld' }).evaluateAll((all) => all.map(({ id }) => id));
  const radios = dialog.getByRole('radio');
  const open = await radios.evaluateAll((all) => all.map((radio) => (radio as HTMLInputElement).value));
  vacancyId = open.find((id) => free.includes(`vacancy-${id}`)) ?? '';
  await employer.locator(`#vacancy-${vacancyId}`).click();
  await expect(employer).toHaveURL(new RegExp(vacancyId));
  await expect(employer.getByText('Nog niemand voorgesteld')).toBeVisible();
  await dialog.locator(`input[type=radio][value="${vacancyId}"]`).check();
  await dialog.getByLabel('Toelichting').fill('Werkte eerder in dit beroep en woont dichtbij.');
  await expect(dialog.getByRole('status').filter({ hasText: /worden? voorgesteld/ })).toBeVisible();
  await expectAccessible(manager);
  await shoot(manager, 'propose-dialog');
  await dialog.getByRole('button', { name: 'Voorstellen' }).click();
  const before = Date.now();
  for (const name of names) await expect(proposalRow(employer, name)).toBeVisible({ timeout: SEEN_WITHIN_MS });
  console.log(`proposed and seen in ${Date.now() - before} ms`);
  await dialog.getByRole('link', { name: 'Naar de vacature' }).click();
  for (const name of names) await expect(proposalRow(manager, name)).toContainText('Voorgesteld');
});

test('marks a proposal as seen when the employer opens it, and carries his answer (HW-PROP-04, BX-08)', async () => {
  const [first = ''] = names;
  await proposalRow(employer, first).getByRole('button', { name: first, exact: true }).click();
  await expect(employer.getByRole('article', { name: first, exact: true })).toBeVisible();
  await expect(proposalRow(manager, first)).toContainText('Bekeken', { timeout: SEEN_WITHIN_MS });
  await expectAccessible(employer);
  await shoot(employer, 'proposed-candidate');
  await employer.getByRole('button', { name: `Antwoorden op het voorstel van ${first}` }).click();
  await employer.getByRole('menuitem', { name: 'Interesse' }).click();
  await expect(proposalRow(manager, first)).toContainText('Interesse', { timeout: SEEN_WITHIN_MS });
  await employer.getByRole('button', { name: 'Terug' }).click();
  await expect(employer.getByRole('heading', { level: 1, name: 'Vacatures via HalloWerk' })).toBeVisible();
  await expect(proposalRow(employer, first)).toContainText('Interesse');
  await expectAccessible(employer);
  await shoot(employer, 'proposals-employer');
});

test('withdraws a proposal, which the employer sees', async () => {
  const [, second = ''] = names;
  await manager.getByRole('button', { name: `Voorstel van ${second} wijzigen` }).click();
  await manager.getByRole('menuitem', { name: 'Intrekken' }).click();
  await expect(proposalRow(employer, second)).toContainText('Ingetrokken', { timeout: SEEN_WITHIN_MS });
});

test('lays candidates against the vacancy, and finds vacancies for a candidate (BX-16)', async () => {
  await manager.getByRole('link', { name: /^Kandidaten/ }).click();
  await expect(results(manager)).toBeVisible();
  const boxes = results(manager).getByRole('checkbox');
  for (const at of [0, 1, 2, 3]) await boxes.nth(at).check();
  await manager.getByRole('button', { name: 'Vergelijken' }).click();
  await manager.getByLabel('Vergelijken met vacature').selectOption(vacancyId);
  const table = manager.getByRole('table', { name: /^Wensen van de vacature/ });
  await expect(table.getByRole('row').filter({ hasText: 'Niveau' })).toContainText(/Voldoet|Niet bekend/);
  await expectAccessible(manager);
  await shoot(manager, 'compare-vacancy');
  await manager.getByRole('link', { name: /^Kandidaten/ }).click();
  await manager.getByRole('button', { name: 'Vacatures voor deze kandidaat' }).click();
  await manager.getByRole('menuitem', { name: 'Passende vacatures' }).click();
  const dialog = manager.getByRole('dialog');
  await expect(dialog.getByText(/van \d+ wensen vervuld|Geen passende vacature/).first()).toBeVisible();
  await expectAccessible(manager);
  await shoot(manager, 'fitting-vacancies');
});
