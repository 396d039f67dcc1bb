import { useAccountsStore } from '../accounts/accounts.store.ts';
import { useAppInfoStore } from '../shared/app-info.store.ts';
import { usePreferencesStore } from '../shared/preferences.store.ts';
import { useSyncStore } from '../sync/sync.store.ts';

/** What must be known before the first page can be chosen. The calls wait for core by themselves. */
export async function start(): Promise<void> {
  const accounts = useAccountsStore();
  await Promise.all([useAppInfoStore().load(), accounts.load()]);
  if (!accounts.signedIn) return;
  await Promise.all([useSyncStore().load(), usePreferencesStore().load()]);
}
