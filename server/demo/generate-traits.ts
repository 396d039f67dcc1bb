import type {
  CandidateProfile,
  Certificate,
  LanguageSkill,
  MediaItem,
  PhysicalCapacity,
} from '@hallowerk/contract/candidates/candidate.ts';
import {
  DAYS,
  LANGUAGE_LEVELS,
  PARTS_OF_DAY,
  PHYSICAL_ACTIVITIES,
} from '@hallowerk/contract/candidates/candidate-codes.ts';
import type { OccupationSeed } from './occupations/occupations.ts';
import { certificateCode } from './product-lists.ts';
import type { SeededRandom } from './random.ts';
import { DAY, isoDate, type RegionPlan } from './region-plan.ts';
import { MEDIA_CAPTIONS } from './vocabulary/media-captions.ts';

export function generateCertificates(
  random: SeededRandom,
  plan: RegionPlan,
  occupations: readonly OccupationSeed[],
): Certificate[] {
  const names = occupations.flatMap((occupation) => occupation.certificates ?? []).filter(() => random.chance(0.6));
  if (random.chance(0.15)) names.push('BHV');
  return [...new Set(names)].map((name) => ({
    code: certificateCode(name),
    name,
    validUntil: random.chance(0.5) ? isoDate(+plan.asOf + random.int(-100, 1500) * DAY) : null,
  }));
}

export function generateLicences(random: SeededRandom, main: OccupationSeed): CandidateProfile['drivingLicences'] {
  const own = (main.licences ?? []).filter(() => random.chance(0.92)) as CandidateProfile['drivingLicences'];
  const common = random.chance(0.55) ? (['B'] as const) : [];
  return [...new Set([...common, ...own, ...(random.chance(0.1) ? (['AM'] as const) : [])])];
}

const OTHER_LANGUAGES = [
  ['eng', 60],
  ['deu', 12],
  ['fra', 8],
  ['tur', 9],
  ['ara', 12],
  ['pol', 8],
  ['ukr', 4],
  ['tir', 3],
  ['spa', 4],
  ['srn', 5],
  ['pap', 3],
  ['rif', 3],
  ['bul', 3],
  ['fas', 3],
] as const;

export function languageSkill(random: SeededRandom, language: string, best: number): LanguageSkill {
  const level = () => LANGUAGE_LEVELS.codes[Math.max(2, Math.min(4, best - random.int(0, 1)))]!;
  return { language, spoken: level(), written: level(), reading: level(), listening: level() };
}

export function generateLanguages(random: SeededRandom): LanguageSkill[] {
  const skills = [languageSkill(random, 'nld', random.weighted([[4, 60], [3, 25], [2, 15]] as const))]; // prettier-ignore
  const wanted = random.int(0, 3);
  for (let tries = 0; skills.length <= wanted && tries < 8; tries++) {
    const language = random.weighted(OTHER_LANGUAGES);
    if (!skills.some((skill) => skill.language === language))
      skills.push(languageSkill(random, language, random.int(2, 4)));
  }
  return skills;
}

export function generateWorkingTimes(random: SeededRandom): CandidateProfile['workingTimes'] {
  const weekdays = DAYS.codes.filter((day) =>
    day === 'SAT' || day === 'SUN' ? random.chance(0.25) : random.chance(0.9),
  );
  const parts = PARTS_OF_DAY.codes.filter((part) =>
    random.chance(part === 'NIGHT' ? 0.1 : part === 'EVENING' ? 0.35 : 0.9),
  );
  return weekdays.flatMap((day) => parts.map((part) => `${day}_${part}` as const));
}

export function generateTargetGroups(random: SeededRandom): CandidateProfile['targetGroups'] {
  return (['WORK_STUDY', 'GUARANTEED_JOB', 'PRACTICE_ROUTE'] as const).filter((_, index) =>
    random.chance([0.12, 0.2, 0.08][index]!),
  );
}

export function generateMedia(random: SeededRandom): MediaItem[] {
  if (!random.chance(0.25)) return [];
  return [
    {
      kind: 'LINK',
      url: `https://portfolio.voorbeeld.example/${random.int(1000, 9999)}`,
      caption: random.pick(MEDIA_CAPTIONS),
    },
  ];
}

export function generateCapacity(random: SeededRandom): PhysicalCapacity[] {
  return PHYSICAL_ACTIVITIES.codes.map((activity) => ({
    activity,
    level: random.weighted([
      ['YES', 60],
      ['LIMITED', 22],
      ['NO', 10],
      ['UNKNOWN', 8],
    ] as const),
  }));
}
