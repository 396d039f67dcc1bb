import type { Weight } from './candidate-search.ts';

/**
 * The points of the ranking (decision 6.25, BX-01). Whole numbers, so that a score is exactly the sum of its parts on
 * every machine. Not among the inputs: internal fields, age, sex, name, photo (a name counts only where it is typed as a
 * keyword). Change a number, raise the version, and say why in the changelog.
 */
export const RANKING_WEIGHTS = {
  version: 2,
  occupation: {
    /** Among the preferred occupations. */
    preferred: 400,
    /** In the employment history. */
    history: 260,
    /** Times the taxonomy weight (0–1) of the relation: HW-SRCH-15. */
    relatedPreferred: 240,
    relatedHistory: 150,
    /** Another occupation of the same group, without a relation of its own. */
    sameGroupPreferred: 100,
    sameGroupHistory: 60,
  },
  occupationGroup: { preferred: 250, history: 160 },
  educationLevel: 200,
  language: 150,
  drivingLicence: 150,
  targetGroup: 150,
  employmentFraction: 150,
  /**
   * Relevance of a keyword: BM25 over name, headline, skills, work, education and about, of which each occurrence weighs
   * so much; `averageWords` is that of the five columns without the name. It is part of the version, and so is how a text
   * is split into words: stored indexes hold what follows from both.
   */
  text: { columns: [10, 8, 5, 3, 2, 1], k1: 1.2, b: 0.75, averageWords: 250 },
  /** Most points of all keywords together, reached asymptotically; half of them at this bm25. */
  keyword: { points: 300, halfAtBm25: 8 },
  /** Linear from the centre of the place to this distance. */
  distance: { points: 120, zeroAtKm: 100 },
  /** Linear from a change today to one this long ago. */
  freshness: { points: 60, zeroAtDays: 365 },
} as const;

/** Times the points of a criterion, by what the user chose (BX-01). Whole, as the points are. */
export const WEIGHT_FACTORS: Readonly<Record<Weight, number>> = { NONE: 0, NORMAL: 1, DOUBLE: 2 };
