import { basename } from 'node:path';
import { fileFault } from '../fault.ts';
import type { Read } from '../fault.ts';
import { readTextFile } from './text-file.ts';

/**
 * Reads a JSON file. `value` is undefined exactly when there is a fault. The parser's own message is not passed on: it
 * quotes the text around the error, which can be somebody's profile.
 */
export async function readJsonFile(path: string): Promise<Read<unknown>> {
  const file = basename(path);
  const text = await readTextFile(path);
  if (text.value === null) return { value: undefined, faults: text.faults };
  try {
    return { value: JSON.parse(text.value) as unknown, faults: [] };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { value: undefined, faults: [syntaxFault(file, text.value, error.message)] };
  }
}

function syntaxFault(file: string, text: string, message: string): ReturnType<typeof fileFault> {
  const position = /at position (\d+)/.exec(message)?.[1];
  const cut = position === undefined ? /end of JSON input/.test(message) : Number(position) >= text.trimEnd().length;
  if (cut) return fileFault(file, 'Dit bestand houdt te vroeg op. Het is afgebroken.', lineAt(text, text.length));
  const row = position === undefined ? null : lineAt(text, Number(position));
  return fileFault(file, 'Dit is geen geldig JSON-bestand.', row);
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}
