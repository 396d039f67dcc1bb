import path from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { startApp, temporaryProfile, type RunningApp } from './support/app.ts';
import { explorerReady, results, signIn } from './support/explorer.ts';
import { addNote } from './support/notes-and-sync.ts';

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

test('saved searches, the explanation and the palette fit every window', async () => {
  await page.getByRole('link', { name: 'Kandidaten verkenner' }).click();
  const search = page.getByRole('combobox', { name: 'Zoek kandidaten' });
  await search.fill('verzorgende');
  await page
    .getByRole('option', { name: /^verzorgende ig/ })
    .first()
    .click();
  await page.getByRole('button', { name: /^Zoekopdrachten/ }).click();
  await page.getByRole('button', { name: 'Deze zoekopdracht bewaren' }).click();
  await page.getByRole('textbox', { name: 'Naam' }).fill('Zorg in de wijk, dagdiensten in en om de stad');
  await look('save-search');
  await page.getByRole('button', { name: 'Bewaren', exact: true }).click();
  await results(page).getByRole('row').nth(1).click();
  await page.getByRole('button', { name: 'Waarom deze volgorde?' }).click();
  await expect(page.getByText(/^Samen -?\d+ van \d+ punten/)).toBeVisible();
  await look('explanation');
  await page.getByRole('button', { name: /^Zoekopdrachten/ }).click();
  await look('saved-searches');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Zoek een actie of een kandidaat' }).fill('donker');
  await expect(page.getByRole('option', { name: /Donker/ }).first()).toBeVisible();
  await look('palette');
  await page.keyboard.press('Escape');
});

test('notes, contact requests and a comparison fit every window', async () => {
  for (const row of [0, 1, 2]) {
    await results(page)
      .getByRole('row')
      .nth(row)
      .click({ modifiers: ['ControlOrMeta'] });
  }
  await expect(page.getByText('3 gekozen')).toBeVisible();
  await look('selection');
  await page.getByRole('button', { name: 'Vergelijken', exact: true }).click();
  await expect(page.getByRole('table')).toBeVisible();
  await look('compare');
  await page.goBack();
  await expect(page.getByRole('article')).toBeVisible();
  await addNote(page, 'Gebeld: wil graag in de ochtend werken, belt volgende week terug over de proefdag', 'Alleen ik');
  await page.getByRole('link', { name: 'Notities', exact: true }).click();
  await expect(page.getByRole('table')).toContainText('Gebeld');
  await look('notes');
  await page.getByRole('link', { name: 'Contactverzoeken' }).click();
  await expect(page.getByText('Nog geen contactverzoeken')).toBeVisible();
  await look('contact-requests');
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
