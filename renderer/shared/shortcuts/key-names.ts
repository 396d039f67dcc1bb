const NAMES: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
};

/** On a Mac the key for commands is ⌘, elsewhere Ctrl. */
export function isMac(): boolean {
  return /^(Mac|iP)/.test(navigator.platform);
}

/** What stands on a key, from `KeyboardEvent.key`: `↓` for `ArrowDown`. The space bar has nothing on it. */
export function keyName(key: string): string {
  return NAMES[key] ?? key;
}

/** What stands on the key for commands. */
export function controlName(): string {
  return isMac() ? '⌘' : 'Ctrl';
}
