import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { usePreferencesStore } from '../preferences.store.ts';

/** Something the user can do now, for the command palette (BX-09). */
export interface Command {
  /** Names the action, never a person: recently used ones are remembered by it. */
  readonly id: string;
  /** In the language of the screen. */
  readonly label: string;
  /** Other words for it, with spaces between. */
  readonly words: string;
  /** Path of an icon of @mdi/js. */
  readonly icon: string;
  /** False: it cannot be done now, and is left out. */
  readonly enabled?: boolean;
  readonly run: () => unknown;
}
export type CommandSource = () => readonly Command[];

const RECENT_KEY = 'commands.recent';
const MOST_RECENT = 5;

/** What can be done on the screen of this moment; `useCommands` keeps it. */
export const useCommandsStore = defineStore('commands', () => {
  const preferences = usePreferencesStore();
  const sources = shallowRef<readonly CommandSource[]>([]);

  const commands = computed(() =>
    sources.value.flatMap((source) => source()).filter((command) => command.enabled !== false),
  );
  /** Ids, the last used one first. */
  const recent = computed<readonly string[]>(() => {
    const kept = preferences.values[RECENT_KEY];
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string') : [];
  });

  /** Returns what takes them away again. */
  function register(source: CommandSource): () => void {
    sources.value = [...sources.value, source];
    return () => (sources.value = sources.value.filter((other) => other !== source));
  }

  /** Kept on this device. @throws ORPCError when core cannot keep it. */
  async function remember(id: string): Promise<void> {
    const next = [id, ...recent.value.filter((other) => other !== id)].slice(0, MOST_RECENT);
    await preferences.set(RECENT_KEY, next);
  }

  return { commands, recent, register, remember };
});
