import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { Knex } from 'knex';
import type { CandidateProfile } from '@hallowerk/contract/candidates/candidate.ts';
import { OTHER_MEDIA_TYPE, SHOWN_MEDIA_TYPES } from '@hallowerk/contract/candidates/candidate-file.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import type { FileAnswer } from '../http/handlers.ts';
import { notFound, ProblemError, sessionExpired } from '../http/problems.ts';
import type { SessionContext } from '../security/session.ts';
import { isVisible, userScopeKeys } from '../shared/visibility.ts';
import { byteRange, namesTag, type ByteRange } from './byte-range.ts';
import { candidateFile, contentPart, type CandidateFileRow } from './candidate-files.repository.ts';

const CANDIDATES = [COLLECTIONS.candidateCard.number, COLLECTIONS.candidateCase.number];
const DOCUMENTS = [COLLECTIONS.candidateDocument.number];
/** Read at once: a film is never in memory as a whole. */
const PART_BYTES = 1024 * 1024;

/** Photos, media and documents, read online one at a time; each opening of a document is in the audit trail. */
export interface CandidateFilesService {
  /**
   * @throws {ProblemError} 404 when the file does not exist, is not of this candidate or is not visible to the user now;
   * never says which. 416 when the part that is asked for does not exist.
   */
  open(session: SessionContext, candidateId: string, fileId: string, ask: IncomingHttpHeaders): Promise<FileAnswer>;
}

export function createCandidateFilesService(knex: Knex): CandidateFilesService {
  return {
    async open(session, candidateId, fileId, ask) {
      const { file, name } = await withTransaction(knex, (trx) => visibleFile(trx, session, candidateId, fileId));
      const tag = `"${file.sha256.toString('hex')}"`;
      if (namesTag(ask['if-none-match'], tag)) return { status: 304, headers: { ...HEADERS, etag: tag }, body: null };
      const isSame = ask['if-range'] === undefined || ask['if-range'] === tag;
      const range = isSame ? byteRange(ask.range, file.size) : null;
      if (range === 'unsatisfiable')
        throw new ProblemError(416, 'no_such_part', 'Dit deel van het bestand is er niet.');
      const { from, to } = range ?? { from: 0, to: file.size };
      return {
        status: range === null ? 200 : 206,
        headers: {
          ...HEADERS,
          ...typeHeaders(file, name),
          etag: tag,
          'content-length': String(to - from),
          ...(range && { 'content-range': `bytes ${from}-${to - 1}/${file.size}` }),
        },
        body: Readable.from(parts(knex, file, { from, to }), { objectMode: false }),
      };
    },
  };
}

/** `sandbox`: whoever opens it outside the program opens it in a box (security §5.8). */
const HEADERS = {
  'accept-ranges': 'bytes',
  'cache-control': 'private, no-store',
  'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
};

interface VisibleFile {
  readonly file: CandidateFileRow;
  /** Of a document. */
  readonly name: string | null;
}

async function visibleFile(trx: Trx, session: SessionContext, candidateId: string, id: string): Promise<VisibleFile> {
  const keys = await userScopeKeys(trx, session.userId);
  if (keys === null) throw sessionExpired();
  if (!(await isVisible(trx, keys, CANDIDATES, candidateId))) throw notFound();
  const file = await candidateFile(trx, candidateId, id);
  if (file === null) throw notFound();
  if (file.purpose !== 'DOCUMENT') {
    if (!(await isNamed(trx, candidateId, id))) throw notFound();
    return { file, name: null };
  }
  if (!(await isVisible(trx, keys, DOCUMENTS, id))) throw notFound();
  const document = await trx('candidate_document').where({ id, candidate_id: candidateId }).first('name');
  if (document === undefined) throw notFound();
  const detail = { field: 'document', file: id };
  const object = `candidate:${candidateId}`;
  await recordAudit(trx, { actor: session.userId, action: 'VIEW', object, result: 'ok', detail });
  return { file, name: document.name };
}

/** Only what the profile shows: a file that was stored and is not named yet is nobody's business. */
async function isNamed(trx: Trx, candidateId: string, id: string): Promise<boolean> {
  const row: { profile: CandidateProfile } | undefined = await trx('candidate')
    .where({ id: candidateId })
    .first('profile');
  if (row === undefined) return false;
  const { photoId, media } = row.profile;
  return photoId === id || media.some((item) => item.kind !== 'LINK' && item.url === id);
}

function typeHeaders(file: CandidateFileRow, name: string | null): Record<string, string> {
  const isShown = (SHOWN_MEDIA_TYPES as readonly string[]).includes(file.mediaType);
  const asFile = name !== null || !isShown;
  return {
    'content-type': isShown ? file.mediaType : OTHER_MEDIA_TYPE,
    'content-disposition': asFile ? attachment(name ?? 'bestand') : 'inline',
  };
}

/** The name in both forms of RFC 6266, without anything that a file system or a header could trip over. */
function attachment(name: string): string {
  const safe = name.replace(/[\p{C}"\\/:*?<>|%]/gu, '_');
  const ascii = safe.replace(/[^\x20-\x7e]/g, '_');
  const encoded = encodeURIComponent(safe).replace(/['()]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

async function* parts(knex: Knex, file: CandidateFileRow, range: ByteRange): AsyncGenerator<Buffer, void, undefined> {
  for (let from = range.from; from < range.to; from += PART_BYTES) {
    yield await contentPart(knex, file.sha256, from, Math.min(range.to, from + PART_BYTES));
  }
}
