import type { StoredCandidate } from '#db/candidates/candidates.repository.ts';
import type { ReferenceRepository } from '#db/reference/reference.repository.ts';
import { dutchLanguage } from '#db/search/filter-options.ts';
import { CandidateCardSchema, type CandidateDocument } from '@hallowerk/contract/candidates/candidate.ts';
import type { CandidateDetail } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';

export interface DetailContext {
  readonly reference: ReferenceRepository;
  readonly me: Me;
  readonly favourite: boolean;
  readonly noteCount: number;
  readonly documents: CandidateDocument[];
}

/** The profile as this user may see it, with the names behind its ids and codes. `internal` only from a case (§5.9). */
export function candidateDetail(
  stored: StoredCandidate,
  { reference, me, favourite, noteCount, documents }: DetailContext,
): CandidateDetail {
  return {
    // A case is a card with more; the parse leaves the more behind.
    card: CandidateCardSchema.parse(stored.row),
    internal: stored.kind === 'case' ? internalPart(stored.row) : null,
    favourite,
    noteCount,
    documents,
    names: namesOf(stored.row, reference),
    regionName: me.municipalityName,
  };
}

function internalPart(row: Extract<StoredCandidate, { kind: 'case' }>['row']): CandidateDetail['internal'] {
  const { email, phone, postcode, visibleToEmployers, internal } = row;
  return { email, phone, postcode, visibleToEmployers, internal };
}

function namesOf(row: StoredCandidate['row'], reference: ReferenceRepository): Record<string, string> {
  const occupationIds = [...row.preferredOccupationIds, ...row.employmentHistory.map((job) => job.occupationId)];
  const occupations = occupationIds.flatMap((id) => {
    const occupation = id === null ? null : reference.occupation(id);
    return occupation === null ? [] : [[occupation.id, occupation.name] as const];
  });
  const fields = row.preferredFields.map((code) => [code, reference.nameOf('OCCUPATION_FIELD', code)] as const);
  const languages = row.languages.map(({ language }) => [language, dutchLanguage(language, reference)] as const);
  const certificates = row.certificates.flatMap(({ code, name }) =>
    code === null ? [] : [[code, name === '' ? reference.nameOf('CERTIFICATE', code) : name] as const],
  );
  return Object.fromEntries([...occupations, ...fields, ...languages, ...certificates]);
}
