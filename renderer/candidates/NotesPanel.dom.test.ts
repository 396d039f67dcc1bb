import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NOTE_MAX_LENGTH } from '@hallowerk/contract/candidates/note.ts';
import type { NoteRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { api } from '../api/app-api.ts';
import { useSyncStore } from '../sync/sync.store.ts';
import { refuse, TEST_SYNC, type FakeAnswers } from '../testing/fake-api.ts';
import { fullDetail } from '../testing/full-detail.ts';
import { makeCard, testId } from '../testing/make-candidate.ts';
import { makeNote, noteCalls } from '../testing/make-note.ts';
import { mountAppAt, resizeWindow } from '../testing/mount-app-at.ts';
import { accessibleName } from '../testing/read-page.ts';

type Opened = Awaited<ReturnType<typeof mountAppAt>>;
let opened: Opened;
let kept: Record<string, unknown>;
beforeEach(() => {
  resizeWindow(1440);
  kept = {};
});
afterEach(() => opened.wrapper.unmount());

const page = () => opened.wrapper;
const panel = () => page().find('aside.notes');
const notesButton = () => page().find('#notes-button');
const named = (name: string | RegExp) =>
  page()
    .findAll('button')
    .find((button) => {
      const found = accessibleName(button.element);
      return typeof name === 'string' ? found === name : name.test(found);
    });
const box = () => panel().find('textarea');
const firstLines = () =>
  panel()
    .findAll('.line')
    .map((line) => line.find('.first, .whole, .deleted').text());

/** The profile page of a favourite, with these notes in core. */
async function openProfile(notes: readonly NoteRow[] = [], candidates: FakeAnswers['candidates'] = {}) {
  const core = noteCalls(notes);
  const get = ({ id }: { id: string }) =>
    Promise.resolve(
      id === testId(1)
        ? fullDetail({ noteCount: notes.length })
        : fullDetail({ card: makeCard(2, { firstName: 'Piet', lastName: 'Bos' }), noteCount: 0 }),
    );
  opened = await mountAppAt(`/candidates/favourites/${testId(1)}`, {
    app: {
      preferences: () => Promise.resolve(kept as never),
      setPreference: ({ key, value }) => {
        kept[key] = value;
        return Promise.resolve();
      },
    },
    candidates: { ...core.calls, get, ...candidates },
  });
  await vi.waitFor(() => expect(notesButton().exists()).toBe(true));
  return core;
}

async function openNotes(notes: readonly NoteRow[] = [], candidates: FakeAnswers['candidates'] = {}) {
  const core = await openProfile(notes, candidates);
  await notesButton().trigger('click');
  await vi.waitFor(() => expect(panel().find('textarea, .add').exists()).toBe(true));
  return core;
}

describe('the button of the notes', () => {
  it('shows with a coloured dot how many notes there are, and says it (HW-NOTE-05)', async () => {
    await openProfile([makeNote(2), makeNote(1)]);
    expect(notesButton().find('.note-count').text()).toBe('2');
    expect(accessibleName(notesButton().element)).toBe('Notities: 2 bewaard');
  });

  it('has no dot when there are none (HW-NOTE-05)', async () => {
    await openProfile();
    expect(notesButton().find('.note-count').exists()).toBe(false);
    expect(accessibleName(notesButton().element)).toBe('Notities');
  });

  it('opens a panel beside the profile and closes it again (HW-NOTE-02)', async () => {
    await openNotes([makeNote(1)]);
    expect(panel().attributes('aria-label')).toBe('Notities bij Sanne de Vries');
    expect(notesButton().attributes('aria-expanded')).toBe('true');
    expect(notesButton().attributes('aria-controls')).toBe(panel().attributes('id'));
    await notesButton().trigger('click');
    expect(panel().exists()).toBe(false);
  });

  it('gets the focus back when Escape closes the panel (HW-NOTE-02)', async () => {
    await openNotes();
    await vi.waitFor(() => expect(document.activeElement).toBe(box().element));
    await box().trigger('keydown', { key: 'Escape' });
    await vi.waitFor(() => expect(document.activeElement).toBe(notesButton().element));
    expect(panel().exists()).toBe(false);
  });

  it('opens and closes with the letter n, but not while somebody types (HW-NOTE-02)', async () => {
    await openProfile([makeNote(1)]);
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'n' }));
    await vi.waitFor(() => expect(named('Notitie toevoegen')?.exists()).toBe(true));
    await named('Notitie toevoegen')?.trigger('click');
    await box().trigger('keydown', { key: 'n', bubbles: true });
    expect(panel().exists()).toBe(true);
    await named('Notities sluiten')?.trigger('click');
    expect(panel().exists()).toBe(false);
  });

  it('leaves the focus where it is when the panel is still open for somebody else', async () => {
    await openNotes([makeNote(1)]);
    const elsewhere = page().find<HTMLElement>('.avatar-button').element;
    elsewhere.focus();
    await opened.router.push({ name: 'favourite', params: { id: testId(2) } });
    await vi.waitFor(() => expect(panel().attributes('aria-label')).toBe('Notities bij Piet Bos'));
    await vi.waitFor(() => expect(box().exists()).toBe(true));
    expect(document.activeElement).toBe(elsewhere);
  });

  it('follows the number of notes while the panel is open (HW-NOTE-05)', async () => {
    await openNotes([makeNote(1)]);
    await named('Notitie toevoegen')?.trigger('click');
    await box().setValue('Nog een');
    await panel().find('form').trigger('submit');
    await vi.waitFor(() => expect(notesButton().find('.note-count').text()).toBe('2'));
  });
});

