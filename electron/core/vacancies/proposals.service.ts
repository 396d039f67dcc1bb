import { randomUUID } from 'node:crypto';
import type { CandidatesRepository } from '#db/candidates/candidates.repository.ts';
import type { PersonsRepository } from '#db/vacancies/persons.repository.ts';
import type { ProposalsRepository, StoredProposal } from '#db/vacancies/proposals.repository.ts';
import type { VacanciesRepository } from '#db/vacancies/vacancies.repository.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import {
  isOpenProposal,
  possibleAnswers,
  proposalPath,
  type Explanation,
  type ProposalSide,
  type ProposalState,
} from '@hallowerk/contract/vacancies/proposal.ts';
import { proposalSide, vacancyRights } from '@hallowerk/contract/vacancies/vacancy-rules.ts';
import type { ProposalForVacancy, ProposalRow } from '@hallowerk/contract/vacancies/vacancies.desktop.ts';
import type { Clock } from '../clock.ts';
import { DesktopError } from '../desktop-error.ts';
import { newMutation, type NewMutation } from '../new-mutation.ts';
import { vacancyUserOf } from './vacancies.service.ts';

export interface ProposalsServiceOptions {
  readonly vacancies: VacanciesRepository;
  readonly proposals: ProposalsRepository;
  readonly persons: PersonsRepository;
  readonly candidates: Pick<CandidatesRepository, 'get'>;
  readonly clock: Clock;
  readonly me: () => Me;
  readonly mutateAll: (mutations: readonly NewMutation[]) => void;
}

/** Proposed candidates (HW-PROP, BX-08). Works offline: saved on this device when a call returns. */
export interface ProposalsService {
  /** Newest first. */
  proposals(input: { vacancyId: string }): ProposalRow[];
  proposalsOfCandidate(input: { candidateId: string }): ProposalForVacancy[];
  /** The oldest first. */
  unanswered(): ProposalForVacancy[];
  /**
   * All or none. Who has an open proposal for this vacancy is left out. Throws `DesktopError` NOT_FOUND without the vacancy
   * or one of the candidates, REFUSED `not-allowed`, `not-active` or `not-visible` (employers may not see the candidate).
   */
  propose(input: {
    vacancyId: string;
    motivation: string;
    candidates: readonly { candidateId: string; explanation: Explanation }[];
  }): { proposed: number };
  /** The employer opens a proposal: VIEWED when nobody did before; nothing for others. */
  viewProposal(input: { id: string }): void;
  /** Throws `DesktopError` NOT_FOUND, REFUSED `transition`. */
  answer(input: { id: string; to: ProposalState }): void;
}

export function createProposalsService(options: ProposalsServiceOptions): ProposalsService {
  const { vacancies, proposals, persons, candidates, clock, me } = options;

  function sideOn(vacancyId: string): ProposalSide | null {
    const found = vacancies.find(vacancyId);
    return found === null ? null : proposalSide(vacancyUserOf(me(), persons), found.vacancy);
  }

  function toRow(proposal: StoredProposal, side: ProposalSide | null): ProposalRow {
    return { ...proposal, side, answers: side === null ? [] : [...possibleAnswers(proposal.state, side)] };
  }

  function withVacancy(rows: readonly StoredProposal[]): ProposalForVacancy[] {
    return rows.flatMap((proposal) => {
      const found = vacancies.find(proposal.vacancyId);
      if (found === null) return [];
      const { title: vacancyTitle, organizationName } = found.vacancy;
      return { ...toRow(proposal, sideOn(proposal.vacancyId)), vacancyTitle, organizationName };
    });
  }

  function require(id: string): StoredProposal {
    const found = proposals.find(id);
    if (found === null) throw new DesktopError('NOT_FOUND', 'Dit voorstel is er niet (meer).');
    return found;
  }

  /** The decisions one after the other, each on top of the one before. */
  function decide({ id, state }: StoredProposal, path: readonly ProposalState[]): void {
    const made = proposals.waitingMake(id);
    let before: readonly string[] = made === null ? [] : [made];
    let seen = state;
    const mutations = path.map((to) => {
      const mutation = newMutation(clock, 'proposal.decide', { id, to, seen }, before);
      before = [mutation.uid];
      seen = to;
      return mutation;
    });
    options.mutateAll(mutations);
  }

  function requireProposable(candidateId: string): void {
    const stored = candidates.get(candidateId);
    if (stored === null) throw new DesktopError('NOT_FOUND', 'Deze kandidaat is niet (meer) zichtbaar.');
    if (stored.kind === 'card' || stored.row.visibleToEmployers) return;
    throw refused('not-visible', 'Werkgevers mogen deze kandidaat niet zien. Daarom kun je hem niet voorstellen.');
  }

  return {
    proposals({ vacancyId }) {
      const side = sideOn(vacancyId);
      return proposals.ofVacancy(vacancyId).map((proposal) => toRow(proposal, side));
    },
    proposalsOfCandidate: ({ candidateId }) => withVacancy(proposals.ofCandidate(candidateId)),
    unanswered: () => withVacancy(proposals.unanswered()),
    propose({ vacancyId, motivation, candidates: chosen }) {
      const found = vacancies.find(vacancyId);
      if (found === null) throw new DesktopError('NOT_FOUND', 'Deze vacature is er niet (meer).');
      if (!vacancyRights(me()).propose) throw refused('not-allowed', 'Alleen accountmanagers stellen kandidaten voor.');
      if (found.vacancy.status !== 'ACTIVE' || found.vacancy.source !== 'INTERNAL')
        throw refused('not-active', 'Je kunt alleen kandidaten voorstellen voor een actieve vacature van HalloWerk.');
      const open = new Set(
        proposals
          .ofVacancy(vacancyId)
          .flatMap(({ state, candidate }) => (isOpenProposal(state) ? (candidate?.candidateId ?? []) : [])),
      );
      const wanted = [...new Map(chosen.map((one) => [one.candidateId, one])).values()].filter(
        ({ candidateId }) => !open.has(candidateId),
      );
      for (const { candidateId } of wanted) requireProposable(candidateId);
      const made = vacancies.waitingCreate(vacancyId);
      const mutations = wanted.map(({ candidateId: candidate, explanation }) => {
        const args = { id: randomUUID(), vacancy: vacancyId, candidate, motivation, explanation };
        return newMutation(clock, 'proposal.make', args, made === null ? [] : [made]);
      });
      if (mutations.length > 0) options.mutateAll(mutations);
      return { proposed: mutations.length };
    },
    viewProposal({ id }) {
      const proposal = require(id);
      if (proposal.state === 'PROPOSED' && sideOn(proposal.vacancyId) === 'EMPLOYER') decide(proposal, ['VIEWED']);
    },
    answer({ id, to }) {
      const proposal = require(id);
      if (proposal.state === to) return;
      const side = sideOn(proposal.vacancyId);
      const path = side === null ? [] : proposalPath(proposal.state, to, side);
      if (path.length === 0) throw refused('transition', 'Dit antwoord past niet bij de stand van dit voorstel.');
      decide(proposal, path);
    },
  };
}

function refused(reason: string, message: string): DesktopError {
  return new DesktopError('REFUSED', message, { reason });
}
