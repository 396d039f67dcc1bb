import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import fc from 'fast-check';
import { i18n } from '../../app/i18n.ts';
import { usePreferencesStore } from '../../shared/preferences.store.ts';
import { useShortcutsStore } from '../../shared/shortcuts/shortcuts.store.ts';
import type { FakeAnswers } from '../../testing/fake-api.ts';
import { makeDetail, makeResult, makeSummary, testId } from '../../testing/make-candidate.ts';
import { mountAppAt, resizeWindow } from '../../testing/mount-app-at.ts';
import { openDialog, pressKey } from '../../testing/open-dialog.ts';

const CANDIDATES: FakeAnswers['candidates'] = {
  search: () => Promise.resolve(makeResult([makeSummary(1), makeSummary(2)])),
  get: () => Promise.resolve(makeDetail(1)),
};
const SINGLE_KEYS = 'shortcuts.single-keys';

let opened: Awaited<ReturnType<typeof mountAppAt>>;
beforeEach(() => resizeWindow(1440));
afterEach(() => opened.wrapper.unmount());

async function openAt(address: string, answers: FakeAnswers = {}): Promise<void> {
  opened = await mountAppAt(address, { candidates: CANDIDATES, ...answers });
}
async function openExplorer(): Promise<void> {
  await openAt(`/candidates/${testId(1)}`);
  await vi.waitFor(() => expect(opened.wrapper.find('.profile h2').exists()).toBe(true));
  await vi.waitFor(() => expect(opened.wrapper.find('[role=grid]').exists()).toBe(true));
}
/** Words of the sheet with the keys before them. */
const lines = () =>
  Object.fromEntries(
    [...(openDialog()?.querySelectorAll('.line') ?? [])].map((line) => [
      line.querySelector('dd')?.textContent,
      [...line.querySelectorAll('kbd')].map((key) => key.textContent),
    ]),
  );
async function openSheet(): Promise<void> {
  opened.wrapper.find<HTMLElement>('[aria-label="Sneltoetsen"]').element.focus();
  opened.wrapper.find<HTMLElement>('[aria-label="Sneltoetsen"]').element.click();
  await vi.waitFor(() => expect(openDialog()?.textContent).toContain('Sneltoetsen'));
}

describe('the sheet of shortcuts', () => {
  it('opens with ? and says what keys do on this screen (BX-09)', async () => {
    await openExplorer();
    expect(pressKey('?', { shiftKey: true })).toBe(true);
    await vi.waitFor(() => expect(openDialog()).not.toBeNull());
    expect(lines()).toMatchObject({
      'Naar het zoekveld': ['/'],
      'Door de lijst lopen': ['↓', '↑'],
      'Met sprongen door de lijst': ['Page Down', 'Page Up', 'Home', 'End'],
      'Kandidaat openen': ['Enter'],
      'Kandidaten op een rij kiezen': ['Shift+↓', 'Shift+↑'],
      'Favoriet maken of niet meer': ['s'],
      'Notities openen of sluiten': ['n'],
      'Zoeken en doen: alle acties en kandidaten': ['Ctrl+K'],
      'Dit overzicht': ['?'],
    });
  });

  it('leaves out what does nothing on another screen (BX-09)', async () => {
    await openAt('/candidates/favourites');
    await openSheet();
    expect(lines()).toHaveProperty('Dit overzicht');
    for (const absent of ['Naar het zoekveld', 'Door de lijst lopen', 'Notities openen of sluiten']) {
      expect(lines()).not.toHaveProperty([absent]);
    }
  });

  it('has words in both languages for every shortcut that is registered', async () => {
    await openExplorer();
    const keys = useShortcutsStore().registered.map(({ labelKey }) => labelKey);
    expect(keys.length).toBeGreaterThan(6);
    for (const key of keys) {
      expect([i18n.global.te(key, 'nl'), i18n.global.te(key, 'en')], key).toEqual([true, true]);
    }
  });

  it('gives the focus back when Escape closes it (BX-09)', async () => {
    await openAt('/candidates/favourites');
    await openSheet();
    pressKey('Escape');
    await vi.waitFor(() => expect(openDialog()).toBeNull());
    const button = opened.wrapper.find('[aria-label="Sneltoetsen"]').element;
    await vi.waitFor(() => expect(document.activeElement).toBe(button));
  });

  it('tells that single keys are off, and leaves them out (BX-09)', async () => {
    await openAt('/candidates/favourites');
    await usePreferencesStore().set(SINGLE_KEYS, false);
    expect(pressKey('?')).toBe(false);
    await openSheet();
    expect(openDialog()?.textContent).toContain('Sneltoetsen met één letter of teken staan uit');
    expect(lines()).not.toHaveProperty(['Dit overzicht']);
    expect(lines()).toHaveProperty(['Zoeken en doen: alle acties en kandidaten']);
  });
});

