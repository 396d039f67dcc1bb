import { expect, type Locator, type Page } from '@playwright/test';

export const notesPanel = (page: Page): Locator => page.getByRole('complementary', { name: /^Notities bij / });
export const syncPanel = (page: Page): Locator => page.getByRole('complementary', { name: 'Bijwerken', exact: true });
/** Lines of the notes panel that hold this text. */
export const noteLine = (page: Page, text: string | RegExp): Locator =>
  notesPanel(page).getByRole('listitem').filter({ hasText: text });

export async function openNotes(page: Page): Promise<void> {
  if (await notesPanel(page).isVisible()) return;
  await page
    .getByRole('button', { name: /^Notities/ })
    .first()
    .click();
  await expect(notesPanel(page)).toBeVisible();
}

/** Writes a note about the profile on screen. */
export async function addNote(page: Page, text: string, scope: 'Alleen ik' | 'Mijn organisatie'): Promise<void> {
  await openNotes(page);
  const panel = notesPanel(page);
  const box = panel.getByLabel('Nieuwe notitie');
  await expect(
    box.or(panel.getByRole('button', { name: /^(Notitie toevoegen|Verder met je concept)$/ })).first(),
  ).toBeVisible();
  if (!(await box.isVisible())) await panel.getByRole('button', { name: /^(Notitie toevoegen|Verder met)/ }).click();
  await box.fill(text);
  await panel.getByRole('radio', { name: scope }).check();
  await panel.getByRole('button', { name: 'Voeg toe', exact: true }).click();
  await expect(noteLine(page, text)).toBeVisible();
}

/** Changes the text of a note of one's own. */
export async function editNote(page: Page, from: string, to: string): Promise<void> {
  await openNotes(page);
  await notesPanel(page)
    .getByRole('button', { name: `Notitie uitklappen: ${from}` })
    .click();
  await notesPanel(page)
    .getByRole('button', { name: `Notitie aanpassen: ${from}` })
    .click();
  await notesPanel(page).getByLabel('Notitie aanpassen', { exact: true }).fill(to);
  await notesPanel(page).getByRole('button', { name: 'Pas aan', exact: true }).click();
  await expect(noteLine(page, to)).toBeVisible();
}

export async function openSyncPanel(page: Page): Promise<Locator> {
  const panel = syncPanel(page);
  if (!(await panel.isVisible())) await page.getByRole('button', { name: /Open het overzicht/ }).click();
  await expect(panel).toBeVisible();
  return panel;
}

export async function closeSyncPanel(page: Page): Promise<void> {
  if (await syncPanel(page).isVisible()) await syncPanel(page).getByRole('button', { name: 'Sluiten' }).click();
  await expect(syncPanel(page)).toBeHidden();
}

/** Presses 'Nu bijwerken' until nothing waits for sending any more. */
export async function sendAll(page: Page): Promise<void> {
  const panel = await openSyncPanel(page);
  await expect(async () => {
    const now = panel.getByRole('button', { name: 'Nu bijwerken' });
    if (await now.isVisible()) await now.click();
    await expect(panel.getByText('Alles is verzonden.')).toBeVisible({ timeout: 2_000 });
    await expect(panel.getByText(/^Bijgewerkt om/)).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 90_000 });
}
