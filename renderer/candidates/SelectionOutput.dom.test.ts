import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { EXPORT_COLUMNS } from '@hallowerk/contract/candidates/candidate-export.ts';
import type { CandidateSummary } from '@hallowerk/contract/candidates/candidate-search.ts';
import { fakeApi, later, refuse, TEST_INFO, type FakeAnswers } from '../testing/fake-api.ts';
import { makeResult, makeSummary, testId } from '../testing/make-candidate.ts';
import { mountAppAt, resizeWindow } from '../testing/mount-app-at.ts';
import { accessibleName } from '../testing/read-page.ts';

let opened: Awaited<ReturnType<typeof mountAppAt>>;
/** happy-dom lays nothing out; the list needs a height to know which rows are near. */
beforeEach(() => {
  resizeWindow(1440);
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(560);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(400);
});
afterEach(() => opened.wrapper.unmount());

const grid = () => opened.wrapper.find('[role=grid]');
const bar = () => opened.wrapper.find('.selection');
const dialog = () => document.querySelector<HTMLElement>('[role=dialog]');
const words = () => dialog()?.textContent?.replace(/\s+/g, ' ') ?? '';
const buttonIn = (root: ParentNode | null, name: string) =>
  [...(root?.querySelectorAll('button') ?? [])].find((button) => accessibleName(button) === name);
async function press(root: ParentNode | null, name: string): Promise<void> {
  buttonIn(root, name)?.click();
  await flushPromises();
}

/** The list with all of `count` candidates chosen, and the preview of one action on them. */
async function openPreview(
  name: 'Printen' | 'Exporteren',
  calls: FakeAnswers['candidates'] = {},
  { count = 3, canSavePdf = false, items = several(count) } = {},
): Promise<void> {
  opened = await mountAppAt('/candidates', {
    app: { ...fakeApi().app, info: () => Promise.resolve({ ...TEST_INFO, canSavePdf }) },
    candidates: {
      search: ({ offset, limit }) => Promise.resolve(makeResult(items.slice(offset, offset + limit), items.length)),
      ...calls,
    },
  });
  await vi.waitFor(() => expect(grid().findAll('[role=checkbox]').length).toBeGreaterThan(0));
  (grid().element as HTMLElement).focus();
  await grid().trigger('focus');
  await grid().trigger('keydown', { key: 'a', ctrlKey: true, bubbles: true });
  await press(bar().element, name);
  await vi.waitFor(() => expect(dialog()).not.toBeNull());
  await flushPromises();
}
const several = (count: number): CandidateSummary[] => Array.from({ length: count }, (_, at) => makeSummary(at + 1));