describe('choosing another key', () => {
  const KEYS = 'shortcuts.keys';
  const button = (label: string) => openDialog()?.querySelector<HTMLElement>(`[aria-label="${label}"]`) ?? null;
  const alertText = () => openDialog()?.querySelector('[role=alert]')?.textContent.trim() ?? '';
  /** Opens the sheet and asks for another key for this action. */
  async function change(name: string): Promise<void> {
    if (openDialog() === null) await openSheet();
    button(`Andere toets voor: ${name}`)?.click();
    await vi.waitFor(() => expect(document.activeElement?.textContent).toContain('Druk op de nieuwe toets'));
  }
  const idle = () => vi.waitFor(() => expect(openDialog()?.querySelector('.listener') ?? null).toBeNull());

  it('takes the key that is pressed, keeps it for all devices, and only that one works from then on (BX-09)', async () => {
    const setPreference = vi.fn(() => Promise.resolve(undefined));
    await openAt(`/candidates/${testId(1)}`, { app: { setPreference } });
    await vi.waitFor(() => expect(opened.wrapper.find('.profile h2').exists()).toBe(true));
    await change('Notities openen of sluiten');
    expect(pressKey('é')).toBe(true);
    await idle();
    expect(setPreference).toHaveBeenCalledWith({ key: KEYS, value: { 'shortcuts.notes': 'é' } });
    expect(lines()).toMatchObject({ 'Notities openen of sluiten': ['é'] });
    pressKey('Escape');
    await vi.waitFor(() => expect(openDialog()).toBeNull());
    expect(document.getElementById('notes-button')?.getAttribute('aria-keyshortcuts')).toBe('é');
    expect(pressKey('n')).toBe(false);
    expect(pressKey('é')).toBe(true);
    await vi.waitFor(() => expect(document.querySelector('.notes textarea')).not.toBeNull());
  });

  it('names who has the key already, and swaps the two when the user wants that (BX-09)', async () => {
    await openExplorer();
    await change('Notities openen of sluiten');
    pressKey('s');
    await vi.waitFor(() => expect(alertText()).toContain('De toets s hoort al bij: Favoriet maken of niet meer.'));
    expect(usePreferencesStore().values).not.toHaveProperty([KEYS]);
    openDialog()?.querySelector<HTMLElement>('.question .link-button')?.click();
    await idle();
    expect(lines()).toMatchObject({ 'Notities openen of sluiten': ['s'], 'Favoriet maken of niet meer': ['n'] });
    button('Weer n voor: Notities openen of sluiten')?.click();
    await vi.waitFor(() =>
      expect(lines()).toMatchObject({ 'Notities openen of sluiten': ['n'], 'Favoriet maken of niet meer': ['s'] }),
    );
    expect(usePreferencesStore().values[KEYS]).toEqual({});
  });

  it('refuses a key that writes nothing or is pressed with another one, and stops at Escape without closing (BX-09)', async () => {
    await openExplorer();
    await change('Notities openen of sluiten');
    for (const [key, held] of [['Enter'], ['F5'], ['Dead'], [' '], ['b', { ctrlKey: true }]] as const) {
      expect(pressKey(key, held), key).toBe(true);
      await vi.waitFor(() => expect(alertText()).toContain('Deze toets kan niet'));
    }
    expect(pressKey('Tab')).toBe(false);
    pressKey('Escape');
    await idle();
    expect(openDialog()).not.toBeNull();
    expect(lines()).toMatchObject({ 'Notities openen of sluiten': ['n'] });
  });

  it('goes on with the keys of the product when something else was kept (BX-09)', async () => {
    await openExplorer();
    usePreferencesStore().values = { [KEYS]: { 'shortcuts.notes': 'Enter' } };
    await openSheet();
    expect(lines()).toMatchObject({ 'Notities openen of sluiten': ['n'] });
  });
});

