import type { CandidatesRepository } from '#db/candidates/candidates.repository.ts';
import type { ReferenceRepository } from '#db/reference/reference.repository.ts';
import type { ProposalsRepository } from '#db/vacancies/proposals.repository.ts';
import type { VacanciesRepository } from '#db/vacancies/vacancies.repository.ts';
import { amsterdamDay } from '@hallowerk/contract/candidates/working-days.ts';
import { fitScore, vacancyFit, type FitKnowledge, type FitLine } from '@hallowerk/contract/vacancies/fit.ts';
import { isOpenProposal } from '@hallowerk/contract/vacancies/proposal.ts';
import { fittingVacancies } from '@hallowerk/contract/vacancies/reverse-match.ts';
import type { FittingVacancyRow, VacancyComparison } from '@hallowerk/contract/vacancies/vacancies.desktop.ts';
import { vacancyFields, type VacancyFields } from '@hallowerk/contract/vacancies/vacancy.ts';
import type { Clock } from '../clock.ts';
import { DesktopError } from '../desktop-error.ts';

export interface FitServiceOptions {
  readonly vacancies: Pick<VacanciesRepository, 'find' | 'openInternal'>;
  readonly proposals: Pick<ProposalsRepository, 'ofCandidate'>;
  readonly candidates: Pick<CandidatesRepository, 'get'>;
  readonly reference: Pick<ReferenceRepository, 'occupation' | 'place' | 'nameOf'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Vacancies and candidates laid side by side (BX-16), from what is on this device. */
export interface FitService {
  /** Throws `DesktopError` NOT_FOUND without the vacancy. */
  compare(input: { vacancyId: string; candidateIds: readonly string[] }): VacancyComparison;
  /** Throws `DesktopError` NOT_FOUND without the candidate. */
  fitting(input: { candidateId: string }): { names: Record<string, string>; items: FittingVacancyRow[] };
}

export function createFitService(options: FitServiceOptions): FitService {
  const { vacancies, proposals, candidates, reference, clock } = options;
  const knowledge: FitKnowledge = {
    groupOf: (id) => reference.occupation(id)?.groupCode ?? null,
    pointOf: (id) => reference.place(id),
  };

  function namesOf(wishing: Iterable<Pick<VacancyFields, 'languages' | 'certificates'>>): Record<string, string> {
    const names: Record<string, string> = {};
    for (const { languages, certificates } of wishing) {
      for (const code of languages) names[code] ??= reference.nameOf('LANGUAGE', code);
      for (const code of certificates) names[code] ??= reference.nameOf('CERTIFICATE', code);
    }
    return names;
  }

  return {
    compare({ vacancyId, candidateIds }) {
      const found = vacancies.find(vacancyId);
      if (found === null) throw new DesktopError('NOT_FOUND', 'Deze vacature is er niet (meer).');
      const { vacancy } = found;
      return {
        vacancy: { ...vacancyFields(vacancy), id: vacancyId },
        names: namesOf([vacancy]),
        candidates: candidateIds.flatMap((id) => {
          const stored = candidates.get(id);
          if (stored === null) return [];
          const lines = vacancyFit(vacancy, stored.row, knowledge);
          return { id, lines: copyOf(lines), score: fitScore(lines) };
        }),
      };
    },
    fitting({ candidateId }) {
      const stored = candidates.get(candidateId);
      if (stored === null) throw new DesktopError('NOT_FOUND', 'Deze kandidaat is niet (meer) zichtbaar.');
      const open = vacancies.openInternal(amsterdamDay(new Date(clock.now())));
      const found = fittingVacancies(stored.row, open, knowledge);
      const proposed = new Set(
        proposals.ofCandidate(candidateId).flatMap(({ state, vacancyId }) => (isOpenProposal(state) ? vacancyId : [])),
      );
      return {
        names: namesOf(found.map(({ vacancy }) => vacancy)),
        items: found.map(({ vacancy, lines, score }) => {
          const { id, title, organizationName, city, closingDate } = vacancy;
          const shown = { id, title, organizationName, city, closingDate };
          return { ...shown, lines: copyOf(lines), score, proposed: proposed.has(id) };
        }),
      };
    },
  };
}

/** For an answer, which may be changed by who gets it. */
function copyOf(lines: readonly FitLine[]): FitLine[] {
  return [...lines];
}
