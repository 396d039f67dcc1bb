import { afterEach, describe, expect, it } from 'vitest';
import type { SyncState } from '@hallowerk/contract/app/app.desktop.ts';
import { TEST_SYNC } from '../../testing/fake-api.ts';
import { mountWithApp } from '../../testing/mount-with-app.ts';
import { accessibleName } from '../../testing/read-page.ts';
import SyncStatus from './SyncStatus.vue';

let wrapper: ReturnType<typeof mountWithApp>;
afterEach(() => wrapper.unmount());

const DAY = '2026-09-24';
const at = (time: string) => `${DAY}T${time}:00Z`;
function show(changes: Partial<SyncState> = {}) {
  wrapper = mountWithApp(SyncStatus, { state: { ...TEST_SYNC, ...changes }, open: false, panelId: 'sync-panel' });
}
const button = () => wrapper.find('button');
const texts = () =>
  wrapper
    .findAll('.sync-text, .attention-text')
    .map((part) => part.text())
    .join(' · ');
const said = () => wrapper.find('[role=status]').text();
const change = (changes: Partial<SyncState>) => wrapper.setProps({ state: { ...TEST_SYNC, ...changes } });

describe('the sync state in the bar', () => {
  const CASES: readonly [string, Partial<SyncState>, string][] = [
    ['updated', {}, 'Bijgewerkt om do 24 sep 2026 14:03'],
    ['busy', { phase: 'updating' }, 'Bezig met bijwerken'],
    ['offline', { phase: 'offline', offlineSince: at('08:42') }, 'Offline, bijgewerkt om do 24 sep 2026 14:03'],
    [
      'offline before the first time',
      { phase: 'offline', offlineSince: at('08:42'), lastCompletedAt: null },
      'Offline sinds do 24 sep 2026 10:42',
    ],
    ['one waiting', { waiting: 1 }, 'Bijgewerkt om do 24 sep 2026 14:03 · 1 wacht op verzending'],
    ['several waiting', { waiting: 3 }, 'Bijgewerkt om do 24 sep 2026 14:03 · 3 wachten op verzending'],
    ['attention', { attention: 2 }, 'Bijgewerkt om do 24 sep 2026 14:03 · 2 vragen aandacht'],
    ['update', { phase: 'update-required', message: 'Werk bij' }, 'Update nodig'],
    ['full outbox', { readOnly: true, waiting: 20_000 }, 'Alleen lezen · 20.000 wachten op verzending'],
    ['full disk', { phase: 'error', message: 'De schijf is vol.' }, 'De schijf is vol.'],
    ['paused', { phase: 'paused' }, 'Bijwerken gestopt'],
  ];
  it.each(CASES)('says in a few words: %s', (_name, changes, expected) => {
    show(changes);
    expect(texts()).toBe(expected);
    for (const part of expected.split(' · ')) expect(accessibleName(button().element)).toContain(part);
    expect(accessibleName(button().element)).toMatch(/Open het overzicht$/);
  });

  it.each([
    [12 * 60_000, 'De klok van dit apparaat loopt 12 minuten voor'],
    [-6 * 60_000, 'De klok van dit apparaat loopt 6 minuten achter'],
    [-3 * 3_600_000, 'De klok van dit apparaat loopt 3 uur achter'],
    [50 * 3_600_000, 'De klok van dit apparaat loopt 2 dagen voor'],
  ])('hints at a clock that is %i ms off', (clockOffMs, hint) => {
    show({ clockOffMs });
    expect(button().attributes('title')).toContain(hint);
  });

  it('is a button that opens the panel', async () => {
    show();
    expect(button().attributes('aria-expanded')).toBe('false');
    await button().trigger('click');
    expect(wrapper.emitted('toggle')).toHaveLength(1);
  });

  it('is silent about every round, and tells what changes how one can work', async () => {
    show();
    await change({ phase: 'updating' });
    await change({ lastCompletedAt: at('13:00') });
    expect(said()).toBe('');
    await change({ phase: 'offline', offlineSince: at('13:05') });
    expect(said()).toBe('Offline sinds do 24 sep 2026 15:05');
    await change({ phase: 'offline', offlineSince: at('13:05'), waiting: 4 });
    expect(said()).toBe('Offline sinds do 24 sep 2026 15:05');
    await change({ phase: 'updating' });
    expect(said()).toBe('Weer verbonden');
    await change({ attention: 1 });
    expect(said()).toBe('1 vraagt aandacht');
    await change({ phase: 'update-required', attention: 1 });
    expect(said()).toBe('Update nodig · 1 vraagt aandacht');
  });
});
