import type { CandidateProfile, MediaItem } from '@hallowerk/contract/candidates/candidate.ts';
import type { CandidateRecord } from '../../candidates/candidate-record.ts';
import type { NewCandidateFile } from '../../candidates/candidate-files.repository.ts';
import { seededRandom, type SeededRandom } from '../random.ts';
import type { RegionPlan } from '../region-plan.ts';
import { PORTRAITS, portraitPng, scenePng, SCENES } from './pictures.ts';
import { textPdf, type PdfLine } from './pdf-text.ts';

/** Candidates with a cv of their own; those after them share one, so that a very large demo region stays small. */
export const OWN_CVS = 20_000;

const CAPTIONS = ['Mijn wandelroute', 'Werk waar ik trots op ben', 'Buiten aan het werk', 'Vrije tijd', 'Mijn buurt'];

/** What candidate number `index` shows; drawn apart, so that the rest of him stays what it was. */
export function demoPictures(
  plan: RegionPlan,
  index: number,
): Pick<CandidateProfile, 'photoId'> & { media: MediaItem[] } {
  const random = pictureRandom(plan, index);
  const photoId = random.uuid();
  const media = Array.from({ length: random.chance(0.15) ? random.int(1, 2) : 0 }, () => ({
    kind: 'PHOTO' as const,
    url: random.uuid(),
    caption: random.pick(CAPTIONS),
  }));
  return { photoId: random.chance(0.6) ? photoId : null, media };
}

function pictureRandom(plan: RegionPlan, index: number): SeededRandom {
  return seededRandom(`${plan.seed}:${plan.regionCode}:${index}:pictures`, plan.asOf.getTime() - index * 60_000);
}

/** The contents of everything that the profile and the documents of candidate number `index` name. */
export function demoFiles(record: CandidateRecord, index: number): NewCandidateFile[] {
  const random = seededRandom(`${record.id}:files`);
  const { photoId, media } = record.profile;
  const photo = portraitPng(random.int(1, PORTRAITS));
  const picture = { candidateId: record.id, mediaType: 'image/png' };
  return [
    ...(photoId === null ? [] : [{ ...picture, id: photoId, purpose: 'PHOTO' as const, content: photo }]),
    ...media
      .filter((item) => item.kind === 'PHOTO')
      .map(({ url }) => ({ ...picture, id: url, purpose: 'MEDIA' as const, content: scenePng(random.int(1, SCENES)) })),
    ...record.documents.map(({ id, mediaType }) => ({
      ...{ id, mediaType, candidateId: record.id, purpose: 'DOCUMENT' as const },
      content: demoCv(record.profile, index),
    })),
  ];
}

const SHARED_CV = textPdf('Cv', [
  { text: 'Cv', style: 'title' },
  { text: 'Dit is een voorbeeld. In een demo met zo veel kandidaten heeft niet iedereen een eigen cv.', style: 'body' },
]);

/**
 * A cv that says what the profile says. Without address, phone number and e-mail address: an employer gets those only when
 * he asks for them (HW-CON).
 */
export function demoCv(profile: CandidateProfile, index: number): Buffer {
  if (index >= OWN_CVS) return SHARED_CV;
  const name = `${profile.firstName} ${profile.lastName}`;
  const heading = (text: string, lines: readonly PdfLine[]): PdfLine[] =>
    lines.length === 0 ? [] : [{ text, style: 'heading' }, ...lines];
  return textPdf(`Cv ${name}`, [
    { text: name, style: 'title' },
    { text: [profile.city, profile.oneLiner].filter(Boolean).join(' · '), style: 'body' },
    ...heading('Over mij', body([profile.about, profile.motivation])),
    ...heading(
      'Werkervaring',
      profile.employmentHistory.flatMap((job) => [
        { text: `${job.title}, ${job.organizationName} (${period(job.from, job.until)})`, style: 'strong' as const },
        ...body([job.description]),
      ]),
    ),
    ...heading(
      'Opleiding',
      profile.educationHistory.flatMap((education) => [
        { text: `${education.name} (${period(education.from, education.until)})`, style: 'strong' as const },
        ...body([[education.institute, education.place].filter(Boolean).join(', ')]),
      ]),
    ),
    ...heading('Cursussen', body(profile.courses.map((course) => [course.name, course.institute].join(', ')))),
    ...heading('Vaardigheden', body([profile.skills.join(', ')])),
    ...heading('Talenten', body([profile.talents.join(', ')])),
  ]);
}

function body(texts: readonly string[]): PdfLine[] {
  return texts.filter((text) => text !== '').map((text) => ({ text, style: 'body' }));
}

function period(from: string | null, until: string | null): string {
  return `${from?.slice(0, 4) ?? '?'} – ${until?.slice(0, 4) ?? 'nu'}`;
}