describe('a new note', () => {
  it('can be typed at once when there are none (HW-NOTE-03)', async () => {
    await openNotes();
    expect(accessibleName(panel().find('label').element)).toBe('Nieuwe notitie');
    expect(panel().find('label').attributes('for')).toBe(box().attributes('id'));
    await vi.waitFor(() => expect(document.activeElement).toBe(box().element));
  });

  it('is behind a button when there are notes already (HW-NOTE-03)', async () => {
    await openNotes([makeNote(1)]);
    expect(box().exists()).toBe(false);
    await vi.waitFor(() => expect(document.activeElement).toBe(named('Notitie toevoegen')?.element));
    await named('Notitie toevoegen')?.trigger('click');
    expect(document.activeElement).toBe(box().element);
  });

  it("is kept with 'Voeg toe', for the writer alone unless he chooses otherwise (HW-NOTE-04, HW-NOTE-09)", async () => {
    const { asked } = await openNotes();
    await box().setValue('  Werkt graag vroeg  ');
    expect(panel().find<HTMLInputElement>('input[value=PRIVATE]').element.checked).toBe(true);
    expect(named('Voeg toe')?.attributes('type')).toBe('submit');
    await panel().find('form').trigger('submit');
    await vi.waitFor(() => expect(firstLines()).toEqual(['Werkt graag vroeg']));
    expect(asked).toEqual([
      { call: 'addNote', input: { candidateId: testId(1), text: 'Werkt graag vroeg', scope: 'PRIVATE' } },
    ]);
    await vi.waitFor(() => expect(document.activeElement).toBe(named('Notitie toevoegen')?.element));
  });

  it('can be shared with the organisation, and says who reads it then (HW-NOTE-09)', async () => {
    const { asked } = await openNotes();
    expect(panel().find('fieldset').text()).toMatch(/Wie ziet deze notitie\?.*Alleen ik.*Mijn organisatie.*lezen mee/s);
    await box().setValue('Voor het team');
    await panel().find('input[value=ORGANIZATION]').trigger('change');
    await panel().find('form').trigger('submit');
    await vi.waitFor(() => expect(asked[0]?.input).toMatchObject({ scope: 'ORGANIZATION' }));
  });

  it.each([{ ctrlKey: true }, { metaKey: true }])('is kept with Enter and %o (HW-NOTE-04)', async (keys) => {
    const { asked } = await openNotes();
    await box().setValue('Kort');
    await box().trigger('keydown', { key: 'Enter', ...keys });
    await vi.waitFor(() => expect(asked).toHaveLength(1));
  });

  it('is not sent empty, and says why', async () => {
    const { asked } = await openNotes();
    await box().setValue('   ');
    await panel().find('form').trigger('submit');
    expect(panel().text()).toContain('Schrijf eerst iets op');
    expect(box().attributes('aria-invalid')).toBe('true');
    expect(asked).toEqual([]);
  });

  it('counts near the limit and refuses what is too long without cutting it', async () => {
    const { asked } = await openNotes();
    await box().setValue('a'.repeat(NOTE_MAX_LENGTH - 401));
    expect(panel().text()).not.toMatch(/Nog \d+ tekens/);
    await box().setValue('a'.repeat(NOTE_MAX_LENGTH - 20));
    expect(panel().text()).toContain('Nog 20 tekens');
    await box().setValue('a'.repeat(NOTE_MAX_LENGTH + 5));
    expect(panel().text()).toContain('5 tekens te veel');
    await panel().find('form').trigger('submit');
    expect(asked).toEqual([]);
    expect((box().element as HTMLTextAreaElement).value).toHaveLength(NOTE_MAX_LENGTH + 5);
  });

  it('keeps its text when core refuses it, and says what went wrong', async () => {
    await openNotes([], { addNote: () => refuse('De schijf is vol. Maak ruimte vrij.') });
    await box().setValue('Niet kwijtraken');
    await panel().find('form').trigger('submit');
    await vi.waitFor(() => expect(panel().find('[role=alert]').text()).toBe('De schijf is vol. Maak ruimte vrij.'));
    expect((box().element as HTMLTextAreaElement).value).toBe('Niet kwijtraken');
  });
});

