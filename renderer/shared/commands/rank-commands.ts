import { foldText } from '@hallowerk/contract/common/fold-text.ts';
import type { Command } from './commands.store.ts';

/** The words of a text without capitals and accents: `Één Café` gives `een`, `cafe`. */
export function plainWords(text: string): readonly string[] {
  return foldText(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** True when each word of `query` starts a word of `text`, in whatever order. */
export function matchesWords(query: readonly string[], text: string): boolean {
  const words = plainWords(text);
  return query.every((asked) => words.some((word) => word.startsWith(asked)));
}

const WORD_OF_LABEL = 3;
const WORD_OF_SYNONYM = 2;
const PART_OF_LABEL = 1;

/**
 * The commands that fit what was typed, best first; all of them when nothing was. Every typed word must fit: it starts a
 * word of the label, or of a synonym, or stands somewhere in the label. Equal ones: recently used first, then as they came.
 */
export function rankCommands(
  commands: readonly Command[],
  text: string,
  recent: readonly string[],
): readonly Command[] {
  const query = plainWords(text);
  if (query.length === 0 && text.trim() !== '') return [];
  const age = (command: Command) => (recent.includes(command.id) ? recent.indexOf(command.id) : recent.length);
  return commands
    .map((command) => ({ command, points: pointsOf(query, command) }))
    .filter(({ points }) => points !== null)
    .toSorted((a, b) => (b.points ?? 0) - (a.points ?? 0) || age(a.command) - age(b.command))
    .map(({ command }) => command);
}

function pointsOf(query: readonly string[], { label, words }: Command): number | null {
  const inLabel = plainWords(label);
  const synonyms = plainWords(words);
  let points = 0;
  for (const asked of query) {
    if (inLabel.some((word) => word.startsWith(asked))) points += WORD_OF_LABEL;
    else if (synonyms.some((word) => word.startsWith(asked))) points += WORD_OF_SYNONYM;
    else if (inLabel.some((word) => word.includes(asked))) points += PART_OF_LABEL;
    else return null;
  }
  return points;
}
