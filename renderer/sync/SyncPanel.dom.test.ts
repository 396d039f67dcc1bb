import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SyncState } from '@hallowerk/contract/app/app.desktop.ts';
import { MUTATION_CODES } from '@hallowerk/contract/sync/pull.ts';
import { MUTATIONS } from '@hallowerk/contract/sync/mutations.ts';
import type { Conflict, RefusedChange, SyncOverview } from '@hallowerk/contract/sync/sync-overview.ts';
import { createDispatcher } from '../app/event-stream.ts';
import { refuse, TEST_OVERVIEW, TEST_SYNC, type FakeAnswers } from '../testing/fake-api.ts';
import { testId } from '../testing/make-candidate.ts';
import { mountAppAt, resizeWindow } from '../testing/mount-app-at.ts';
import { factsOf } from '../testing/read-page.ts';

type Opened = Awaited<ReturnType<typeof mountAppAt>>;
let opened: Opened;
let overview: SyncOverview;
let asked: unknown[];
beforeEach(() => {
  resizeWindow(1440);
  overview = TEST_OVERVIEW;
  asked = [];
});
afterEach(() => opened.wrapper.unmount());

const REFUSED: RefusedChange = {
  uid: testId(11),
  kind: 'note.create',
  candidateId: testId(1),
  candidateName: null,
  at: '2026-09-24T08:00:00Z',
  status: 'rejected',
  code: 'not_available',
  text: 'Belde terug,\nwil graag beginnen',
  canRetry: true,
};
const CONFLICT: Conflict = {
  id: testId(21),
  noteId: testId(22),
  candidateId: testId(1),
  candidateName: 'Sanne de Vries',
  current: { text: 'Nieuwe tekst', at: '2026-09-24T10:00:00Z' },
  other: { text: 'Andere tekst', at: '2026-09-24T09:00:00Z' },
};

const page = () => opened.wrapper;
const panel = () => page().find('aside.panel');
const status = () => page().find('#sync-status');
const text = () => panel().text().replace(/\s+/g, ' ');
const named = (name: string) =>
  panel()
    .findAll('button')
    .find((button) => button.text() === name);

/** The panel over the favourites page, with this overview and state in core. */
async function openPanel(
  part: Partial<SyncOverview> = {},
  state: Partial<SyncState> = {},
  sync: FakeAnswers['sync'] = {},
) {
  overview = { ...TEST_OVERVIEW, ...part };
  const record = (call: string) => (input?: unknown) => {
    asked.push(input === undefined ? call : [call, input]);
    return Promise.resolve(undefined);
  };
  opened = await mountAppAt('/candidates/favourites', {
    sync: {
      state: () => Promise.resolve({ ...TEST_SYNC, ...state }),
      overview: () => {
        asked.push('overview');
        return Promise.resolve(overview);
      },
      start: record('start'),
      cancel: record('cancel'),
      dismiss: record('dismiss'),
      retry: record('retry'),
      resolveConflict: record('resolveConflict'),
      rebuild: record('rebuild'),
      ...sync,
    },
  });
  await status().trigger('click');
  await vi.waitFor(() => expect(panel().find('dl').exists()).toBe(true));
  asked.length = 0;
}

