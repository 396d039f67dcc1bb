import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import { EMPTY_QUERY, type CandidateQuery } from '@hallowerk/contract/candidates/candidate-search.ts';
import { foldText } from '@hallowerk/contract/common/fold-text.ts';
import type { Occupation } from '@hallowerk/contract/reference/reference.ts';
import type { CandidateSearch } from '../search/candidate-search.ts';
import { makeCandidateCard, makeOccupation, uuidOf } from './builders.ts';

const DEFAULT_DATA = resolve(import.meta.dirname, '../../../shared/data');
const FILE = 'esco/esco-1.2-beroepen-nl.json';
const HOLDERS_OF_EACH = 4;
const FIRST = 20;

interface EscoOccupation {
  readonly id: string;
  readonly code: string;
  readonly label: string;
  readonly alt: readonly string[];
  readonly isco: string;
}

/** A label as somebody would type it, and who should come first. */
export interface JudgedQuery {
  readonly text: string;
  readonly relevant: ReadonlySet<string>;
}

/**
 * Judgements on search made from a public list (BX-10): whoever types another name of an occupation should find the people
 * of that occupation. Only half of the list is used, by the hash of its ids, so that the other half can check it.
 */
export interface JudgedSet {
  readonly occupations: readonly Occupation[];
  readonly candidates: readonly CandidateCard[];
  readonly queries: readonly JudgedQuery[];
}

/** Null, after saying why, where the list is absent. */
export function judgedSet(say: (reason: string) => void): JudgedSet | null {
  const path = join(process.env['HALLOWERK_REFERENCE_DATA'] ?? DEFAULT_DATA, FILE);
  if (!existsSync(path)) {
    say(`Skipped: no ${path}; set HALLOWERK_REFERENCE_DATA to the folder that holds '${FILE}'.`);
    return null;
  }
  const esco = (JSON.parse(readFileSync(path, 'utf8')) as EscoOccupation[]).filter(({ id }) => isEven(id));
  const holders = new Map(esco.map(({ id, label }) => [id, holdersOf(id, label)]));
  return {
    occupations: esco.map(({ id, code, label, alt, isco }) =>
      makeOccupation({ id, code, name: label, synonyms: [...alt], groupCode: isco }),
    ),
    candidates: [...holders.values()].flat(),
    queries: judgedQueries(esco, holders),
  };
}

function isEven(id: string): boolean {
  return (createHash('sha256').update(id).digest()[0] as number) % 2 === 0;
}

/** Half of them want the work, half have done it. */
function holdersOf(id: string, label: string): CandidateCard[] {
  return Array.from({ length: HOLDERS_OF_EACH }, (_, at) => {
    const job = { title: label, organizationName: '', place: '', from: null, until: null, description: '' };
    const holds =
      at % 2 === 0 ? { preferredOccupationIds: [id] } : { employmentHistory: [{ ...job, occupationId: id }] };
    return makeCandidateCard({ id: uuidOf(`${id}/${at}`), ...holds });
  });
}

/** A label that several occupations have is right for the people of each of them. */
function judgedQueries(
  esco: readonly EscoOccupation[],
  holders: ReadonlyMap<string, readonly CandidateCard[]>,
): JudgedQuery[] {
  const byText = new Map<string, { readonly text: string; readonly relevant: Set<string> }>();
  for (const { id, label, alt } of esco) {
    for (const text of [label, ...alt]) {
      const query = byText.get(foldText(text)) ?? { text, relevant: new Set<string>() };
      byText.set(foldText(text), query);
      for (const holder of holders.get(id) ?? []) query.relevant.add(holder.id);
    }
  }
  const alternatives = new Set(esco.flatMap(({ alt }) => alt.map(foldText)));
  return [...byText].filter(([folded]) => alternatives.has(folded)).map(([, query]) => query);
}

/**
 * What somebody does who types a text: takes the suggestions that are exactly it, else the first occupation that is
 * suggested, else searches for the words.
 */
export function queryAsTyped(search: CandidateSearch, text: string): CandidateQuery {
  const suggested = search.suggest(text).filter(({ kind }) => kind === 'OCCUPATION');
  const exact = suggested.filter(({ label, via }) => foldText(via ?? label) === foldText(text));
  const taken = exact.length > 0 ? exact : suggested.slice(0, 1);
  const elements = taken.map(({ kind, code, label }) => ({ kind, code, label, mode: 'MAY' as const }));
  const terms = elements.length > 0 ? elements : [{ kind: 'KEYWORD' as const, text: text.slice(0, 100) }];
  return { ...EMPTY_QUERY, terms };
}

/** The part of the relevant people, at most twenty of them, that stands among the first twenty: 0 to 1. */
export function recallAt20(search: CandidateSearch, { text, relevant }: JudgedQuery, now: Date): number {
  const { items } = search.search({ query: queryAsTyped(search, text), offset: 0, limit: FIRST, now });
  const found = items.filter(({ id }) => relevant.has(id)).length;
  return found / Math.min(FIRST, relevant.size);
}
