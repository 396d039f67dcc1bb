import { DRIVING_LICENCES } from '@hallowerk/contract/candidates/candidate-codes.ts';
import type { Wish } from '@hallowerk/contract/vacancies/fit.ts';
import type { Language } from './formatting/dates.ts';

type Translate = (key: string) => string;

/** What a vacancy asks, in a word or two: 'Niveau', 'Rijbewijs B (auto)', 'Engels'. */
export function wishName(
  { criterion, code }: Wish,
  names: Readonly<Record<string, string>>,
  t: Translate,
  language: Language,
): string {
  switch (criterion) {
    case 'LICENCE': {
      const licence = DRIVING_LICENCES.codes.find((one) => one === code);
      return `${t('fit.criteria.LICENCE')} ${licence === undefined ? (code ?? '') : DRIVING_LICENCES.label(licence, language)}`;
    }
    case 'LANGUAGE':
    case 'CERTIFICATE':
      return names[code ?? ''] ?? code ?? '';
    case 'SKILL':
      return code ?? '';
    case 'OCCUPATION':
    case 'LEVEL':
    case 'PLACE':
    case 'HOURS':
    case 'PERIOD':
    case 'WORKING_TIMES':
    case 'TRANSPORT':
      return t(`fit.criteria.${criterion}`);
  }
}
