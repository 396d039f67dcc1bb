import type { ExportColumn } from '../common/export-column.ts';

/** Vacancies in one action on a selection, and in one part of a print. */
export const VACANCY_BULK_LIMIT = 200;
export const VACANCY_PRINT_PART = 25;

/** Everything that goes into an export of 'Vacatures beheren', one row a vacancy; nothing else decides what is written. */
export const VACANCY_EXPORT_COLUMNS = [
  { key: 'title', header: 'Vacaturetitel', type: 'text', width: 36 },
  { key: 'occupation', header: 'Functie/Beroep', type: 'text', width: 30 },
  { key: 'organization', header: 'Werkgever', type: 'text', width: 28 },
  { key: 'city', header: 'Locatie', type: 'text', width: 20 },
  { key: 'createdAt', header: 'Aangemaakt op', type: 'date', width: 14 },
  { key: 'publishedAt', header: 'Geplaatst op', type: 'date', width: 14 },
  { key: 'closingDate', header: 'Sluitingsdatum', type: 'date', width: 14 },
  { key: 'visible', header: 'Zichtbaar voor kandidaten', type: 'text', width: 14 },
  { key: 'createdBy', header: 'Toegevoegd door', type: 'text', width: 28 },
  { key: 'createdByRole', header: 'Rol', type: 'text', width: 16 },
  { key: 'proposals', header: 'Voorgestelde kandidaten', type: 'number', width: 14 },
  { key: 'status', header: 'Status', type: 'text', width: 14 },
  { key: 'contactRoute', header: 'Contact via', type: 'text', width: 18 },
  { key: 'supportModel', header: 'Dienstverleningsmodel', type: 'text', width: 34 },
] as const satisfies readonly ExportColumn[];

export type VacancyExportKey = (typeof VACANCY_EXPORT_COLUMNS)[number]['key'];