describe('a draft of a note', () => {
  it('outlives closing the panel (HW-NOTE-01)', async () => {
    await openNotes();
    await box().setValue('Nog niet klaar');
    await notesButton().trigger('click');
    await notesButton().trigger('click');
    await vi.waitFor(() => expect((box().element as HTMLTextAreaElement).value).toBe('Nog niet klaar'));
  });

  it('belongs to its candidate and is there again after looking at somebody else (HW-NOTE-01)', async () => {
    await openNotes();
    await box().setValue('Over Sanne');
    await opened.router.push({ name: 'favourite', params: { id: testId(2) } });
    await vi.waitFor(() => expect(panel().attributes('aria-label')).toBe('Notities bij Piet Bos'));
    await vi.waitFor(() => expect((box().element as HTMLTextAreaElement).value).toBe(''));
    await opened.router.push({ name: 'favourite', params: { id: testId(1) } });
    await vi.waitFor(() => expect((box().element as HTMLTextAreaElement).value).toBe('Over Sanne'));
  });

  it('is kept by core, not by the browser, and comes back after a restart (HW-NOTE-01)', async () => {
    await openNotes([makeNote(1)]);
    await named('Notitie toevoegen')?.trigger('click');
    await box().setValue('Voor straks');
    await vi.waitFor(() => expect(kept[`note-draft.${testId(1)}`]).toEqual({ text: 'Voor straks', scope: 'PRIVATE' }));
    expect(JSON.stringify([{ ...localStorage }, { ...sessionStorage }])).not.toContain('Voor straks');
    page().unmount();
    await openNotes([makeNote(1)]);
    expect((box().element as HTMLTextAreaElement).value).toBe('Voor straks');
  });

  it('goes when the note is kept', async () => {
    await openNotes();
    await box().setValue('Klaar');
    await panel().find('form').trigger('submit');
    await vi.waitFor(() => expect(kept[`note-draft.${testId(1)}`]).toBeNull());
  });

  it('folds without being lost', async () => {
    await openNotes([makeNote(1)]);
    await named('Notitie toevoegen')?.trigger('click');
    await box().setValue('Straks verder');
    await named('Inklappen')?.trigger('click');
    expect(box().exists()).toBe(false);
    await named('Verder met je concept')?.trigger('click');
    expect((box().element as HTMLTextAreaElement).value).toBe('Straks verder');
  });

  it('says so when core cannot keep it, and tries again with the next letter', async () => {
    await openNotes();
    const works = api().app.setPreference;
    api().app.setPreference = () => refuse('De schijf is vol');
    await box().setValue('a');
    await vi.waitFor(() => expect(panel().text()).toContain('Je concept wordt nu niet bewaard'));
    api().app.setPreference = works;
    await box().setValue('ab');
    await vi.waitFor(() => expect(kept[`note-draft.${testId(1)}`]).toEqual({ text: 'ab', scope: 'PRIVATE' }));
    await vi.waitFor(() => expect(panel().text()).not.toContain('Je concept wordt nu niet bewaard'));
  });
});

