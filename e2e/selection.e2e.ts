import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { EXPORT_COLUMNS } from '@hallowerk/contract/candidates/candidate-export.ts';
import { readCsv } from '#core/testing/read-csv.ts';
import { expectAccessible } from './support/accessibility.ts';
import { startApp, temporaryProfile, type RunningApp } from './support/app.ts';
import { explorerReady, results, signIn } from './support/explorer.ts';
import { sendAll, closeSyncPanel } from './support/notes-and-sync.ts';
import { startOwnServer, type OwnServer } from './support/own-server.ts';
import { readPdf } from './support/pdf.ts';

/** A case manager chooses three people by keyboard, exports and prints them, and the server knows of both. */
test.describe.configure({ mode: 'serial' });

const home = temporaryProfile();
let server: OwnServer;
let app: RunningApp;
let page: Page;
let names: string[] = [];
let contactData: string[] = [];

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  server = await startOwnServer(path.join(home.directory, 'server'), 120);
  // Profiles of several sheets among those of one.
  await server.sql(
    `update candidate set profile = profile || jsonb_build_object('about',
       repeat('Ik werk graag buiten.' || chr(10), 20 * (abs(hashtext(id::text)) % 5)))`,
  );
  app = await startApp(path.join(home.directory, 'seat'), ['--server', server.url]);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'nl-NL' });
  page = await context.newPage();
  await page.goto(app.url);
  await signIn(page, { server: server.url }, 'Klantmanager');
  await explorerReady(page);
});

test.afterAll(async () => {
  await page?.context().close();
  await app?.stop();
  await server?.stop();
  home.dispose();
});

const dialog = (): Locator => page.getByRole('dialog');
const bar = (): Locator => page.getByRole('group', { name: 'Gekozen kandidaten' });

test('chooses three people by keyboard and sees who and what an export holds (BX-16)', async () => {
  await results(page).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(bar()).toContainText('3 gekozen');
  const boxes = results(page).getByRole('checkbox', { checked: true });
  await expect(boxes).toHaveCount(3);
  const labels = await boxes.evaluateAll((all) => all.map((box) => box.getAttribute('aria-label') ?? ''));
  names = labels.map((label) => label.replace(/ kiezen$/, ''));
  const { rows } = await server.sql(
    `select email, phone, client_number from candidate join candidate_internal using (id)
     where trim(concat(profile->>'firstName', ' ', profile->>'lastName')) = any(?)`,
    [names],
  );
  contactData = rows
    .flatMap((row) => Object.values(row).map(String))
    .filter((value) => value !== '' && value !== 'null');
  expect(contactData.length).toBeGreaterThanOrEqual(6);
  await bar().getByRole('button', { name: 'Exporteren' }).press('Enter');
  await expect(dialog()).toContainText('3 kandidaten gaan mee.');
  for (const name of names) await expect(dialog().getByRole('listitem').filter({ hasText: name })).toBeVisible();
  await expect(dialog()).toContainText('Contactgegevens, interne gegevens en belastbaarheid.');
  await expectAccessible(page);
});

test('exports them as CSV without anything to reach them by (HW-CON-04)', async () => {
  await dialog().getByLabel('CSV').check();
  const coming = page.waitForEvent('download');
  await dialog().getByRole('button', { name: 'Exporteren' }).press('Enter');
  const file = await coming;
  expect(file.suggestedFilename()).toMatch(/^Kandidaten \d\d-\d\d-\d{4}\.csv$/);
  await expect(dialog()).toContainText(`Bewaard als ${file.suggestedFilename()}.`);
  const text = readFileSync(await file.path(), 'utf8');
  const [header, ...lines] = readCsv(text.replace(/^\uFEFF/, ''));
  expect(header).toEqual(EXPORT_COLUMNS.map((column) => column.header));
  expect(lines.map(([name]) => name)).toEqual(names);
  for (const value of contactData) expect(text).not.toContain(value);
  expect(text).not.toContain('@');
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(dialog()).toBeHidden();
  await expect(bar()).toContainText('3 gekozen');
});

test('prints them as one PDF: a bookmark, a first sheet and page numbers for each (HW-PRN-01)', async () => {
  await bar().getByRole('button', { name: 'Printen' }).press('Enter');
  await expect(dialog()).toContainText('3 profielen worden geprint.');
  await expectAccessible(page);
  const opened = page.context().waitForEvent('page');
  await dialog().getByRole('button', { name: 'Printen' }).press('Enter');
  const sheet = await opened;
  await expect(sheet.locator('html[data-print-ready="true"]')).toBeAttached();
  await expectAccessible(sheet);
  expect(sheet.url()).not.toContain(encodeURIComponent(names[0]!.split(' ')[0]!));
  const { text, info, bookmarks, pages } = readPdf(
    await sheet.pdf({ preferCSSPageSize: true, tagged: true, outline: true }),
  );
  await sheet.close();
  expect(info).toMatch(/Tagged:\s+yes/);
  expect(bookmarks).toEqual(names);
  for (const value of contactData) expect(text).not.toContain(value);
  expect(text).not.toMatch(/Klantnummer|Geboortedatum|Interne gegevens/);
  const own = names.map((name) => pages.filter((one) => one.includes(`${name} · Vertrouwelijk`)));
  expect(own.flat()).toHaveLength(pages.length);
  for (const sheets of own) {
    expect(sheets.map((one) => /pagina \d+ van \d+/.exec(one)?.[0])).toEqual(
      sheets.map((_, at) => `pagina ${at + 1} van ${sheets.length}`),
    );
  }
  await page.keyboard.press('Enter');
  await expect(dialog()).toBeHidden();
});

test('is known to the server, a line for each person and what was made (HW-PRN-01)', async () => {
  await sendAll(page);
  await closeSyncPanel(page);
  const { rows } = await server.sql(
    `select action, detail->>'format' as format, count(distinct object)::int as people
     from audit_event where action in ('PRINT', 'EXPORT') group by 1, 2 order by 1`,
  );
  expect(rows).toEqual([
    { action: 'EXPORT', format: 'CSV', people: 3 },
    { action: 'PRINT', format: 'PDF', people: 3 },
  ]);
});
