import type { CandidateInternal } from '@hallowerk/contract/candidates/candidate.ts';
import type { CandidateDetail } from '@hallowerk/contract/candidates/candidates.desktop.ts';

interface Wording {
  readonly date: (value: string) => string;
  readonly gender: (code: CandidateInternal['gender']) => string;
  readonly support: (code: CandidateInternal['supportModel']) => string;
  readonly yesNo: (value: boolean) => string;
}

/** The internal fields that are filled in, in the order of §5.9, each with the locale key of its label. */
export function internalRows(
  { email, phone, postcode, visibleToEmployers, internal }: NonNullable<CandidateDetail['internal']>,
  wording: Wording,
) {
  const rows = [
    { key: 'email', value: email },
    { key: 'phone', value: phone },
    { key: 'postcode', value: postcode },
    { key: 'visible', value: wording.yesNo(visibleToEmployers) },
    { key: 'clientNumber', value: internal.clientNumber },
    { key: 'gender', value: internal.gender === 'U' ? '' : wording.gender(internal.gender) },
    { key: 'birthDate', value: internal.birthDate === null ? '' : wording.date(internal.birthDate) },
    { key: 'municipality', value: internal.municipality },
    { key: 'supportModel', value: wording.support(internal.supportModel) },
    { key: 'caseManager', value: internal.caseManagerName },
    { key: 'tozo', value: wording.yesNo(internal.tozo) },
  ] as const;
  return rows.filter((row) => row.value !== '');
}
