import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import { EDUCATION_LEVELS, EDUCATION_STATUSES } from '@hallowerk/contract/candidates/candidate-codes.ts';
import { formatDate, formatPeriod, type Language } from '../formatting/dates.ts';

export interface ExperienceEntry {
  readonly period: string;
  readonly title: string;
  readonly place: string;
  readonly facts: string;
  readonly text: string;
}
export interface ExperienceBlock {
  readonly title: string;
  readonly entries: readonly ExperienceEntry[];
}
type Translate = (key: string, values?: Record<string, string>) => string;

const joined = (...words: readonly string[]) => words.filter(Boolean).join(' · ');

/** Werkervaring, opleidingen, cursussen en trainingen, each item with date and location; empty blocks left out. */
export function experienceBlocks(card: CandidateCard, t: Translate, language: Language): readonly ExperienceBlock[] {
  const period = (from: string | null, until: string | null) => formatPeriod(from, until, t('profile.now'), language);
  const jobs = card.employmentHistory.map((job) => ({
    period: period(job.from, job.until),
    title: job.title,
    place: joined(job.organizationName, job.place),
    facts: '',
    text: job.description,
  }));
  const educations = card.educationHistory.map((education) => ({
    period:
      education.until === null && education.status !== '3'
        ? period(null, education.from)
        : period(education.from, education.until),
    title: education.name,
    place: joined(education.institute, education.place),
    facts: joined(
      education.level === null ? '' : EDUCATION_LEVELS.label(education.level, language),
      education.status === '0' ? '' : EDUCATION_STATUSES.label(education.status, language),
      diplomaText(education, t, language),
    ),
    text: '',
  }));
  const courses = card.courses.map((course) => ({
    period: course.until === null ? period(null, course.from) : period(course.from, course.until),
    title: course.name,
    place: joined(course.institute, course.place),
    facts:
      course.certificateDate === null
        ? ''
        : t('profile.certificateOn', { date: formatDate(course.certificateDate, language) }),
    text: '',
  }));
  return [
    { title: t('profile.employment'), entries: jobs },
    { title: t('profile.education'), entries: educations },
    { title: t('profile.courses'), entries: courses },
  ].filter((block) => block.entries.length > 0);
}

function diplomaText(
  { diploma, diplomaDate }: CandidateCard['educationHistory'][number],
  t: Translate,
  language: Language,
): string {
  if (diploma !== true) return '';
  return diplomaDate === null
    ? t('profile.diploma')
    : t('profile.diplomaOn', { date: formatDate(diplomaDate, language) });
}
