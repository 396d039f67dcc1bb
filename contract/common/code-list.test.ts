import { describe, expect, it } from 'vitest';
import * as accountLists from '../accounts/account.ts';
import * as candidateLists from '../candidates/candidate-codes.ts';
import * as vacancyLists from '../vacancies/vacancy.ts';
import { codeList, type CodeList } from './code-list.ts';

function isCodeList(value: unknown): value is CodeList {
  return typeof value === 'object' && value !== null && 'items' in value && 'codes' in value && 'label' in value;
}

const exported: Record<string, unknown> = { ...accountLists, ...candidateLists, ...vacancyLists };
const lists = Object.entries(exported).flatMap(([name, value]) => (isCodeList(value) ? [[name, value] as const] : []));

it('finds the lists of the contract', () => {
  expect(lists.length).toBeGreaterThan(20);
});

describe.each(lists)('%s', (_name, list) => {
  it('names every code once', () => {
    expect(new Set(list.codes).size).toBe(list.codes.length);
    expect(list.items.map((item) => item.code)).toEqual(list.codes);
  });

  it('has a label for every code in Dutch and in English', () => {
    for (const { nl, en } of list.items) {
      expect(nl.trim()).not.toBe('');
      expect(en.trim()).not.toBe('');
    }
  });

  it('never shows two codes under one Dutch label', () => {
    expect(new Set(list.items.map((item) => item.nl)).size).toBe(list.items.length);
  });

  it('accepts its own codes and nothing else', () => {
    for (const code of list.codes) expect(list.schema.safeParse(code).success).toBe(true);
    expect(list.schema.safeParse('no such code').success).toBe(false);
  });
});

it('keeps the display order in which a list is written', () => {
  expect(codeList({ B: ['Twee', 'Two'], A: ['Een', 'One'] }).codes).toEqual(['B', 'A']);
});

it('shows a code from a newer server as it is', () => {
  const list = codeList({ A: ['Een', 'One'] });
  expect(list.label('A', 'en')).toBe('One');
  expect(list.label('Z')).toBe('Z');
});
