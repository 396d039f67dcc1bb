import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { startApp, temporaryProfile, type RunningApp } from './support/app.ts';
import { explorerReady, results, signIn } from './support/explorer.ts';

/**
 * Every screen at the sizes people use. With `HALLOWERK_PICTURES=1` the pictures of the documentation are made anew;
 * always checked: nothing sticks out of the window, and axe finds nothing.
 */
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
  { width: 390, height: 800 },
] as const;
const PICTURES = path.resolve(import.meta.dirname, '../docs/pictures');

test.describe.configure({ mode: 'serial' });

const profile = temporaryProfile();
let app: RunningApp;
let page: Page;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  app = await startApp(profile.directory, ['--candidates', '600']);
  page = await (await browser.newContext({ locale: 'nl-NL' })).newPage();
  await page.goto(app.url);
});

test.afterAll(async () => {
  await page?.context().close();
  await app?.stop();
  profile.dispose();
});

async function look(name: string): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
    const sticksOut = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(sticksOut, `${name} at ${size.width} px`).toBeLessThanOrEqual(0);
    await expectAccessible(page);
    if (process.env['HALLOWERK_PICTURES'] === '1') {
      await page.screenshot({ path: path.join(PICTURES, `${name}-${size.width}.png`) });
    }
  }
  await page.setViewportSize(SIZES[0]);
}

test('sign-in fits every window', async () => {
  await expect(page.getByRole('button', { name: /^Accountmanager/ })).toBeVisible();
  await look('sign-in');
});

test('the explorer with a profile, a search and filters fits every window', async () => {
  await signIn(page, app, 'Accountmanager');
  await explorerReady(page);
  await results(page).getByRole('row').nth(1).click();
  await expect(page.getByRole('article')).toBeVisible();
  await look('profile');
  await page.getByRole('combobox', { name: 'Zoek kandidaten' }).fill('verzorgende');
  await page
    .getByRole('option', { name: /^verzorgende ig/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Taal', exact: true }).click();
  await expect(page.getByRole('group', { name: 'Taal' })).toBeVisible();
  await look('explorer');
});

test('no result says what to let go of, in every window', async () => {
  const search = page.getByRole('combobox', { name: 'Zoek kandidaten' });
  await search.fill('xyzzyplugh');
  await search.press('Enter');
  await expect(page.getByText('Geen kandidaten gevonden')).toBeVisible();
  await look('no-result');
  await page
    .getByRole('button', { name: /Wis alles/ })
    .first()
    .click();
});

test('favourites fit every window, empty and filled', async () => {
  await page.getByRole('link', { name: 'Favorieten' }).click();
  await expect(page.getByText('Nog geen favorieten')).toBeVisible();
  // The rules of axe do not see text on a layered button; a link that is one must not keep the colour of links.
  await expect(page.getByRole('link', { name: 'Kandidaten zoeken' })).toHaveCSS('color', 'rgb(255, 255, 255)');
  await look('favourites-empty');
  await page.getByRole('link', { name: 'Kandidaten verkenner' }).click();
  for (const row of [0, 3, 5]) await results(page).getByRole('row').nth(row).getByRole('button').click();
  await page.getByRole('link', { name: 'Favorieten' }).click();
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(4);
  await look('favourites');
});

test('dark and high contrast keep every text readable', async () => {
  await page.getByRole('link', { name: 'Kandidaten verkenner' }).click();
  for (const theme of ['Donker', 'Hoog contrast']) {
    await page.getByRole('button', { name: /^Account van/ }).click();
    await page.getByLabel('Weergave').selectOption(theme);
    await page.keyboard.press('Escape');
    await expectAccessible(page);
  }
});