describe('the sync panel', () => {
  it('opens beside the work, takes the focus, and gives it back on Escape', async () => {
    await openPanel();
    expect(status().attributes('aria-expanded')).toBe('true');
    expect(status().attributes('aria-controls')).toBe(panel().attributes('id'));
    expect(panel().attributes('role')).toBeUndefined();
    expect(page().find('.v-overlay').exists()).toBe(false);
    expect(document.activeElement?.textContent).toBe('Bijwerken');
    await panel().trigger('keydown', { key: 'Escape' });
    await vi.waitFor(() => expect(document.activeElement).toBe(status().element));
    expect(panel().exists()).toBe(false);
  });

  it('reads nothing while it is closed, and again after each change while it is open', async () => {
    await openPanel();
    const dispatch = createDispatcher();
    overview = { ...overview, candidates: 4_999 };
    dispatch({ type: 'sync', sync: TEST_SYNC });
    await vi.waitFor(() => expect(factsOf(panel())['Kandidaten']).toBe('4.999'));
    overview = { ...overview, conflicts: [CONFLICT] };
    dispatch({ type: 'rows-changed', collections: [14] });
    await vi.waitFor(() => expect(text()).toContain('Aandacht nodig'));
    await status().trigger('click');
    asked.length = 0;
    dispatch({ type: 'sync', sync: { ...TEST_SYNC, waiting: 2 } });
    await vi.waitFor(() => expect(page().text()).toContain('2 wachten op verzending'));
    expect(asked).toEqual([]);
  });

  it.each([
    [1, '1 wijziging hersteld.'],
    [12, '12 wijzigingen hersteld.'],
  ])('says in one quiet line that changes came back after damage (%i)', async (recovered, line) => {
    await openPanel({ recovered });
    expect(text()).toContain(`${line} Het bestand met je wijzigingen was beschadigd.`);
    overview = { ...overview, recovered: 0 };
    createDispatcher()({ type: 'sync', sync: TEST_SYNC });
    await vi.waitFor(() => expect(text()).not.toContain('hersteld'));
  });

  it("updates on 'Nu bijwerken', and stops when it is busy", async () => {
    await openPanel();
    await named('Nu bijwerken')?.trigger('click');
    expect(asked[0]).toBe('start');
    createDispatcher()({ type: 'sync', sync: { ...TEST_SYNC, phase: 'updating', received: 1_200 } });
    await flushPromises();
    expect(text()).toContain('1.200 ontvangen');
    asked.length = 0;
    await named('Stoppen')?.trigger('click');
    expect(asked[0]).toBe('cancel');
  });

  it('answers the button without a connection too, and says that work can go on', async () => {
    await openPanel({}, { phase: 'offline', offlineSince: '2026-09-24T08:00:00Z' });
    expect(text()).toContain('Je kunt doorwerken.');
    expect(text()).not.toContain('Laatste poging');
    await named('Nu bijwerken')?.trigger('click');
    await vi.waitFor(() => expect(text()).toMatch(/Laatste poging om \d\d:\d\d: geen verbinding\./));
  });

  it('leads to the candidate, and makes room for him on a small window', async () => {
    const change = { uid: testId(1), kind: 'favourite.set', at: '2026-09-24T08:00:00Z', state: 'waiting' } as const;
    const waiting = [{ ...change, candidateId: testId(1), candidateName: 'Sanne de Vries' }];
    await openPanel({ waiting });
    await panel().find('.change a').trigger('click');
    await vi.waitFor(() => expect(opened.router.currentRoute.value.params['id']).toBe(testId(1)));
    expect(panel().exists()).toBe(true);
    opened.wrapper.unmount();
    resizeWindow(390, 700);
    await openPanel({ waiting });
    await panel().find('.change a').trigger('click');
    await vi.waitFor(() => expect(panel().exists()).toBe(false));
  });

  it('shows what waits in words: what, about whom, since when, and how far it is', async () => {
    await openPanel({
      waiting: [
        {
          uid: testId(1),
          kind: 'note.create',
          candidateId: testId(1),
          candidateName: 'Sanne de Vries',
          at: '2026-09-24T08:00:00Z',
          state: 'waiting',
        },
        {
          uid: testId(2),
          kind: 'settings.set',
          candidateId: null,
          candidateName: null,
          at: '2026-09-24T09:00:00Z',
          state: 'sent',
        },
        {
          uid: testId(3),
          kind: 'vacancy.publish',
          candidateId: null,
          candidateName: null,
          at: '2026-09-24T09:00:00Z',
          state: 'waiting',
        },
      ],
    });
    expect(
      panel()
        .findAll('.change')
        .map((line) => line.text().replace(/\s+/g, ' ')),
    ).toEqual([
      'Nieuwe notitie · Sanne de VriesWacht · sinds do 24 sep 2026 10:00',
      'InstellingVerzonden, wacht op bevestiging · sinds do 24 sep 2026 11:00',
      'Wijziging uit een andere versieWacht · sinds do 24 sep 2026 11:00',
    ]);
  });

  it('has a word for every kind of change of this version', async () => {
    const waiting = Object.keys(MUTATIONS).map((kind, index) => ({
      uid: testId(index),
      kind,
      candidateId: null,
      candidateName: null,
      at: '2026-09-24T08:00:00Z',
      state: 'waiting' as const,
    }));
    await openPanel({ waiting });
    expect(panel().findAll('.change')).toHaveLength(waiting.length);
    expect(text()).not.toContain('Wijziging uit een andere versie');
  });

  it('says what stands on this device and how long it works without a connection', async () => {
    await openPanel();
    expect(factsOf(panel())).toEqual({
      Kandidaten: '5.000',
      Grootte: '48\u00a0MB'.replace('\u00a0', ' '),
      'Werkt zonder verbinding tot': 'do 1 okt 2026 14:03',
      'Wijzigingen van anderen': 'Komen meteen binnen',
    });
  });

  it('keeps the history folded, as a table with headings', async () => {
    await openPanel({
      history: [
        { at: '2026-09-24T08:00:00Z', milliseconds: 412, sent: 2, received: 1_400, outcome: 'ok', cause: 'poke' },
        {
          at: '2026-09-24T07:59:00Z',
          milliseconds: 30_000,
          sent: 0,
          received: 0,
          outcome: 'update-required',
          cause: 'user',
        },
      ],
    });
    expect(panel().find('details').attributes('open')).toBeUndefined();
    expect(
      panel()
        .findAll('thead th')
        .map((head) => head.text()),
    ).toEqual(['Tijd', 'Aanleiding', 'Verzonden', 'Ontvangen', 'Duur', 'Uitkomst']);
    expect(
      panel()
        .findAll('tbody tr')
        .map((row) => row.findAll('th, td').map((cell) => cell.text())),
    ).toEqual([
      ['do 24 sep 2026 10:00', 'Bericht van de server', '2', '1.400', '0,4 s', 'Gelukt'],
      ['do 24 sep 2026 09:59', 'Jouw knop', '0', '0', '30 s', 'Update nodig'],
    ]);
  });

  it('says what to do when it cannot be read', async () => {
    opened = await mountAppAt('/candidates/favourites', { sync: { overview: () => refuse('De schijf is vol') } });
    await status().trigger('click');
    await vi.waitFor(() => expect(text()).toContain('Het overzicht is niet geladen'));
    expect(text()).toContain('De schijf is vol');
  });
});

