import { createHash } from 'node:crypto';

/** Id of the nth thing of a kind: from a small pool, and the same in every run, so that things collide and seeds replay. */
export function poolId(kind: string, n: number): string {
  const hex = createHash('sha256').update(`${kind}/${n}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A word that stands in one candidate only, so that one search finds him wherever he was left behind. */
export function candidateCanary(n: number): string {
  return `zebra${'abcdefghijklmnop'[n] ?? 'z'}quagga`;
}

export const POOL = { candidates: 8, documents: 8, vacancies: 4 } as const;

export const candidateId = (n: number): string => poolId('candidate', n % POOL.candidates);
export const documentId = (n: number): string => poolId('document', n % POOL.documents);
export const vacancyId = (n: number): string => poolId('vacancy', n % POOL.vacancies);
