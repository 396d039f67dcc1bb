import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { startApp, temporaryProfile, type RunningApp } from './support/app.ts';
import { explorerReady, foundCount, openExplorer, openRow, results, signIn } from './support/explorer.ts';
import { readPdf } from './support/pdf.ts';

/**
 * The main job as one story, in order: an employer starts the app for the first time, signs in, fills his cache, finds
 * people, keeps one, prints him, and goes on working when the server is gone.
 */
test.describe.configure({ mode: 'serial' });

const CANDIDATES = 1500;
const profile = temporaryProfile();
let app: RunningApp;
let context: BrowserContext;
let page: Page;
let keptName = '';

async function open(browser: Browser): Promise<void> {
  context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'nl-NL' });
  page = await context.newPage();
  await page.goto(app.url);
}

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  app = await startApp(profile.directory, ['--candidates', String(CANDIDATES)]);
  await open(browser);
});

test.afterAll(async () => {
  await context?.close();
  await app?.stop();
  profile.dispose();
});

test('refuses a wrong password and an unknown address with the same words', async () => {
  await expect(page.getByRole('heading', { name: 'Aanmelden' })).toBeVisible();
  await expectAccessible(page);
  const attempt = async (email: string): Promise<string> => {
    await page.getByLabel('E-mailadres').fill(email);
    await page.getByLabel('Wachtwoord', { exact: true }).fill('Niet-het-wachtwoord-1');
    await page.getByRole('button', { name: 'Verder' }).click();
    await expect(page.getByRole('alert')).toContainText('klopt niet');
    return (await page.getByRole('alert').first().textContent()) ?? '';
  };
  const known = await attempt('werkgever@demo.hallowerk.example');
  const unknown = await attempt('niemand@demo.hallowerk.example');
  expect(unknown).toBe(known);
});

