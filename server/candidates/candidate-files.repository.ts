import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { FilePurpose } from '@hallowerk/contract/candidates/candidate-file.ts';
import type { Trx } from '../database/transaction.ts';
import { checkedType, FileRefusedError } from './candidate-file-type.ts';

export interface NewCandidateFile {
  /** What the profile names it by; of a document the id of its row. */
  readonly id: string;
  readonly candidateId: string;
  readonly purpose: FilePurpose;
  /** What the sender says it is; it has to be true. */
  readonly mediaType: string;
  readonly content: Uint8Array;
}

export interface CandidateFileRow {
  readonly id: string;
  readonly purpose: FilePurpose;
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: Buffer;
}

/**
 * Stores one file of a candidate who exists. A file never changes: an id that is known already stays what it is.
 *
 * @throws {FileRefusedError} when type, size or number do not fit; nothing is written then.
 */
export function storeCandidateFile(trx: Trx, file: NewCandidateFile): Promise<void> {
  return storeCandidateFiles(trx, [file]);
}

/** The same for many at once. */
export async function storeCandidateFiles(trx: Trx, files: readonly NewCandidateFile[]): Promise<void> {
  if (files.length === 0) return;
  const checked = files.map((file) => ({
    ...file,
    mediaType: checkedType(file),
    sha256: createHash('sha256').update(file.content).digest(),
  }));
  await refuseSecondFilm(trx, checked);
  const contents = new Map(checked.map(({ sha256, content }) => [sha256.toString('hex'), { sha256, content }]));
  // The update locks a content that is here already, so that nobody takes it away before this file has it.
  await trx('candidate_file_content')
    .insert([...contents.values()].map((line) => ({ ...line, size: line.content.length })))
    .onConflict('sha256')
    .merge(['size']);
  await trx('candidate_file')
    .insert(
      checked.map(({ id, candidateId, purpose, mediaType, content, sha256 }) => ({
        ...{ id, candidate_id: candidateId, purpose, media_type: mediaType, size: content.length, sha256 },
      })),
    )
    .onConflict('id')
    .ignore();
}

/** At most one uploaded film (PP-DAT-13). */
async function refuseSecondFilm(trx: Trx, files: readonly NewCandidateFile[]): Promise<void> {
  const films = files.filter((file) => file.mediaType === 'video/mp4');
  if (films.length === 0) return;
  const owners = films.map((film) => film.candidateId);
  // Two uploads at once: the second waits here for the first, and then finds its film.
  await trx('candidate').whereIn('id', owners).orderBy('id').forUpdate().select('id');
  const other = await trx('candidate_file')
    .whereIn('candidate_id', owners)
    .where({ media_type: 'video/mp4' })
    .whereNotIn(
      'id',
      films.map((film) => film.id),
    )
    .first('id');
  if (other !== undefined || new Set(owners).size < films.length) throw new FileRefusedError('second_film');
}

/** A file of this candidate, or null. Callers check visibility. */
export async function candidateFile(trx: Knex, candidateId: string, id: string): Promise<CandidateFileRow | null> {
  const row: CandidateFileRow | undefined = await trx('candidate_file')
    .where({ id, candidate_id: candidateId })
    .first({ id: 'id', purpose: 'purpose', mediaType: 'media_type', size: 'size', sha256: 'sha256' });
  return row ?? null;
}

/** Bytes `from` up to `to` (not included) of a content. @throws when it was removed in the meantime. */
export async function contentPart(knex: Knex, sha256: Buffer, from: number, to: number): Promise<Buffer> {
  const result: { rows: { part: Uint8Array }[] } = await knex.raw(
    'select substring(content from ? for ?) as part from candidate_file_content where sha256 = ?',
    [from + 1, to - from, sha256],
  );
  const part = result.rows[0]?.part;
  if (part === undefined) throw new Error('A content was removed while it was read');
  return Buffer.from(part);
}
