import { expect, test, type Locator, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { startApp, temporaryProfile, type RunningApp } from './support/app.ts';
import { explorerReady, results, signIn } from './support/explorer.ts';

/** An employer finds somebody, sees why, keeps the search, judges and asks how to reach him: all of it by keyboard. */
test.describe.configure({ mode: 'serial' });

/** More controls than any screen of this story has between two stops. */
const MOST_TABS = 120;
const profile = temporaryProfile();
let app: RunningApp;
let page: Page;
let chosen = '';

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  app = await startApp(profile.directory, ['--candidates', '600']);
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'nl-NL' })).newPage();
  await page.goto(app.url);
  await signIn(page, app, 'Werkgever');
  await explorerReady(page);
});

test.afterAll(async () => {
  await page?.context().close();
  await app?.stop();
  profile.dispose();
});

/** Presses Tab until this has the focus. */
async function tabTo(target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reaches ${String(target)}`);
}

async function pressOn(target: Locator): Promise<void> {
  await tabTo(target);
  await page.keyboard.press('Enter');
}

const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
const chosenName = async (): Promise<string> => (await page.getByRole('article').getAttribute('aria-label')) ?? '';

test('finds people with the keys alone (HW-SRCH-05, BX-09)', async () => {
  await page.keyboard.press('/');
  await page.keyboard.type('verzorgende');
  await expect(page.getByRole('option', { name: /^verzorgende ig/ }).first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(button(/verzorgende/i).first()).toBeVisible();
  await tabTo(results(page));
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article')).toBeVisible();
  chosen = await chosenName();
  expect(chosen).not.toBe('');
});

test('says why somebody stands where he stands, and follows a changed weight (BX-01)', async () => {
  await pressOn(button('Waarom deze volgorde?'));
  const sum = page.getByText(/^Samen -?\d+ van \d+ punten/);
  await expect(sum).toBeVisible();
  const before = await sum.textContent();
  await tabTo(page.getByLabel(/^Hoe zwaar telt verzorgende/i));
  await page.keyboard.press('End');
  await expect(sum).not.toHaveText(before ?? '');
  await expectAccessible(page);
  await pressOn(button('Gewichten herstellen').last());
  await expect(sum).toHaveText(before ?? '');
});

test('keeps the search and what was thought of somebody in it (BX-06)', async () => {
  await pressOn(button(/^Zoekopdrachten/));
  await pressOn(button('Deze zoekopdracht bewaren'));
  await page.keyboard.type('Zorg');
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(page.getByText('Zorg', { exact: true }).first()).toBeVisible();
  await pressOn(button(`Interessant: ${chosen}`).last());
  await expect(button(`Interessant: ${chosen}`).last()).toHaveAttribute('aria-pressed', 'true');
  await expectAccessible(page);
});

test('asks how to reach him, and tells later what came of it (HW-CON-01, BX-08)', async () => {
  await pressOn(button('Contactgegevens opvragen'));
  await expect(page.locator('a[href^="mailto:"], a[href^="tel:"]').first()).toBeVisible();
  await expectAccessible(page);
  await pressOn(button(/^Uitkomst vastleggen/).first());
  await tabTo(page.getByLabel('Wat is de uitkomst?'));
  await page.keyboard.type('Gesproken');
  await pressOn(button('Vastleggen'));
  await expect(page.getByText(/Gesproken/).first()).toBeVisible();
});

test('finds the request among his own, and somebody by name in the palette (HW-CON-04, BX-09)', async () => {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('contactverzoeken');
  await expect(page.getByRole('option', { name: /Contactverzoeken/ }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await pressOn(button('Toon alle verzoeken'));
  const table = page.getByRole('table');
  await expect(table).toContainText(chosen);
  await expect(table).toContainText('Gesproken');
  await expectAccessible(page);
  await page.keyboard.press('Control+k');
  await page.keyboard.type(chosen.split(' ')[0] ?? '');
  await expect(page.getByRole('option').filter({ hasText: chosen }).first()).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
});
