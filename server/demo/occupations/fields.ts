import type { WorkType } from './format.ts';

/** The fields of work (vakgebieden) under which the occupation groups fall. */
export const FIELD_DATA = [
  { code: 'ZORG', name: 'Zorg en gezondheid', workTypes: ['CARE'] },
  { code: 'WELZIJN', name: 'Welzijn, jeugd en kinderopvang', workTypes: ['WELFARE', 'CARE'] },
  { code: 'SCHOONMAAK', name: 'Schoonmaak en reiniging', workTypes: ['CLEANING'] },
  { code: 'BOUW', name: 'Bouw en infra', workTypes: ['CONSTRUCTION'] },
  { code: 'TECHNIEK', name: 'Techniek en installatie', workTypes: ['TECHNOLOGY'] },
  { code: 'INDUSTRIE', name: 'Industrie, ambacht en voeding', workTypes: ['PRODUCTION'] },
  { code: 'LOGISTIEK', name: 'Logistiek en magazijn', workTypes: ['LOGISTICS'] },
  { code: 'TRANSPORT', name: 'Transport en vervoer', workTypes: ['TRANSPORT'] },
  { code: 'HORECA', name: 'Horeca, toerisme en recreatie', workTypes: ['HOSPITALITY'] },
  { code: 'HANDEL', name: 'Winkel en detailhandel', workTypes: ['RETAIL'] },
  {
    code: 'COMMERCIE',
    name: 'Verkoop, marketing en klantcontact',
    workTypes: ['RETAIL', 'ADMINISTRATION', 'CREATIVE'],
  },
  { code: 'GROEN', name: 'Groen, tuinbouw en dieren', workTypes: ['GREEN'] },
  { code: 'ICT', name: 'ICT en data', workTypes: ['ICT'] },
  { code: 'ONDERWIJS', name: 'Onderwijs en training', workTypes: ['EDUCATION'] },
  { code: 'VEILIGHEID', name: 'Veiligheid en handhaving', workTypes: ['SECURITY'] },
  { code: 'CULTUUR', name: 'Kunst, cultuur en media', workTypes: ['CREATIVE'] },
  { code: 'OVERHEID', name: 'Overheid, recht en stadsbeheer', workTypes: ['ADMINISTRATION', 'CLEANING', 'GREEN'] },
  { code: 'FINANCIEEL', name: 'Financiën en verzekeringen', workTypes: ['ADMINISTRATION'] },
  { code: 'VERZORGING', name: 'Uiterlijk en persoonlijke dienstverlening', workTypes: ['CREATIVE', 'RETAIL'] },
  { code: 'AUTO', name: 'Auto en tweewielers', workTypes: ['TECHNOLOGY'] },
  { code: 'ADMIN', name: 'Administratie, personeel en kantoor', workTypes: ['ADMINISTRATION'] },
] as const satisfies readonly { code: string; name: string; workTypes: readonly WorkType[] }[];

export type OccupationFieldCode = (typeof FIELD_DATA)[number]['code'];
