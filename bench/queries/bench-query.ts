import type { FilterCategory } from '@hallowerk/contract/reference/reference.ts';

/** One question, in words that every engine can be asked. All parts must be met (AND); options of a category are OR. */
export interface BenchQuery {
  /** Literal whole words, folded to lower case without accents, each at most once. */
  readonly words: readonly string[];
  readonly filters: Readonly<Partial<Record<FilterCategory, readonly string[]>>>;
  /** The occupation asked for as a requirement, with the ids of everything that meets it. */
  readonly occupation: { readonly id: string; readonly label: string; readonly ids: readonly string[] } | null;
  readonly around: BenchCircle | null;
}

export interface BenchCircle {
  readonly placeId: string;
  readonly lat: number;
  readonly lon: number;
  readonly km: number;
}

/** Candidates are named by their position in the corpus, from 0. */
export interface BenchAnswer {
  readonly total: number;
  readonly first: readonly number[];
  /** `category:code` → how many this option would give; options that give nothing are left out. */
  readonly counts: Readonly<Record<string, number>>;
}

export const hasText = (query: BenchQuery): boolean => query.words.length > 0;