describe('the list of notes', () => {
  const LONG = 'Eerste regel\nTweede regel met meer';

  it('shows the first line and the date of each, and unfolds with the arrow at the right (HW-NOTE-06)', async () => {
    await openNotes([makeNote(9, { text: LONG }), makeNote(3)]);
    expect(firstLines()).toEqual(['Eerste regel', 'Notitie 3']);
    expect(
      panel()
        .findAll('.line time')
        .map((time) => time.text()),
    ).toEqual(['wo 9 sep 2026', 'do 3 sep 2026']);
    const arrow = panel().find('.unfold');
    expect(accessibleName(arrow.element)).toBe('Notitie uitklappen: Eerste regel');
    expect(arrow.attributes('aria-expanded')).toBe('false');
    await arrow.trigger('click');
    expect(panel().find('.whole').element.textContent).toBe(LONG);
    expect(panel().find('.unfold').attributes('aria-expanded')).toBe('true');
  });

  it('names the writer, and shows notes of others without pencil and bin (HW-NOTE-07, HW-NOTE-09)', async () => {
    await openNotes([makeNote(5, { own: false, authorName: 'Kim Bakker', scope: 'ORGANIZATION' }), makeNote(4)]);
    expect(
      panel()
        .findAll('.meta')
        .map((meta) => meta.text().replace(/\s+/g, ' ')),
    ).toEqual(['Kim Bakker · za 5 sep 2026 · Mijn organisatie', 'Jij · vr 4 sep 2026 · Alleen ik']);
    for (const arrow of panel().findAll('.unfold')) await arrow.trigger('click');
    const [others, own] = panel().findAll('.line');
    expect(others?.find('.actions').exists()).toBe(false);
    expect(own?.findAll('.actions button').map((button) => accessibleName(button.element))).toEqual([
      'Notitie aanpassen: Notitie 4',
      'Notitie verwijderen: Notitie 4',
    ]);
  });

  it('shows a clock at what was not sent yet', async () => {
    await openNotes([makeNote(2, { pending: true }), makeNote(1)]);
    expect(
      panel()
        .findAll('.pending')
        .map((clock) => accessibleName(clock.element)),
    ).toEqual(['Wacht op verzending']);
  });

  it("changes a note in place with the pencil, and 'Pas aan' keeps it (HW-NOTE-07)", async () => {
    const { asked } = await openNotes([makeNote(1)]);
    await panel().find('.unfold').trigger('click');
    await named(/^Notitie aanpassen/)?.trigger('click');
    expect((box().element as HTMLTextAreaElement).value).toBe('Notitie 1');
    expect(document.activeElement).toBe(box().element);
    await box().setValue('Beter');
    expect(named('Pas aan')?.exists()).toBe(true);
    await panel().find('form').trigger('submit');
    await vi.waitFor(() => expect(firstLines()).toEqual(['Beter']));
    expect(asked).toEqual([{ call: 'editNote', input: { id: testId(601), text: 'Beter' } }]);
  });

  it("leaves a note as it was with 'Annuleer' (HW-NOTE-07)", async () => {
    const { asked } = await openNotes([makeNote(1)]);
    await panel().find('.unfold').trigger('click');
    await named(/^Notitie aanpassen/)?.trigger('click');
    await box().setValue('Toch niet');
    await named('Annuleer')?.trigger('click');
    await vi.waitFor(() => expect(firstLines()).toEqual(['Notitie 1']));
    expect(asked).toEqual([]);
    expect(kept[`note-draft.${testId(601)}`] ?? null).toBeNull();
  });

  it('deletes without a question and gives the note back with its text (HW-NOTE-08)', async () => {
    const { asked } = await openNotes([makeNote(3), makeNote(2, { scope: 'ORGANIZATION' }), makeNote(1)]);
    await panel().findAll('.unfold')[1]?.trigger('click');
    await named('Notitie verwijderen: Notitie 2')?.trigger('click');
    await vi.waitFor(() => expect(panel().find('.deleted').exists()).toBe(true));
    expect(firstLines()).toEqual(['Notitie 3', 'Notitie verwijderd · Ongedaan maken', 'Notitie 1']);
    await vi.waitFor(() => expect(document.activeElement?.textContent).toBe('Ongedaan maken'));
    await named('Ongedaan maken')?.trigger('click');
    await vi.waitFor(() => expect(firstLines()).toEqual(['Notitie 3', 'Notitie 2', 'Notitie 1']));
    expect(asked).toEqual([
      { call: 'deleteNote', input: { id: testId(602) } },
      { call: 'editNote', input: { id: testId(602), text: 'Notitie 2', scope: 'ORGANIZATION' } },
    ]);
  });

  it('says so when a note cannot be deleted, and keeps it', async () => {
    await openNotes([makeNote(1)], { deleteNote: () => refuse('De schijf is vol') });
    await panel().find('.unfold').trigger('click');
    await named(/^Notitie verwijderen/)?.trigger('click');
    await vi.waitFor(() => expect(panel().find('[role=alert]').text()).toBe('De schijf is vol'));
    expect(firstLines()).toEqual(['Notitie 1']);
  });
});

describe('notes while nothing can be changed', () => {
  it('say before the click that writing is off, and do nothing on it', async () => {
    const { asked } = await openNotes([makeNote(1)]);
    await panel().find('.unfold').trigger('click');
    useSyncStore().apply({ ...TEST_SYNC, readOnly: true });
    await flushPromises();
    const bin = named(/^Notitie verwijderen/);
    for (const button of [bin, named(/^Notitie aanpassen/), named('Notitie toevoegen')]) {
      expect(button?.attributes('aria-disabled')).toBe('true');
      const reason = document.getElementById(button?.attributes('aria-describedby') ?? '');
      expect(reason?.textContent).toBe('Nu niet mogelijk: je kunt alleen lezen');
    }
    await bin?.trigger('click');
    await named('Notitie toevoegen')?.trigger('click');
    expect(asked).toEqual([]);
    expect(box().exists()).toBe(false);
  });
});