test('asks for a second step and refuses a wrong code', async () => {
  await page.getByRole('button', { name: /^Werkgever/ }).click();
  await expect(page.getByRole('heading', { name: 'Tweede stap' })).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Code', { exact: true }).fill('12 34 56');
  await page.getByRole('button', { name: 'Aanmelden', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('De code klopt niet of is verlopen');
  await page.getByRole('button', { name: 'Ander account gebruiken' }).click();
});

test('fills the cache with progress, stops when asked and goes on where it stopped', async () => {
  await signIn(page, app, 'Werkgever');
  await expect(page.getByRole('progressbar', { name: 'Voortgang van het klaarzetten' })).toBeVisible();
  await page.getByRole('button', { name: 'Annuleren' }).click();
  await expect(page.getByText('Gestopt. Wat er al staat, blijft staan.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Verder gaan' }).click();
  await explorerReady(page);
});

test('shows an employer the visible candidates of his region, without internal fields', async () => {
  const total = await foundCount(page);
  expect(total).toBeGreaterThan(CANDIDATES * 0.7);
  expect(total).toBeLessThan(CANDIDATES);
  await results(page).getByRole('row').first().click();
  const detail = page.getByRole('article');
  await expect(detail.getByRole('heading', { name: 'Algemeen' })).toBeVisible();
  await expect(page.getByText('Interne gegevens')).toHaveCount(0);
  await expect(page.getByText('@voorbeeld.example')).toHaveCount(0);
  await expectAccessible(page);
});

test('recognises an occupation while typing and puts who does that work on top', async () => {
  const all = await foundCount(page);
  const search = page.getByRole('combobox', { name: 'Zoek kandidaten' });
  await search.fill('administr');
  await expect(page.getByRole('option', { name: /^administratief medewerker/ }).first()).toBeVisible();
  await expectAccessible(page);
  await page
    .getByRole('option', { name: /^administratief medewerker/ })
    .first()
    .click();
  await expect(page.getByRole('button', { name: /Overige kandidaten/ })).toHaveCount(0);
  expect(await foundCount(page)).toBe(all);
  await results(page).getByRole('row').first().click();
  await expect(page.getByRole('article')).toContainText(/administratief medewerker/i);
});

test('finds the literal word of a keyword in the profile', async () => {
  const search = page.getByRole('combobox', { name: 'Zoek kandidaten' });
  await search.fill('vrijwilliger');
  await search.press('Enter');
  await expect(page.getByText(/vrijwilliger.*trefwoord|“?vrijwilliger”?/i).first()).toBeVisible();
  await expect(results(page)).toBeVisible();
  await results(page).getByRole('row').first().click();
  await expect(page.getByRole('article')).toContainText(/vrijwilliger/i);
  await page.getByRole('button', { name: 'Wis alles' }).click();
});

test('limits by place and radius', async () => {
  const all = await foundCount(page);
  await page.getByRole('combobox', { name: 'Plaats' }).fill('Delf');
  await page
    .getByRole('option', { name: /^Delft/ })
    .first()
    .click();
  await page.getByRole('combobox', { name: 'Straal' }).selectOption('5 km');
  await expect.poll(() => foundCount(page)).toBeLessThan(all);
  await expect(results(page).getByRole('row').first()).toContainText('km');
  await page.getByRole('button', { name: 'Wis alles' }).click();
  await expect.poll(() => foundCount(page)).toBe(all);
});

test('says before a click how many an option would give, and gives exactly those', async () => {
  for (const category of ['Niveau', 'Rijbewijs', 'Taal']) {
    await page.getByRole('button', { name: category, exact: true }).click();
    const option = page.getByRole('group', { name: category }).locator('label').first();
    const promised = Number(((await option.textContent()) ?? '').replace(/^.*?(\d[\d.]*)\s*$/s, '$1').replace('.', ''));
    await option.click();
    await expect.poll(() => foundCount(page)).toBe(promised);
    await expectAccessible(page);
    await page.getByRole('button', { name: /^Verwijder 1 filter/ }).click();
  }
});

test('scrolls without end: rows come in as one goes down', async () => {
  const grid = results(page);
  await grid.focus();
  for (const last of [50, 100, 150]) {
    await expect(async () => {
      await page.keyboard.press('End');
      await expect(grid.locator(`[aria-rowindex="${last}"]`)).toContainText(/\p{L}/u, { timeout: 500 });
    }).toPass();
  }
  await page.keyboard.press('Home');
  await expect(grid.locator('[aria-rowindex="1"]')).toBeVisible();
});

test('remembers the widths that the user gave the panes', async () => {
  for (const name of ['Breedte van het menu', 'Breedte van de resultaten']) {
    const splitter = page.getByRole('separator', { name });
    const width = async () => Number(await splitter.getAttribute('aria-valuenow'));
    const before = await width();
    await splitter.press('ArrowRight');
    await splitter.press('ArrowRight');
    await expect.poll(width).toBeGreaterThan(before);
    const chosen = await width();
    await page.reload();
    await expect.poll(width).toBe(chosen);
  }
});

test('keeps a favourite with the star and shows it under Favorieten', async () => {
  keptName = await openRow(page, 2);
  await page.getByRole('button', { name: 'Favoriet maken' }).click();
  await expect(page.getByRole('button', { name: 'Niet meer favoriet' })).toBeVisible();
  await page.getByRole('link', { name: 'Favorieten' }).click();
  await expect(page.getByRole('table')).toContainText(keptName);
  await expectAccessible(page);
  await page.getByRole('table').getByText(keptName).click();
  await expect(page.getByRole('article', { name: keptName })).toBeVisible();
  await expectAccessible(page);
});

test('prints the profile on A4 with page numbers, header and only what the employer may see', async () => {
  const opened = context.waitForEvent('page');
  await page.getByRole('button', { name: 'Profiel printen' }).click();
  const sheet = await opened;
  await expect(sheet.locator('html[data-print-ready="true"]')).toBeAttached();
  await expectAccessible(sheet);
  expect(sheet.url()).not.toContain(encodeURIComponent(keptName.split(' ')[0]!));
  const { text, info } = readPdf(await sheet.pdf({ preferCSSPageSize: true, tagged: true }));
  await sheet.close();
  expect(info).toMatch(/Page size:\s+59[45]\.\d+ x 84[12]\.?\d* pts \(A4\)/);
  expect(info).toMatch(/Tagged:\s+yes/);
  expect(text).toContain(keptName);
  expect(text).toContain('Den Haag');
  expect(text).toMatch(/pagina 1 van \d/);
  expect(text).toMatch(new RegExp(String(new Date().getFullYear())));
  expect(text).toContain('Algemeen');
  expect(text).not.toMatch(/Klantnummer|Geboortedatum|Interne gegevens|@voorbeeld\.example|FAVORIET|Profiel printen/);
});

test('refuses a second start on the same profile and harms nothing', async () => {
  await expect(startApp(profile.directory)).rejects.toThrow(/al geopend/);
  await page.reload();
  await expect(page.getByRole('article', { name: keptName })).toBeVisible();
});

test('works on without the server: signed in, searching, filtering, and honest about being offline', async ({
  browser,
}) => {
  const deadServer = app.server;
  await context.close();
  expect(await app.stop()).toBe(0);
  app = await startApp(profile.directory, ['--server', deadServer]);
  await open(browser);
  await expect(page.getByText(/^Offline sinds .*Je werkt met de gegevens van die tijd/)).toBeVisible({
    timeout: 30_000,
  });
  await openExplorer(page);
  await expect(results(page)).toBeVisible();
  await expectAccessible(page);
  const all = await foundCount(page);
  await page.getByRole('combobox', { name: 'Zoek kandidaten' }).fill('rijbewijs b');
  await page.getByRole('option', { name: /^B \(auto\)/ }).click();
  await page.getByRole('button', { name: 'Doelgroep', exact: true }).click();
  await page.getByRole('group', { name: 'Doelgroep' }).locator('label').first().click();
  await expect.poll(() => foundCount(page)).toBeLessThan(all);
  await page.getByRole('button', { name: 'Belastbaarheid', exact: true }).click();
  await expect(page.getByText('Dit filter werkt alleen met verbinding')).toBeVisible();
  await results(page).getByRole('row').first().click();
  await expect(page.getByRole('article')).toBeVisible();
  await page.getByRole('link', { name: 'Favorieten' }).click();
  await expect(page.getByRole('table')).toContainText(keptName);
});

test('keeps a favourite made offline and sends it when the server is back', async ({ browser }) => {
  await page.getByRole('link', { name: 'Kandidaten verkenner' }).click();
  await page.getByRole('button', { name: 'Wis alles' }).click();
  const offlineName = await openRow(page, 4);
  await page.getByRole('button', { name: 'Favoriet maken' }).click();
  await expect(page.getByText('1 wacht op verzending').first()).toBeVisible();
  await context.close();
  expect(await app.stop()).toBe(0);
  app = await startApp(profile.directory, ['--candidates', String(CANDIDATES)]);
  await open(browser);
  await explorerReady(page);
  await page.getByRole('link', { name: 'Favorieten' }).click();
  await expect(page.getByRole('table')).toContainText(offlineName);
  await expect(page.getByRole('table').getByRole('img', { name: 'Wacht op verzending' })).toHaveCount(0);
});

test('removes the session at sign-out, also for the next start', async ({ browser }) => {
  await page.getByRole('button', { name: /^Account van/ }).click();
  await page.getByRole('button', { name: 'Afmelden' }).click();
  await expect(page.getByRole('heading', { name: 'Aanmelden' })).toBeVisible();
  await context.close();
  expect(await app.stop()).toBe(0);
  app = await startApp(profile.directory, ['--candidates', String(CANDIDATES)]);
  await open(browser);
  await expect(page.getByRole('heading', { name: 'Aanmelden' })).toBeVisible();
});

test('gives an account manager the whole region with the internal fields', async () => {
  await signIn(page, app, 'Accountmanager');
  await explorerReady(page);
  expect(await foundCount(page)).toBe(CANDIDATES);
  await results(page).getByRole('row').first().click();
  await expect(page.getByRole('article').getByText('Klantnummer')).toBeVisible();
  await expectAccessible(page);
});
