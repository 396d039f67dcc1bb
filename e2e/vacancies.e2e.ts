import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test';
import { VACANCY_EXPORT_COLUMNS } from '@hallowerk/contract/vacancies/vacancy-export.ts';
import { readCsv } from '#core/testing/read-csv.ts';
import { expectAccessible } from './support/accessibility.ts';
import { startApp, temporaryProfile, type RunningApp } from './support/app.ts';
import { explorerReady, signIn } from './support/explorer.ts';
import { startOwnServer, type OwnServer } from './support/own-server.ts';
import { readPdf } from './support/pdf.ts';

/** An account manager keeps vacancies: adds, loses the program while typing, changes, archives, prints (HW-VMG..HW-VED). */
test.describe.configure({ mode: 'serial' });

const SCREENS = process.env['HALLOWERK_SCREENS'];
const TITLE = 'Medewerker magazijn ochtend';
const home = temporaryProfile();
let server: OwnServer;
let app: RunningApp;
let page: Page;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  server = await startOwnServer(path.join(home.directory, 'server'), 60);
  await openProgram(browser);
  await signIn(page, { server: server.url }, 'Accountmanager');
  await expect(page.getByRole('navigation', { name: 'Hoofdmenu' })).toBeVisible({ timeout: 120_000 });
});

test.afterAll(async () => {
  await page?.context().close();
  await app?.stop();
  await server?.stop();
  home.dispose();
});

async function openProgram(browser: Browser): Promise<void> {
  app = await startApp(path.join(home.directory, 'seat'), ['--server', server.url]);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'nl-NL' });
  page = await context.newPage();
  await page.goto(app.url);
}