describe('a change that was not carried out', () => {
  it('says why in plain words and shows what the user had written', async () => {
    await openPanel({ refused: [REFUSED] }, { attention: 1 });
    expect(text()).toContain('De kandidaat of notitie is niet meer beschikbaar.');
    expect(text()).toContain('Nieuwe notitie · Kandidaat niet zichtbaar');
    expect(panel().find('blockquote').element.textContent).toBe(REFUSED.text);
  });

  it.each(MUTATION_CODES)('has a reason for %s', async (code) => {
    await openPanel({ refused: [{ ...REFUSED, code }] });
    const [reason] = panel().find('.refused').findAll('p:not(.title)');
    expect(reason?.text()).toMatch(/^[A-Z][^.]+\./);
    expect(reason?.text()).not.toContain('sync.');
  });

  it('says of a parked one that it is being looked into', async () => {
    await openPanel({ refused: [{ ...REFUSED, status: 'parked', code: null }] });
    expect(text()).toContain('Deze wijziging wordt nagekeken.');
  });

  it('copies the text', async () => {
    const written: string[] = [];
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation((copied) =>
      Promise.resolve(void written.push(copied)),
    );
    await openPanel({ refused: [REFUSED] });
    await named('Kopieer tekst')?.trigger('click');
    await vi.waitFor(() => expect(text()).toContain('Tekst gekopieerd'));
    expect(written).toEqual([REFUSED.text]);
  });

  it('says so when the text cannot be copied', async () => {
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new DOMException('no'));
    await openPanel({ refused: [REFUSED] });
    await named('Kopieer tekst')?.trigger('click');
    await vi.waitFor(() => expect(text()).toContain('Kopiëren lukt niet'));
  });

  it('can be tried again only when that can help', async () => {
    await openPanel({ refused: [REFUSED, { ...REFUSED, uid: testId(12), canRetry: false }] });
    const again = panel()
      .findAll('button')
      .filter((button) => button.text() === 'Probeer opnieuw');
    expect(again).toHaveLength(1);
    await again[0]?.trigger('click');
    await vi.waitFor(() => expect(asked).toEqual([['retry', { uid: REFUSED.uid }], 'overview']));
  });

  it('is hidden after a question in place when it holds text, and at once when it does not', async () => {
    await openPanel({ refused: [REFUSED, { ...REFUSED, uid: testId(12), text: null }] });
    const [withText, without] = panel().findAll('.dismiss');
    await withText?.trigger('click');
    expect(text()).toContain('Je tekst gaat dan weg van dit apparaat.');
    expect(asked).toEqual([]);
    expect(document.activeElement?.textContent).toContain('Annuleren');
    await named('Annuleren')?.trigger('click');
    expect(text()).not.toContain('Je tekst gaat dan weg');
    await panel().find('.dismiss').trigger('click');
    await named('Verberg en verwijder tekst')?.trigger('click');
    await vi.waitFor(() => expect(asked).toContainEqual(['dismiss', { uid: REFUSED.uid }]));
    await without?.trigger('click');
    await vi.waitFor(() => expect(asked).toContainEqual(['dismiss', { uid: testId(12) }]));
  });
});

