import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { NoteListRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { refuse, type FakeAnswers } from '../testing/fake-api.ts';
import { fullDetail } from '../testing/full-detail.ts';
import { testId } from '../testing/make-candidate.ts';
import { makeNote } from '../testing/make-note.ts';
import { mountAppAt, resizeWindow } from '../testing/mount-app-at.ts';
import { accessibleName } from '../testing/read-page.ts';
import { useNoteListStore } from './note-list.store.ts';

type Calls = NonNullable<FakeAnswers['candidates']>;
type Asked = Parameters<NonNullable<Calls['listNotes']>>[0];
let opened: Awaited<ReturnType<typeof mountAppAt>>;
let asked: Asked[];
beforeEach(() => {
  resizeWindow(1440);
  asked = [];
});
afterEach(() => opened.wrapper.unmount());

const page = () => opened.wrapper.find('.overview');
const rows = () => page().findAll('tbody tr');
const named = (name: string) =>
  page()
    .findAll('button, a')
    .find((button) => accessibleName(button.element) === name);
const makeRow = (number: number, changes: Partial<NoteListRow> = {}): NoteListRow => ({
  ...makeNote(1),
  id: testId(600 + number),
  candidateName: `Kandidaat ${number}`,
  ...changes,
});

async function openPage(items: readonly NoteListRow[], calls: Calls = {}) {
  opened = await mountAppAt('/candidates/notes', {
    candidates: {
      listNotes: (input) => {
        asked.push(input);
        return Promise.resolve({ total: items.length, items: items.slice(input.offset, input.offset + input.limit) });
      },
      get: () => Promise.resolve(fullDetail({ noteCount: 1 })),
      notes: () => Promise.resolve([makeNote(1)]),
      ...calls,
    },
  });
  await vi.waitFor(() => expect(page().find('table, .state').exists()).toBe(true));
}

describe('the overview of notes', () => {
  it('is a tab beside the favourites (HW-NOTE-01)', async () => {
    await openPage([makeRow(1)]);
    const tabs = opened.wrapper.findAll('.tab');
    expect(tabs.map((tab) => tab.text())).toEqual(
      expect.arrayContaining(['Favorieten', 'Notities', 'Contactverzoeken']),
    );
    expect(opened.wrapper.find('.tab[aria-current=page]').text()).toBe('Notities');
  });

  it('says of each note of whom it is, what it says, whose it is, who reads it and whether it waits (HW-NOTE-01, HW-NOTE-09)', async () => {
    await openPage([
      makeRow(1, {
        text: 'Bel terug',
        pending: true,
        candidateName: 'Sanne de Vries',
        createdAt: '2026-01-12T09:30:00Z',
      }),
      makeRow(2, { own: false, authorName: 'Kim Bakker', scope: 'ORGANIZATION' }),
    ]);
    const [first, second] = rows();
    expect(first?.find('th').text()).toBe('Sanne de Vries');
    expect(first?.find('.text').text()).toBe('Bel terug');
    expect(first?.text()).toContain('Jij');
    expect(first?.text()).toContain('Alleen ik');
    expect(first?.find('time').text()).toBe('ma 12 jan 2026');
    expect(first?.find('.pending').attributes('aria-label')).toBe('Wacht op verzending');
    expect(second?.text()).toContain('Kim Bakker');
    expect(second?.text()).toContain('Mijn organisatie');
    expect(second?.find('.pending').exists()).toBe(false);
  });

  it('unfolds a long text and folds it again (HW-NOTE-06)', async () => {
    await openPage([makeRow(1, { text: 'Regel een\nRegel twee\nRegel drie' }), makeRow(2)]);
    expect(rows()[1]?.find('[aria-expanded]').exists()).toBe(false);
    const toggle = named('Notitie bij Kandidaat 1 uitklappen');
    expect(toggle?.attributes('aria-expanded')).toBe('false');
    await toggle?.trigger('click');
    expect(rows()[0]?.find('.text').classes()).not.toContain('folded');
    await named('Notitie bij Kandidaat 1 inklappen')?.trigger('click');
    expect(rows()[0]?.find('.text').classes()).toContain('folded');
  });

  it('starts with the newest, and sorts by date and by name, both ways', async () => {
    await openPage([makeRow(1)]);
    const sortOf = () =>
      page()
        .findAll('thead th')
        .map((header) => header.attributes('aria-sort'));
    expect(sortOf()).toEqual([undefined, undefined, undefined, 'descending']);
    await named('Datum')?.trigger('click');
    await named('Kandidaat')?.trigger('click');
    expect(sortOf()).toEqual(['ascending', undefined, undefined, undefined]);
    await named('Kandidaat')?.trigger('click');
    await named('Datum')?.trigger('click');
    expect(asked.map(({ sort }) => sort)).toEqual(['newest', 'oldest', 'name-asc', 'name-desc', 'newest']);
  });

  it('shows those of mine or of colleagues', async () => {
    await openPage([makeRow(1)]);
    await page().find('input[value=others]').setValue();
    await page().find('input[value=own]').setValue();
    expect(asked.map(({ whose }) => whose)).toEqual(['all', 'others', 'own']);
  });

  it('searches once typing stops, from the first page, and says when nothing fits', async () => {
    const many = Array.from({ length: 45 }, (_, index) => makeRow(index + 1));
    await openPage(many, {
      listNotes: (input) => {
        asked.push(input);
        return Promise.resolve(
          input.text === ''
            ? { total: 45, items: many.slice(input.offset, input.offset + 20) }
            : { total: 0, items: [] },
        );
      },
    });
    await named('Volgende pagina')?.trigger('click');
    const field = page().find('input[type=search]');
    await field.setValue('heftr');
    await field.setValue('heftruck');
    await vi.waitFor(() => expect(page().find('.state').exists()).toBe(true));
    expect(asked.map(({ text, offset }) => [text, offset])).toEqual([
      ['', 0],
      ['', 20],
      ['heftruck', 0],
    ]);
    expect(page().find('.state').text()).toContain('Geen notities gevonden');
    await named('Toon alle notities')?.trigger('click');
    await vi.waitFor(() => expect(rows()).toHaveLength(20));
    expect((field.element as HTMLInputElement).value).toBe('');
  });

  it('gives twenty a page, with arrows', async () => {
    await openPage(Array.from({ length: 45 }, (_, index) => makeRow(index + 1)));
    expect(page().find('.paging p').text()).toBe('1–20 van 45');
    expect(named('Vorige pagina')?.attributes('disabled')).toBeDefined();
    await named('Volgende pagina')?.trigger('click');
    await named('Volgende pagina')?.trigger('click');
    await vi.waitFor(() => expect(page().find('.paging p').text()).toBe('41–45 van 45'));
    expect(rows()).toHaveLength(5);
    expect(named('Volgende pagina')?.attributes('disabled')).toBeDefined();
  });

  it('opens the candidate with his notes beside the profile, and goes back to the overview (HW-NOTE-02)', async () => {
    await openPage([makeRow(1, { candidateName: 'Sanne de Vries' })]);
    await named('Sanne de Vries')?.trigger('click');
    await vi.waitFor(() => expect(opened.wrapper.find('aside.notes').exists()).toBe(true));
    expect(opened.router.currentRoute.value).toMatchObject({ name: 'note-candidate', params: { id: testId(1) } });
    expect(useNoteListStore().rows).toEqual([]);
    expect(opened.wrapper.find('.tab[aria-current=page]').text()).toBe('Notities');
    await opened.wrapper.find('[aria-label="Terug"]').trigger('click');
    await vi.waitFor(() => expect(opened.router.currentRoute.value.name).toBe('notes'));
  });

  it('says what would stand here when there are none', async () => {
    await openPage([]);
    expect(page().find('.state').text()).toContain('Nog geen notities');
    expect(named('Kandidaten zoeken')?.exists()).toBe(true);
  });

  it('says that it failed, and tries again', async () => {
    let fail = true;
    await openPage([], {
      listNotes: () => (fail ? refuse('Dat lukt nu niet') : Promise.resolve({ total: 1, items: [makeRow(1)] })),
    });
    expect(page().find('[role=alert]').text()).toContain('Dat lukt nu niet');
    fail = false;
    await named('Opnieuw proberen')?.trigger('click');
    await flushPromises();
    expect(rows()).toHaveLength(1);
  });
});
