import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCandidatesRepository } from '#db/candidates/candidates.repository.ts';
import { createNotesRepository } from '#db/candidates/notes.repository.ts';
import { LocalDatabaseError } from '#db/sqlite-errors.ts';
import { createOutboxRepository, type JSONValue, type OutboxRepository } from '#db/sync/outbox.repository.ts';
import { makeCandidateCard, makePage, uuidOf } from '#db/testing/builders.ts';
import { openTestDatabase } from '#db/testing/open-test-database.ts';
import { agedDrafts, tendNoteDrafts, type TendNoteDraftsOptions } from './note-drafts.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-03-02T10:00:00Z');
const DRAFT = { text: 'Belt maandag', scope: 'PRIVATE' };
const since = (days: number) => ({ ...DRAFT, at: new Date(NOW - days * DAY).toISOString() });
const aged = (draft: JSONValue, isHere = false): JSONValue | undefined =>
  agedDrafts({ 'note-draft.x': draft }, () => isHere, NOW)[0]?.[1];

describe('a draft', () => {
  it('gets an age when its candidate or note is not here, and keeps it', () => {
    expect(aged(DRAFT)).toEqual(since(0));
    expect(aged(since(29.9))).toBeUndefined();
  });

  it('goes after 30 days without its candidate or note', () => {
    expect(aged(since(30))).toBeNull();
    expect(aged(since(400))).toBeNull();
  });

  it('stays however old it is while its candidate or note is here, and gets a new age the next time', () => {
    expect(aged(DRAFT, true)).toBeUndefined();
    expect(aged(since(400), true)).toEqual(DRAFT);
  });

  it('is as young as now when its age makes no sense', () => {
    expect(aged(since(-1))).toEqual(since(0));
    expect(aged({ ...DRAFT, at: 'gisteren' })).toEqual(since(0));
    expect(aged({ ...DRAFT, at: 5 })).toEqual(since(0));
  });

  it('goes at once when there is nothing in it to show', () => {
    expect([null, 'tekst', ['tekst']].map((value) => aged(value, true))).toEqual([null, null, null]);
  });

  it('is told from other preferences, and asked for by its own subject', () => {
    const asked: string[] = [];
    const preferences = { 'panes.explorer': [1, 2], 'note-drafts': null, 'note-draft.a': DRAFT, 'note-draft.b': DRAFT };
    const isHere = (id: string): boolean => asked.push(id) > 0 && id === 'a';
    expect(agedDrafts(preferences, isHere, NOW)).toEqual([['note-draft.b', since(0)]]);
    expect(asked).toEqual(['a', 'b']);
  });
});

describe('the drafts on this device', () => {
  let test: Awaited<ReturnType<typeof openTestDatabase>>;
  let local: OutboxRepository;
  let now: number;
  const warnings: string[] = [];
  beforeEach(async () => {
    test = await openTestDatabase();
    local = createOutboxRepository(await test.directory.openOutbox());
    now = NOW;
    warnings.length = 0;
  });
  afterEach(() => test.directory.remove());

  const tend = (overrides: Partial<TendNoteDraftsOptions> = {}): void =>
    tendNoteDrafts({
      local,
      candidates: createCandidatesRepository(test.database),
      notes: createNotesRepository(test.database),
      clock: { now: () => now },
      logger: pino({ level: 'warn' }, { write: (line: string) => void warnings.push(line) }),
      ...overrides,
    });

  it('lose those whose candidate and note have been away for 30 days, and no other', () => {
    const rows = [{ collection: 1, row: makeCandidateCard({ id: uuidOf('here') }) }];
    for (const slice of test.cache.applyPage(makePage(rows), { now: new Date(NOW) })) void slice;
    const args = { id: uuidOf('note'), candidate: uuidOf('here'), text: 'Notitie', scope: 'PRIVATE' };
    const at = new Date(NOW).toISOString();
    const waiting = { uid: uuidOf('uid'), kind: 'note.create', ver: 1, edit_ts: at, offset_ms: 0, deps: [], args };
    test.cache.setOverlay([waiting]);
    const [here, note, gone] = ['here', 'note', 'gone'].map((name) => `note-draft.${uuidOf(name)}`);
    for (const key of [here, note, gone]) local.setPreference(String(key), DRAFT);
    local.setPreference('theme', 'dark');
    tend();
    now += 29 * DAY;
    tend();
    expect(local.preferences()[String(gone)]).toEqual(since(0));
    now += DAY;
    tend();
    expect(local.preferences()).toEqual({ [String(here)]: DRAFT, [String(note)]: DRAFT, theme: 'dark' });
  });

  it('wait for another time when they cannot be written, unless the file is damaged', () => {
    local.setPreference('note-draft.x', DRAFT);
    const failing = (code: LocalDatabaseError['code']) => ({
      preferences: local.preferences,
      setPreference: () => {
        throw new LocalDatabaseError(code);
      },
    });
    tend({ local: failing('DISK_FULL') });
    expect(warnings).toHaveLength(1);
    expect(() => tend({ local: failing('CORRUPT') })).toThrow(LocalDatabaseError);
  });
});
