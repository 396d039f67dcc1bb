import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { startApp, temporaryProfile, type RunningApp } from './support/app.ts';
import { newestSmsCode } from './support/demo-codes.ts';
import { explorerReady, results } from './support/explorer.ts';

/** An administrator answers a candidate who wants to see his data, and one who wants to be removed (PP-RGT, BX-11). */
test.describe.configure({ mode: 'serial' });

const SCREENS = process.env['HALLOWERK_SCREENS'];
const profile = temporaryProfile();
let app: RunningApp;
let context: BrowserContext;
let page: Page;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  app = await startApp(profile.directory, ['--candidates', '60']);
  context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'nl-NL' });
  page = await context.newPage();
  await page.goto(app.url);
  const since = new Date(Date.now() - 1000);
  await page.getByRole('button', { name: /^Beheerder/ }).click();
  await page.getByRole('radio', { name: 'Sms-code' }).check();
  await page.getByLabel('Code', { exact: true }).fill(await newestSmsCode(app.server, since));
  await page.getByRole('button', { name: 'Aanmelden', exact: true }).click();
  await explorerReady(page);
});

test.afterAll(async () => {
  await context?.close();
  await app?.stop();
  profile.dispose();
});

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

/** One that is closing is in the page a moment longer. */
const dialog = () => page.locator('.v-overlay--active[role=dialog]');
let name = '';

test('makes a subject file from the profile, and shows it on paper in words for the person', async () => {
  await results(page).getByRole('row').first().click();
  name = (await page.getByRole('article').getByRole('heading', { level: 2 }).innerText()).trim();
  await page.getByRole('link', { name: 'Privacyverzoek', exact: true }).click();
  await expect(dialog()).toContainText(name);
  await dialog().getByRole('radio', { name: 'Inzagedossier maken' }).check();
  await dialog().getByLabel('Hoe kwam het verzoek binnen?').fill('Aan de balie');
  await shoot('privacy-new');
  await dialog().getByRole('button', { name: 'Dossier maken' }).click();
  await expect(dialog()).toContainText('Het inzagedossier is klaar');
  const opened = context.waitForEvent('page');
  await dialog().getByRole('button', { name: 'Afdrukken' }).click();
  const paper = await opened;
  await expect(paper.getByRole('heading', { level: 1 })).toHaveText(name);
  await expect(paper.getByRole('main')).toContainText('Wie je gegevens bekeek of veranderde');
  if (SCREENS !== undefined) await paper.screenshot({ path: `${SCREENS}/privacy-paper.png` });
  await paper.close();
  await dialog().getByRole('button', { name: 'Sluiten' }).click();
});

test('removes a candidate in four steps, and nobody finds him any more', async () => {
  await page.getByRole('button', { name: 'Nieuw verzoek' }).click();
  await dialog().getByRole('searchbox').fill(name);
  await dialog()
    .getByRole('button', { name: new RegExp(name) })
    .first()
    .click();
  await dialog().getByLabel('Hoe kwam het verzoek binnen?').fill('Per brief');
  await dialog().getByRole('button', { name: 'Verzoek vastleggen' }).click();
  for (const step of ['In behandeling nemen', 'Toewijzen', 'Nu verwijderen']) {
    await page.getByRole('button', { name: `${step}: ${name}` }).click();
    if (step === 'Nu verwijderen') await shoot('privacy-execute');
    await dialog().getByRole('button', { name: step, exact: true }).click();
    await expect(dialog()).toBeHidden();
  }
  await expect(page.getByRole('main')).toContainText('Verwijderde persoon');
  await expect(page.getByRole('main')).not.toContainText(name);
  await expectAccessible(page);
  await shoot('privacy-requests');
});

test('shows how long everything is kept and what would go', async () => {
  await page
    .getByRole('navigation', { name: 'Onderdelen van beheer' })
    .getByRole('link', { name: 'Bewaartermijnen' })
    .click();
  await expect(page.getByRole('row', { name: /Kandidaten na het einde/ })).toContainText('10 jaar');
  await expectAccessible(page);
  await shoot('retention');
  await page.getByRole('button', { name: /^Termijn wijzigen: Kandidaten/ }).click();
  await shoot('retention-edit');
});
