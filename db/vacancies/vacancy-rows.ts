import type { Me } from '@hallowerk/contract/accounts/account.ts';
import type { Proposal, ProposalCandidate } from '@hallowerk/contract/vacancies/proposal.ts';
import type { Vacancy } from '@hallowerk/contract/vacancies/vacancy.ts';
import { vacancyRights } from '@hallowerk/contract/vacancies/vacancy-rules.ts';
import { foldOverlay, type StoredLine } from '../sync/overlay.ts';

/** What the server adds to a new vacancy. */
type FilledIn = Pick<Vacancy, 'createdById' | 'createdByName' | 'createdByRole' | 'organizationName'>;

/** What lines of the overlay hold beyond the fields of a row. */
type VacancyPatch = Vacancy & { readonly decidedAt: string };
type Proposer = Pick<Proposal, 'proposedById' | 'proposedByName'>;
export type ProposalPatch = Proposal & { readonly candidate: ProposalCandidate };

/**
 * A vacancy as synced with what waits on top. What the server adds to a new one is filled in: who made it is who reads
 * here, and the name of the organisation comes from its people. Null for lines without a row or a creation.
 */
export function foldVacancy(
  row: Vacancy | null,
  lines: readonly StoredLine[],
  me: Me,
  organizationName: (organizationId: string) => string,
): Vacancy | null {
  if (lines.length === 0) return row;
  const fields = foldOverlay<VacancyPatch>(row as VacancyPatch | null, lines, onTop)?.fields;
  if (fields?.id === undefined || fields.organizationId === undefined) return null;
  const { decidedAt: _, ...vacancy } = fields;
  return {
    createdById: me.id,
    createdByName: me.fullName,
    createdByRole: vacancyRights(me).side,
    organizationName: fields.organizationId === null ? '' : organizationName(fields.organizationId),
    ...(vacancy as Omit<Vacancy, keyof FilledIn> & Partial<FilledIn>),
  };
}

/** Revisions are of groups, and a vacancy is published once: a patch alone does not say it. */
function onTop(patch: Partial<VacancyPatch>, before: Partial<VacancyPatch>): Partial<VacancyPatch> {
  const published = patch.decidedAt !== undefined && patch.status === 'ACTIVE' && (before.publishedAt ?? null) === null;
  return {
    ...patch,
    ...(patch.revisions !== undefined && { revisions: { ...before.revisions, ...patch.revisions } }),
    ...(published && { publishedAt: patch.decidedAt }),
  };
}

/** A proposal with what waits on top, and whom it is about where this device may know; null as in `foldVacancy`. */
export function foldProposal(
  row: Proposal | null,
  candidate: ProposalCandidate | null,
  lines: readonly StoredLine[],
  me: Me,
): { readonly proposal: Proposal; readonly candidate: ProposalCandidate | null } | null {
  if (lines.length === 0) return row === null ? null : { proposal: row, candidate };
  const fields = foldOverlay<ProposalPatch>(row as ProposalPatch | null, lines)?.fields;
  if (fields?.vacancyId === undefined) return null;
  const { candidate: proposed, ...proposal } = fields;
  return {
    proposal: {
      proposedById: me.id,
      proposedByName: me.fullName,
      ...(proposal as Omit<Proposal, keyof Proposer> & Partial<Proposer>),
    },
    candidate: candidate ?? proposed ?? null,
  };
}
