import { onScopeDispose } from 'vue';
import { useCommandsStore, type CommandSource } from '../commands/commands.store.ts';

/**
 * Puts actions in the command palette for as long as the component is there. `source` runs again when what it reads
 * changes, so that labels and `enabled` follow the screen.
 */
export function useCommands(source: CommandSource): void {
  onScopeDispose(useCommandsStore().register(source));
}
