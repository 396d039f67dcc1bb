import type { CandidatesRepository } from '#db/candidates/candidates.repository.ts';
import type { CacheRepository } from '#db/sync/cache.repository.ts';
import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import { FILE_LIMITS } from '@hallowerk/contract/candidates/candidate-file.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { DesktopError } from '../desktop-error.ts';
import { AnswerTooLargeError, OfflineError, ServerProblem } from '../server-client/server-errors.ts';
import type { ServerClient } from '../server-client/server-client.ts';

export interface FileQuestion {
  readonly candidateId: string;
  readonly fileId: string;
}

/** Photos, media and documents of candidates: fetched online, in memory at most, never on disk. */
export interface CandidateFiles {
  /** Throws `DesktopError` OFFLINE, NOT_FOUND, REFUSED `file_too_large`; the reason of `signal` when it is aborted. */
  file(question: FileQuestion, signal?: AbortSignal): Promise<File>;
  /** Bytes in memory. */
  kept(): number;
  /** Forgets everything and keeps nothing from now on: at signing out and locking. */
  close(): void;
}

/** Pictures that were seen last, together; a film or document is never kept. */
const KEPT_BYTES = 24 * 1024 * 1024;
/** A whole film on a slow line. */
const TIMEOUT_MS = 180_000;

const OFFLINE = "Foto's en documenten zijn alleen online te zien.";
const GONE = 'Dit bestand is er niet (meer).';
const TOO_LARGE = 'Dit bestand is te groot om hier te tonen.';

const CANDIDATES: readonly number[] = [COLLECTIONS.candidateCard.number, COLLECTIONS.candidateCase.number];

/**
 * Only pictures that a profile names are kept, so that a second look costs nothing. A document is fetched again at every
 * opening: the server writes each one down (security §8).
 */
export function createCandidateFiles(options: {
  readonly client: Pick<ServerClient, 'getCandidateFile'>;
  readonly candidates: Pick<CandidatesRepository, 'get'>;
  readonly cache: Pick<CacheRepository, 'onChanged'>;
}): CandidateFiles {
  const { client, candidates } = options;
  /** By file, the one seen longest ago first. */
  const pictures = new Map<string, { readonly candidateId: string; readonly file: File }>();
  let isClosed = false;

  const kept = (): number => [...pictures.values()].reduce((sum, { file }) => sum + file.size, 0);
  const isNamed = (candidateId: string, fileId: string): boolean => {
    const stored = candidates.get(candidateId);
    return stored !== null && namesPicture(stored.row, fileId);
  };
  const stopListening = options.cache.onChanged(({ collections }) => {
    if (!collections.some((collection) => CANDIDATES.includes(collection))) return;
    for (const [fileId, { candidateId }] of pictures) if (!isNamed(candidateId, fileId)) pictures.delete(fileId);
  });

  function keep({ candidateId, fileId }: FileQuestion, file: File): void {
    // He may have left, or the user, while the picture was on its way.
    if (isClosed || !file.type.startsWith('image/') || !isNamed(candidateId, fileId)) return;
    pictures.set(fileId, { candidateId, file });
    for (const oldest of pictures.keys()) {
      if (kept() <= KEPT_BYTES) break;
      pictures.delete(oldest);
    }
  }

  return {
    kept,
    async file(question, signal) {
      const { candidateId: id, fileId } = question;
      if (candidates.get(id) === null) throw new DesktopError('NOT_FOUND', GONE);
      const known = pictures.get(fileId);
      if (known?.candidateId === id) {
        pictures.delete(fileId);
        pictures.set(fileId, known);
        return known.file;
      }
      const file = await fetched(client, question, signal);
      keep(question, file);
      return file;
    },
    close() {
      isClosed = true;
      stopListening();
      pictures.clear();
    },
  };
}

function namesPicture({ photoId, media }: CandidateCard, fileId: string): boolean {
  return photoId === fileId || media.some(({ kind, url }) => kind === 'PHOTO' && url === fileId);
}

async function fetched(
  client: Pick<ServerClient, 'getCandidateFile'>,
  { candidateId: id, fileId }: FileQuestion,
  signal: AbortSignal | undefined,
): Promise<File> {
  try {
    return await client.getCandidateFile(
      { params: { id, fileId } },
      { timeoutMs: TIMEOUT_MS, maxBytes: FILE_LIMITS.film, ...(signal && { signal }) },
    );
  } catch (error) {
    if (error instanceof OfflineError) throw new DesktopError('OFFLINE', OFFLINE, { cause: error });
    if (error instanceof ServerProblem && error.status === 404) {
      throw new DesktopError('NOT_FOUND', GONE, { cause: error });
    }
    if (error instanceof AnswerTooLargeError) {
      throw new DesktopError('REFUSED', TOO_LARGE, { reason: 'file_too_large', cause: error });
    }
    throw error;
  }
}