describe('the preview of an export', () => {
  it('names ten people, counts the others, and says what goes along and what does not', async () => {
    await openPreview('Exporteren', {}, { count: 12 });
    expect(words()).toContain('12 kandidaten gaan mee.');
    const named = [...dialog()!.querySelectorAll('li')].map((line) => line.textContent);
    expect(named).toHaveLength(11);
    expect(named.at(-1)).toBe('en nog 2');
    for (const { header } of EXPORT_COLUMNS) expect(words()).toContain(header);
    expect(words()).toContain('Contactgegevens, interne gegevens en belastbaarheid.');
  });

  it('tells who is not visible any more, and leaves them out of the file', async () => {
    const exportSelection = vi.fn(() => Promise.resolve({ outcome: 'saved' as const, fileName: 'lijst.xlsx' }));
    const items = several(3);
    const gone = items[1]!;
    await openPreview('Exporteren', {
      checkSelection: () => Promise.resolve({ visible: [testId(1), testId(3)], gone: [gone.id] }),
      exportSelection,
    });
    expect(words()).toContain('2 kandidaten gaan mee.');
    expect(words()).toContain(`1 kandidaat is niet meer zichtbaar en gaat niet mee: ${gone.name}.`);
    await press(dialog(), 'Exporteren');
    expect(exportSelection).toHaveBeenCalledWith(
      { ids: [items[0]!.id, items[2]!.id], format: 'XLSX' },
      expect.objectContaining({ signal: expect.any(AbortSignal) }),
    );
  });

  it('makes the chosen format, says where it is, and keeps the selection', async () => {
    const exportSelection = vi.fn<DesktopApi['candidates']['exportSelection']>(() =>
      Promise.resolve({ outcome: 'saved', fileName: 'lijst.csv' }),
    );
    await openPreview('Exporteren', { exportSelection });
    dialog()!.querySelector<HTMLInputElement>('input[value=CSV]')!.click();
    exportSelection.mockImplementationOnce(() => refuse('Niet opgeslagen: de schijf is vol.'));
    await press(dialog(), 'Exporteren');
    await press(dialog(), 'Exporteren');
    expect(exportSelection.mock.calls.map(([{ format }]) => format)).toEqual(['CSV', 'CSV']);
    expect(words()).toContain('Bewaard als lijst.csv.');
    await press(dialog(), 'Sluiten');
    expect(bar().text()).toContain('3 gekozen');
  });

  it('goes back to the preview when the user cancels the save dialog', async () => {
    await openPreview('Exporteren', { exportSelection: () => Promise.resolve({ outcome: 'cancelled' }) });
    await press(dialog(), 'Exporteren');
    expect(words()).not.toContain('Bewaard');
    expect(buttonIn(dialog(), 'Exporteren')?.disabled).toBe(false);
  });

  it('says what went wrong and keeps everything as it was', async () => {
    await openPreview('Exporteren', { exportSelection: () => refuse('Niet opgeslagen: de schijf is vol.') });
    await press(dialog(), 'Exporteren');
    expect(dialog()!.querySelector('[role=alert]')?.textContent).toContain('de schijf is vol');
    expect(buttonIn(dialog(), 'Exporteren')?.disabled).toBe(false);
    expect(bar().text()).toContain('3 gekozen');
  });

  it('shows that it is busy after a second, and stops when the user cancels', async () => {
    const answer = later<never>();
    let signal: AbortSignal | undefined;
    await openPreview('Exporteren', {
      exportSelection: (_input, options) => {
        signal = options?.signal;
        return answer.promise;
      },
    });
    await press(dialog(), 'Exporteren');
    expect(words()).not.toContain('Bezig met');
    await vi.waitFor(() => expect(words()).toContain('Bezig met 3 kandidaten'), 5_000);
    await press(dialog(), 'Annuleren');
    expect(signal?.aborted).toBe(true);
    answer.reject(new DOMException('stopped', 'AbortError'));
    await flushPromises();
    expect(dialog()!.querySelector('[role=alert]')).toBeNull();
    expect(buttonIn(dialog(), 'Exporteren')?.disabled).toBe(false);
  });
});

describe('the preview of a print', () => {
  it('opens the print view of a job, whose address names nobody, where the browser prints', async () => {
    const open = vi.spyOn(window, 'open').mockReturnValue(null);
    await openPreview('Printen');
    expect(words()).toContain('3 profielen worden geprint.');
    expect(dialog()!.querySelector('input')).toBeNull();
    await press(dialog(), 'Printen');
    await vi.waitFor(() => expect(open).toHaveBeenCalled());
    expect(open.mock.calls[0]?.[0]).toBe(`#/print/selections/${testId(1)}?dialog=1`);
    expect(words()).toContain('Het printvenster is geopend.');
  });

  it('saves one PDF where there is a save dialog, in the order of the screen', async () => {
    const startPrint = vi.fn(() => Promise.resolve({ jobId: testId(7), count: 3 }));
    const saveSelectionPdf = vi.fn(() => Promise.resolve({ outcome: 'saved' as const, fileName: 'mijn.pdf' }));
    await openPreview('Printen', { startPrint, saveSelectionPdf }, { canSavePdf: true });
    await press(dialog(), 'Printen');
    expect(startPrint).toHaveBeenCalledWith({ ids: several(3).map(({ id }) => id) });
    expect(saveSelectionPdf).toHaveBeenCalledWith({ jobId: testId(7) }, expect.anything());
    expect(words()).toContain('Bewaard als mijn.pdf.');
  });
});