async function shoot(name: string): Promise<void> {
  if (SCREENS === undefined) return;
  for (const size of [
    { width: 1440, height: 900 },
    { width: 1024, height: 700 },
  ]) {
    await page.setViewportSize(size);
    await page.screenshot({ path: path.join(SCREENS, `vacancies-${name}-${size.width}.png`) });
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

const table = (): Locator => page.getByRole('table', { name: 'Vacatures beheren' });
const save = (): Locator => page.getByRole('banner').getByRole('button', { name: 'Opslaan' });
const dayFromNow = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

async function manage(): Promise<void> {
  await page.getByRole('navigation', { name: 'Hoofdmenu' }).getByRole('link', { name: 'Beheren' }).click();
  await expect(table()).toBeVisible();
}

async function choose(action: string): Promise<void> {
  await page.getByRole('button', { name: 'Vacature beheren' }).click();
  await page.getByRole('menuitem', { name: action, exact: true }).click();
}

test('lists the vacancies of HalloWerk, sorted, searched and filtered (HW-VMG, HW-VFL)', async () => {
  await manage();
  await expect(table().getByRole('row')).not.toHaveCount(1);
  await shoot('list');
  await expectAccessible(page);
  await table().getByRole('button', { name: 'Locatie' }).click();
  await expect(table().getByRole('columnheader', { name: 'Locatie' })).toHaveAttribute('aria-sort', 'ascending');
  const cities = await table().locator('td.col-city').allTextContents();
  expect(cities.map((city) => city.trim())).toEqual(cities.map((city) => city.trim()).toSorted());
  await page.getByRole('banner').getByRole('button', { name: 'Filters' }).click();
  await page.getByLabel('Status', { exact: true }).selectOption('Gearchiveerd');
  await expect(page.getByRole('button', { name: 'Filter weghalen: Status: Gearchiveerd' })).toBeVisible();
  await shoot('filters');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Alle filters wissen' }).first().click();
  await expect(page.getByRole('list', { name: 'Filters die aan staan' })).toBeHidden();
  await page.getByRole('button', { name: 'Filters sluiten' }).click();
});

test('shows the list without end, and the columns that were chosen (6.8)', async () => {
  await page.getByLabel('Hoe de lijst doorloopt').selectOption('Doorlopend');
  await expect(table()).toHaveAttribute('aria-rowcount', /^\d+$/);
  const count = Number(await table().getAttribute('aria-rowcount'));
  await expect(table().locator('tbody tr:not(.space)')).toHaveCount(Math.min(90, count - 1));
  await page.getByRole('button', { name: 'Kolommen' }).click();
  await page.getByLabel('Status', { exact: true }).check();
  await page.keyboard.press('Escape');
  await expect(table().getByRole('columnheader', { name: 'Status' })).toBeVisible();
  await page.reload();
  await expect(table().getByRole('columnheader', { name: 'Status' })).toBeVisible();
  await shoot('endless');
  await expectAccessible(page);
  await page.getByLabel('Hoe de lijst doorloopt').selectOption('20 per pagina');
});

test('exports what is filtered as CSV', async () => {
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Exporteren' }).click();
  await page.getByRole('menuitem', { name: 'CSV-bestand' }).click();
  const file = await coming;
  expect(file.suggestedFilename()).toMatch(/^Vacatures \d\d-\d\d-\d{4}\.csv$/);
  const [header, ...lines] = readCsv(readFileSync(await file.path(), 'utf8').replace(/^\uFEFF/, ''));
  expect(header).toEqual(VACANCY_EXPORT_COLUMNS.map((column) => column.header));
  expect(new Set(lines.map((line) => line[11]))).toEqual(new Set(['Actief']));
});

test('names every fault and leads to the field (HW-VAD-14)', async () => {
  await page.getByRole('link', { name: 'Vacature toevoegen' }).click();
  await expect(page.getByRole('heading', { name: 'Vacature toevoegen', level: 1 })).toBeVisible();
  await save().click();
  const summary = page.getByRole('alert').filter({ hasText: 'Nog niet opgeslagen' });
  await expect(summary).toBeFocused();
  for (const fault of [
    'Kies een werkgever',
    'Kies een contactpersoon',
    'Vul een vacaturetitel in',
    'Kies een locatie',
  ]) {
    await expect(summary.getByRole('link', { name: fault })).toBeVisible();
  }
  await shoot('faults');
  await expectAccessible(page);
  await summary.getByRole('link', { name: 'Vul een vacaturetitel in' }).click();
  await expect(page.getByLabel('Vacaturetitel')).toBeFocused();
});

test('finds back what was typed when the program was killed', async ({ browser }) => {
  await page.getByLabel('Vacaturetitel').fill(TITLE);
  await page.getByLabel('Omschrijving').pressSequentially('Je pakt bestellingen in.', { delay: 20 });
  await expect(page.getByText('Concept bewaard op dit apparaat')).toBeVisible();
  app.child.kill('SIGKILL');
  await page.context().close();
  await openProgram(browser);
  await expect(page.getByRole('navigation', { name: 'Hoofdmenu' })).toBeVisible({ timeout: 120_000 });
  await manage();
  await page.getByRole('link', { name: 'Vacature toevoegen' }).click();
  await expect(page.getByText(/^Je concept van/)).toBeVisible();
  await expect(page.getByLabel('Vacaturetitel')).toHaveValue(TITLE);
  await expect(page.getByLabel('Omschrijving')).toHaveValue('Je pakt bestellingen in.');
  await shoot('draft');
});

test('saves the vacancy with a place and an occupation out of the lists (HW-VAD)', async () => {
  const employer = page.getByLabel('Werkgever', { exact: true }).first();
  await employer.selectOption({ index: 1 });
  await page.getByLabel('Contactpersoon').selectOption({ index: 1 });
  await page.getByRole('combobox', { name: 'Locatie' }).fill('Delft');
  await page.getByRole('listbox', { name: 'Locatie' }).getByRole('option').filter({ hasText: 'Delft' }).first().click();
  await page.getByRole('combobox', { name: 'Functie/Beroep' }).fill('magazijn');
  await page.getByRole('listbox', { name: 'Functie/Beroep' }).getByRole('option').first().click();
  await page.getByLabel('Niveau').selectOption({ index: 2 });
  await page.getByLabel('Uren per week (min.)').fill('36');
  await page.getByLabel('Uren per week (max.)').fill('24');
  await page.getByLabel('Sluitingsdatum').fill(dayFromNow(30));
  await save().click();
  await expect(page.getByRole('link', { name: 'Het maximum aantal uren is lager dan het minimum' })).toBeVisible();
  await page.getByLabel('Uren per week (max.)').fill('40');
  await save().click();
  await expect(page.getByRole('heading', { name: TITLE })).toBeVisible();
  await expect(page.getByText('36 tot 40 uur per week')).toBeVisible();
  await shoot('detail');
  await expectAccessible(page);
});

test('changes, archives and activates it again (HW-VED)', async () => {
  await choose('Bewerken');
  await page.getByLabel('Vacaturetitel').fill(`${TITLE} en middag`);
  await save().click();
  await expect(page.getByRole('heading', { name: `${TITLE} en middag` })).toBeVisible();
  await choose('Archiveren');
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Archiveren' }).click();
  await expect(page.getByText('De vacature staat in het archief.')).toBeVisible();
  await expect(page.getByText('Gearchiveerd', { exact: true })).toBeVisible();
  await choose('Activeer vacature');
  await page.getByRole('dialog').getByLabel('Ja').check();
  await shoot('activate');
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Activeren' }).click();
  await expect(page.getByText('De vacature is actief.')).toBeVisible();
  await choose('Kopiëren');
  await expect(page.getByLabel('Vacaturetitel')).toHaveValue(`${TITLE} en middag (kopie)`);
  await page.getByRole('button', { name: 'Terug' }).click();
  await expect(table()).toBeVisible();
});

test('prints a vacancy, and several as one PDF with bookmarks (HW-VDT-08)', async () => {
  const boxes = table().getByRole('checkbox', { name: /kiezen$/ });
  await boxes.nth(1).check();
  await boxes.nth(2).check();
  const titles = await table().locator('tbody th .main').allTextContents();
  await expect(page.getByRole('group', { name: 'Gekozen vacatures' })).toContainText('2 vacatures gekozen');
  await expectAccessible(page);
  const opened = page.context().waitForEvent('page');
  await page.getByRole('group', { name: 'Gekozen vacatures' }).getByRole('button', { name: 'Printen' }).click();
  const sheet = await opened;
  await expect(sheet.locator('html[data-print-ready="true"]')).toBeAttached();
  await expectAccessible(sheet);
  const { info, bookmarks, pages } = readPdf(await sheet.pdf({ preferCSSPageSize: true, tagged: true, outline: true }));
  await sheet.close();
  expect(info).toMatch(/Tagged:\s+yes/);
  expect(bookmarks).toEqual(titles.slice(0, 2).map((title) => title.trim()));
  expect(pages[0]).toContain('pagina 1 van 1');
});

test('opens the explorer with the vacancy as a search (HW-VDT-07)', async () => {
  await table()
    .getByRole('link', { name: `${TITLE} en middag` })
    .click();
  await page.getByRole('button', { name: 'Zoek kandidaten' }).click();
  await expect(page.getByRole('combobox', { name: 'Plaats' })).toHaveValue('Delft');
  await explorerReady(page);
});