describe('the setting of single keys', () => {
  it('stands with theme and language, is on at first, and is kept for all devices (BX-09)', async () => {
    const setPreference = vi.fn(() => Promise.resolve(undefined));
    await openAt('/candidates/favourites', { app: { setPreference } });
    await opened.wrapper.find('.avatar-button').trigger('click');
    const box = () => document.querySelector<HTMLInputElement>('.panel input[type=checkbox]');
    await vi.waitFor(() => expect(box()?.labels?.[0]?.textContent.trim()).toBe('Sneltoetsen met één letter'));
    expect(box()?.checked).toBe(true);
    box()?.click();
    await vi.waitFor(() => expect(setPreference).toHaveBeenCalledWith({ key: SINGLE_KEYS, value: false }));
    expect(useShortcutsStore().singleKeys).toBe(false);
  });
});

describe('typing', () => {
  const PER_RUN = 100;
  const character = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 });
  /** The characters that mean something elsewhere come often. */
  const text = fc.array(fc.oneof(character, fc.constantFrom('?', '/', 'n', 's', 'a', 'k', ' ')), {
    minLength: PER_RUN,
    maxLength: PER_RUN,
  });

  /** Whoever acts on a key takes it, so a key that nobody took did nothing. */
  function typeManyInto(field: HTMLElement): void {
    field.focus();
    expect(document.activeElement).toBe(field);
    const layers = document.querySelectorAll('.v-overlay').length;
    fc.assert(
      fc.property(text, (characters) => {
        expect(characters.filter((key) => pressKey(key))).toEqual([]);
        expect(document.activeElement).toBe(field);
      }),
      { numRuns: 10_000 / PER_RUN },
    );
    expect(document.querySelectorAll('.v-overlay')).toHaveLength(layers);
  }
  const textFields = () => [
    ...document.querySelectorAll<HTMLElement>('input:not([type=radio]):not([type=checkbox]), textarea, main select'),
  ];

  it('10,000 random characters in every text field of the explorer triggers no shortcut (BX-09)', async () => {
    await openExplorer();
    expect(pressKey('n')).toBe(true);
    await vi.waitFor(() => expect(document.querySelector('.notes textarea')).not.toBeNull());
    const fields = textFields();
    expect(fields.length).toBeGreaterThanOrEqual(3);
    for (const field of fields) if (!field.hasAttribute('disabled')) typeManyInto(field);
    expect(document.querySelector('.notes')).not.toBeNull();
  });

  it('10,000 random characters in the list of notes and in the palette triggers no shortcut (BX-09)', async () => {
    await openAt('/candidates/notes');
    await vi.waitFor(() => expect(textFields()).not.toEqual([]));
    for (const field of textFields()) typeManyInto(field);
    pressKey('k', { ctrlKey: true });
    await vi.waitFor(() => expect(document.activeElement?.getAttribute('role')).toBe('combobox'));
    typeManyInto(document.activeElement as HTMLElement);
  });
});
