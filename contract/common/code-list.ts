import * as z from 'zod';

/** One value of a closed list: a stable code with its label in both languages of the product. */
export interface CodeItem<C extends string = string> {
  readonly code: C;
  readonly nl: string;
  readonly en: string;
}

export interface CodeList<C extends string = string> {
  readonly items: readonly CodeItem<C>[];
  readonly codes: readonly [C, ...C[]];
  readonly schema: z.ZodEnum<{ [K in C]: K }>;
  /** The label of a code; the code itself when the list does not know it (data from a newer server). */
  label(code: string, language?: 'nl' | 'en'): string;
}

/** Builds a closed list from `code: [Dutch, English]` lines, in display order. */
export function codeList<const T extends Record<string, readonly [nl: string, en: string]>>(
  lines: T,
): CodeList<Extract<keyof T, string>> {
  type C = Extract<keyof T, string>;
  const items = Object.entries(lines).map(([code, [nl, en]]) => ({ code: code as C, nl, en }));
  const byCode = new Map<string, CodeItem<C>>(items.map((item) => [item.code, item]));
  const codes = items.map((item) => item.code) as [C, ...C[]];
  return {
    items,
    codes,
    schema: z.enum(codes),
    label: (code, language = 'nl') => byCode.get(code)?.[language] ?? code,
  };
}
