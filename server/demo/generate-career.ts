import type { Course, EducationHistory, EmploymentHistory } from '@hallowerk/contract/candidates/candidate.ts';
import type { Place } from '@hallowerk/contract/reference/reference.ts';
import { FIELD_DATA, type OccupationFieldCode } from './occupations/fields.ts';
import type { OccupationSeed } from './occupations/occupations.ts';
import { occupationId } from './product-lists.ts';
import type { SeededRandom } from './random.ts';
import { DAY, fieldOf, isoDate, isoMonth, OCCUPATION_WEIGHTS, type RegionPlan } from './region-plan.ts';
import { COURSES_BY_FIELD, type CourseSeed } from './vocabulary/courses.ts';
import { EMPLOYER_NAME_ENDINGS, EMPLOYER_NAME_ROOTS, EMPLOYER_NAMES_BY_FIELD } from './vocabulary/employers.ts';
import { SCHOOLS } from './vocabulary/schools.ts';
import { TASKS_BY_FIELD } from './vocabulary/tasks.ts';

export function generateEmployment(
  random: SeededRandom,
  plan: RegionPlan,
  occupations: readonly OccupationSeed[],
  place: Place,
): EmploymentHistory[] {
  const jobs: EmploymentHistory[] = [];
  let until = +plan.asOf - random.int(0, 500) * DAY;
  const count = random.weighted([
    [0, 1],
    [1, 3],
    [2, 4],
    [3, 3],
    [4, 1],
  ] as const);
  for (let job = 0; job < count; job++) {
    const occupation = random.chance(0.75) ? random.pick(occupations) : random.weighted(OCCUPATION_WEIGHTS);
    const field = fieldOf(occupation);
    const from = until - random.int(120, 1800) * DAY;
    jobs.push({
      occupationId: occupationId(occupation.code),
      title: occupation.name,
      organizationName: random.chance(0.6)
        ? random.pick(EMPLOYER_NAMES_BY_FIELD[field])
        : `${random.pick(EMPLOYER_NAME_ROOTS)} ${random.pick(EMPLOYER_NAME_ENDINGS)}`,
      place: random.chance(0.5) ? place.name : random.weighted(plan.places).name,
      from: isoMonth(from),
      until: job === 0 && random.chance(0.15) ? null : isoMonth(until),
      description: random.pickSome(TASKS_BY_FIELD[field], 2, 5).join('. ') + '.',
    });
    until = from - random.int(10, 400) * DAY;
  }
  return jobs;
}

const EDUCATION_OF_LEVEL = { 1: '1', 2: '1', 3: '2', 4: '4', 5: '5', 6: '6' } as const;
const EDUCATION_WORDS = { '1': 'Basisonderwijs', '2': 'Vmbo', '4': 'Mbo', '5': 'Hbo', '6': 'Master' } as const;

export function generateEducation(random: SeededRandom, plan: RegionPlan, main: OccupationSeed): EducationHistory[] {
  const level = EDUCATION_OF_LEVEL[main.level];
  const field = FIELD_DATA.find((item) => item.code === fieldOf(main))!;
  const end = +plan.asOf - random.int(300, 9000) * DAY;
  const completed = random.chance(0.8);
  const first: EducationHistory = {
    name: `${EDUCATION_WORDS[level]} ${field.name.toLowerCase()}`,
    level,
    institute: random.pick(SCHOOLS),
    place: random.weighted(plan.places).name,
    from: isoMonth(end - random.int(2, 4) * 365 * DAY),
    until: isoMonth(end),
    status: completed ? '1' : random.pick(['2', '3'] as const),
    diploma: completed,
    diplomaDate: completed ? isoDate(end) : null,
  };
  if (!random.chance(0.4)) return [first];
  return [
    first,
    {
      ...first,
      name: 'Voortgezet onderwijs',
      level: random.pick(['2', '3'] as const),
      institute: random.pick(SCHOOLS),
      from: isoMonth(end - 9 * 365 * DAY),
      until: isoMonth(end - 4 * 365 * DAY),
      status: '1',
      diploma: true,
      diplomaDate: null,
    },
  ];
}

export function generateCourses(random: SeededRandom, plan: RegionPlan, field: OccupationFieldCode): Course[] {
  if (!random.chance(0.5)) return [];
  return random.pickSome<CourseSeed>(COURSES_BY_FIELD[field], 1, 3).map((course) => {
    const end = +plan.asOf - random.int(30, 2500) * DAY;
    return {
      name: course.name,
      institute: random.pick(SCHOOLS),
      place: random.weighted(plan.places).name,
      from: isoMonth(end - 30 * DAY),
      until: isoMonth(end),
      certificateDate: course.certificate ? isoDate(end) : null,
    };
  });
}
