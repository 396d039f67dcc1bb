import type { ContactRequestRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import type { ContactRequest } from '@hallowerk/contract/candidates/contact-request.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { LocalDatabase } from '../open-database.ts';
import { foldOverlay, type StoredLine } from '../sync/overlay.ts';
import { candidateNames } from './candidate-names.ts';

export interface ContactRequestsRepository {
  /** Those of one requester, newest first; of one candidate, or of all of them (null). */
  list(requesterId: string, candidateId: string | null): ContactRequestRow[];
  find(id: string): ContactRequest | null;
}

const CONTACT_REQUEST = COLLECTIONS.contactRequest.number;

/** Requests for contact data as synced, with the outcomes that wait on top (HW-CON, BX-08). The server makes the rows. */
export function createContactRequestsRepository(database: LocalDatabase): ContactRequestsRepository {
  const { connection } = database;
  const statements = {
    rows: connection.prepare<string>(`select d from row where coll = ${CONTACT_REQUEST}`).pluck(),
    row: connection.prepare<string>(`select d from row where coll = ${CONTACT_REQUEST} and id = ?`).pluck(),
    lines: connection.prepare<StoredLine>(
      `select patch, gone from overlay where coll = ${CONTACT_REQUEST} and id = ? order by n`,
    ),
  };
  const nameOf = candidateNames(database);

  const read = (content: string): { request: ContactRequest; pending: boolean } => {
    const row = JSON.parse(content) as ContactRequest;
    const lines = statements.lines.all(row.id);
    const folded = foldOverlay<ContactRequest>(row, lines);
    return { request: { ...row, ...folded?.fields }, pending: lines.length > 0 };
  };

  return {
    list: (requesterId, candidateId) =>
      database.read(() =>
        statements.rows
          .all()
          .map(read)
          .filter(({ request }) => request.requesterId === requesterId)
          .filter(({ request }) => candidateId === null || request.candidateId === candidateId)
          .map(({ request, pending }) => ({ ...request, candidateName: nameOf(request.candidateId), pending }))
          .sort(newestFirst),
      ),
    find: (id) =>
      database.read(() => {
        const content = statements.row.get(id);
        return content === undefined ? null : read(content).request;
      }),
  };
}

function newestFirst(one: ContactRequest, other: ContactRequest): number {
  const order = Date.parse(other.requestedAt) - Date.parse(one.requestedAt);
  return order !== 0 ? order : one.id < other.id ? 1 : -1;
}
