import { expect, test, type Browser, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { expectAccessible } from './support/accessibility.ts';
import { startApp, temporaryProfile, type RunningApp } from './support/app.ts';
import { explorerReady, results, signIn } from './support/explorer.ts';

/** Photos, media and documents in a real browser, with the content policy of the program and a real PDF. */
test.describe.configure({ mode: 'serial' });

const profile = temporaryProfile();
let app: RunningApp;
let context: BrowserContext;
let page: Page;
/** What the browser was not allowed to do, or could not. */
const complaints: string[] = [];

async function open(browser: Browser): Promise<void> {
  context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'nl-NL' });
  page = await context.newPage();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  await page.goto(app.url);
}

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  app = await startApp(profile.directory, ['--candidates', '120']);
  await open(browser);
  await signIn(page, app, 'Werkgever');
  await explorerReady(page);
});

test.afterAll(async () => {
  await context?.close();
  await app?.stop();
  profile.dispose();
});

const article = () => page.getByRole('article');

/** Goes down the list from the top until the profile shows this; a photo may take a moment. */
async function walkTo(wanted: Locator, patience = 300): Promise<void> {
  await results(page).getByRole('row').first().click();
  for (let step = 0; step < 60; step += 1) {
    await expect(article().getByRole('heading', { name: 'Algemeen' })).toBeVisible();
    const isThere = await wanted
      .first()
      .waitFor({ timeout: patience })
      .then(
        () => true,
        () => false,
      );
    if (isThere) return;
    const before = (await article().getAttribute('aria-label')) ?? '';
    await results(page).press('ArrowDown');
    await results(page).press('Enter');
    await expect(article()).not.toHaveAttribute('aria-label', before);
  }
  throw new Error('Nobody shows what is looked for');
}

test('shows the photo of a candidate in the header of the profile', async () => {
  const photo = article().getByRole('img', { name: /^Foto van / });
  await walkTo(photo, 1_500);
  await expect.poll(() => photo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(160);
  await expectAccessible(page);
});

test('opens a document inside the program and draws its first page', async () => {
  const line = article().locator('.document').first();
  await walkTo(line);
  await line.click();
  const viewer = page.getByRole('dialog');
  await expect(viewer.getByText(/^Pagina 1 van /)).toBeVisible();
  const canvas = viewer.locator('canvas[data-page="1"]');
  await expect(canvas).toBeVisible();
  const darkPixels = await canvas.evaluate((element: HTMLCanvasElement) => {
    const { data } = element.getContext('2d')!.getImageData(0, 0, element.width, element.height);
    return data.filter((value, index) => index % 4 === 0 && value < 100).length;
  });
  expect(darkPixels).toBeGreaterThan(500);
  const name = await article().getAttribute('aria-label');
  await expect(viewer.getByText(name ?? '')).toBeAttached();
  await expectAccessible(page);
  await viewer.getByRole('button', { name: 'Groter' }).click();
  await expect(viewer.getByText('125%')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(viewer).toBeHidden();
  await expect(line).toBeFocused();
});

test('opens a photo of the media large, and closes it with Escape', async () => {
  await walkTo(article().getByRole('list', { name: "Foto's" }));
  const photo = article()
    .getByRole('button', { name: /^Foto groot bekijken/ })
    .first();
  await photo.click();
  const image = page.getByRole('dialog').getByRole('img');
  await expect(image).toBeVisible();
  await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBeGreaterThan(100);
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(photo).toBeFocused();
});

test('breaks no rule of the content policy on the way', () => {
  expect(complaints.filter((text) => /content security policy|refused|violat/i.test(text))).toEqual([]);
});