describe('a conflict', () => {
  it('shows both versions with their times, and lets the user choose', async () => {
    await openPanel({ conflicts: [CONFLICT] }, { attention: 1 });
    expect(
      panel()
        .findAll('.version')
        .map((version) => version.text().replace(/\s+/g, ' ')),
    ).toEqual([
      'Staat nu in de notitiedo 24 sep 2026 12:00Nieuwe tekstHoud deze versie',
      'Andere versiedo 24 sep 2026 11:00Andere tekstGebruik de andere versie',
    ]);
    await named('Gebruik de andere versie')?.trigger('click');
    await vi.waitFor(() =>
      expect(asked).toEqual([['resolveConflict', { id: CONFLICT.id, keep: 'other' }], 'overview']),
    );
    asked.length = 0;
    await named('Houd deze versie')?.trigger('click');
    await vi.waitFor(() => expect(asked[0]).toEqual(['resolveConflict', { id: CONFLICT.id, keep: 'current' }]));
  });

  it('says when the note was deleted meanwhile', async () => {
    await openPanel({ conflicts: [{ ...CONFLICT, current: null }] });
    expect(text()).toContain('De notitie is verwijderd.');
    expect(named('Laat verwijderd')).toBeDefined();
  });

  it('stays when the choice could not be kept, with the reason', async () => {
    await openPanel({ conflicts: [CONFLICT] }, {}, { resolveConflict: () => refuse('De schijf is vol') });
    await named('Houd deze versie')?.trigger('click');
    await vi.waitFor(() => expect(panel().find('[role=alert]').text()).toBe('De schijf is vol'));
    expect(panel().find('.conflict').exists()).toBe(true);
  });
});

describe("'Lokale gegevens opnieuw opbouwen'", () => {
  it('says first that nothing that waits is lost, and how long it takes', async () => {
    await openPanel();
    await named('Lokale gegevens opnieuw opbouwen')?.trigger('click');
    expect(text()).toMatch(/Wat nog wacht op verzending, blijft bewaard.*een paar minuten/);
    expect(asked).toEqual([]);
    expect(document.activeElement?.textContent).toContain('Annuleren');
    await named('Opnieuw opbouwen')?.trigger('click');
    await vi.waitFor(() => expect(asked[0]).toBe('rebuild'));
    createDispatcher()({ type: 'sync', sync: { ...TEST_SYNC, phase: 'first-fill', complete: false } });
    await flushPromises();
    expect(page().find('h1.title').text()).toBe('Favorieten');
  });

  it('is off without a connection, with the reason', async () => {
    await openPanel({}, { phase: 'offline', offlineSince: '2026-09-24T08:00:00Z' });
    const button = named('Lokale gegevens opnieuw opbouwen');
    expect(button?.attributes('aria-disabled')).toBe('true');
    expect(document.getElementById(button?.attributes('aria-describedby') ?? '')?.textContent).toContain(
      'alleen met verbinding',
    );
    await button?.trigger('click');
    expect(named('Opnieuw opbouwen')).toBeUndefined();
  });
});

describe('the lines under the bar', () => {
  it('explain an update that is needed while the program stays usable', async () => {
    opened = await mountAppAt('/candidates/favourites', {
      sync: { state: () => Promise.resolve({ ...TEST_SYNC, phase: 'update-required' as const }) },
    });
    const banner = page().find('.banner').text();
    expect(banner).toContain('Update nodig.');
    expect(banner).toContain('Je kunt blijven lezen en opschrijven; verzenden wacht tot de update.');
    expect(page().find('h1.title').text()).toBe('Favorieten');
  });

  it('explain why nothing can be changed when the outbox is full', async () => {
    opened = await mountAppAt('/candidates/favourites', {
      sync: { state: () => Promise.resolve({ ...TEST_SYNC, readOnly: true }) },
    });
    expect(page().find('.banner').text()).toContain('Je kunt nu alleen lezen.');
  });
});
