import type * as z from 'zod';
import { printable } from '../fault.ts';

/** A fault in one message: `path` in dotted form with indexes. The message never repeats what stands in the field. */
export interface MessageFault {
  readonly path: string;
  readonly message: string;
}

/** Puts the faults of a schema into Dutch; unknown fields are named one by one. */
export function messageFaults(error: z.ZodError): MessageFault[] {
  return error.issues.flatMap((issue) => {
    const path = dotted(issue.path);
    if (issue.code !== 'unrecognized_keys') return [{ path, message: explain(issue) }];
    return issue.keys.map((key) => ({
      path: [path, printable(key, 40)].filter((part) => part !== '').join('.'),
      message: 'Dit veld bestaat niet in VUM 3.0.',
    }));
  });
}

function dotted(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'tekst',
  number: 'een getal',
  int: 'een geheel getal',
  array: 'een lijst',
  object: 'een object',
};

function explain(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined && issue.message.includes('undefined')) return 'Dit veld is verplicht.';
      return `Verwacht: ${EXPECTED[issue.expected] ?? 'iets anders'}.`;
    case 'invalid_value':
      return `Deze code bestaat niet. Kies uit: ${issue.values.map(String).join(', ')}.`;
    case 'too_big':
      if (issue.origin === 'string') return `Dit veld is langer dan ${issue.maximum} tekens.`;
      return `Dit getal is hoger dan ${issue.maximum}.`;
    case 'too_small':
      return `Dit getal is lager dan ${issue.minimum}.`;
    case 'invalid_format':
      return issue.format === 'date' ? 'Dit is geen datum, zoals 2026-01-31.' : issue.message;
    default:
      return issue.message;
  }
}
