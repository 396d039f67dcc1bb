import type { SyncState } from '@hallowerk/contract/app/app.desktop.ts';
import type { RefusedChange } from '@hallowerk/contract/sync/sync-overview.ts';
import { useI18n } from 'vue-i18n';
import { useLanguage } from '../shared/composables/useLanguage.ts';
import { useNow } from '../shared/composables/useNow.ts';
import { formatTimeOrDate } from '../shared/formatting/dates.ts';
import { formatCount, formatSeconds } from '../shared/formatting/numbers.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Sync in words: the same in the bar, the banners and the panel. */
export function useSyncWords() {
  const { t, language } = useLanguage();
  const { te } = useI18n();
  const now = useNow();

  const moment = (at: string) => formatTimeOrDate(at, now.value, language.value);

  /** What matters most, in a few words. */
  function status(state: SyncState): string {
    if (state.phase === 'update-required') return t('sync.updateRequired');
    if (state.readOnly) return t('sync.readOnly');
    if (state.offlineSince !== null) return offline(state.lastCompletedAt, state.offlineSince);
    if (state.phase === 'first-fill' || state.phase === 'updating') return t('sync.busy');
    if (state.phase === 'paused') return t('sync.paused');
    if (state.phase === 'error') return state.message ?? t('sync.failed');
    return state.lastCompletedAt === null
      ? t('sync.never')
      : t('sync.updatedAt', { moment: moment(state.lastCompletedAt) });
  }

  function offline(lastCompletedAt: string | null, since: string): string {
    return lastCompletedAt === null
      ? t('sync.offlineSince', { moment: moment(since) })
      : t('sync.offlineUpdatedAt', { moment: moment(lastCompletedAt) });
  }

  const counted = (key: string, count: number) => t(key, { count: formatCount(count, language.value) }, count);
  const waiting = (state: SyncState) => (state.waiting > 0 ? counted('sync.waiting', state.waiting) : '');
  const attention = (state: SyncState) => (state.attention > 0 ? counted('sync.attention', state.attention) : '');

  /** Changes that came back after damage; empty when there are none. */
  const recovered = (count: number) => (count > 0 ? counted('sync.recovered', count) : '');

  /** 'De klok van dit apparaat loopt 12 minuten voor'; empty while it goes well enough. */
  function clock(state: SyncState): string {
    if (state.clockOffMs === null) return '';
    const duration = durationOf(Math.abs(state.clockOffMs));
    return state.clockOffMs > 0 ? t('sync.clock.ahead', { duration }) : t('sync.clock.behind', { duration });
  }

  function durationOf(milliseconds: number): string {
    if (milliseconds < 2 * HOUR_MS) return counted('sync.minutes', Math.max(1, Math.round(milliseconds / MINUTE_MS)));
    if (milliseconds < 2 * DAY_MS) return counted('sync.hours', Math.round(milliseconds / HOUR_MS));
    return counted('sync.days', Math.round(milliseconds / DAY_MS));
  }

  /** What a change is, by its kind; a newer version may know kinds that this one does not. */
  function kind(name: string): string {
    return te(`sync.kind.${name}`, 'nl') ? t(`sync.kind.${name}`) : t('sync.otherKind');
  }

  /** Why the server did not carry a change out. */
  function reason(change: Pick<RefusedChange, 'status' | 'code'>): string {
    if (change.status === 'parked') return t('sync.parked');
    return change.code === null ? t('sync.otherReason') : t(`sync.reason.${change.code}`);
  }

  const seconds = (milliseconds: number) => t('sync.seconds', { seconds: formatSeconds(milliseconds, language.value) });

  return { moment, status, waiting, attention, recovered, clock, kind, reason, seconds };
}
