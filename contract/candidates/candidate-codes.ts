import { codeList } from '../common/code-list.ts';

/**
 * Closed lists of the candidate profile (features §5.3). Numeric codes are those of the VUM data standard, so that
 * profiles travel without translation; letter codes are our own.
 */
export const WORK_TYPES = codeList({
  ADMINISTRATION: ['Administratie', 'Administration'],
  CARE: ['Zorg', 'Care'],
  WELFARE: ['Welzijn', 'Welfare'],
  CLEANING: ['Schoonmaak', 'Cleaning'],
  CONSTRUCTION: ['Bouw', 'Construction'],
  TECHNOLOGY: ['Techniek', 'Technology'],
  PRODUCTION: ['Productie', 'Production'],
  LOGISTICS: ['Logistiek', 'Logistics'],
  TRANSPORT: ['Transport', 'Transport'],
  HOSPITALITY: ['Horeca', 'Hospitality'],
  RETAIL: ['Detailhandel', 'Retail'],
  GREEN: ['Groen', 'Green work'],
  ICT: ['ICT', 'ICT'],
  EDUCATION: ['Onderwijs en opvang', 'Education and childcare'],
  SECURITY: ['Beveiliging', 'Security'],
  CREATIVE: ['Creatief en media', 'Creative and media'],
});

/** Werk- en denkniveau [V]: ordered, compare with ≥ except 0 and 7. */
export const WORKING_LEVELS = codeList({
  '0': ['Niet van toepassing', 'Not applicable'],
  '1': ['Geen basisopleiding', 'No primary education'],
  '2': ['Basisniveau', 'Primary level'],
  '3': ['Vmbo-niveau', 'Vmbo level'],
  '4': ['Mbo-/havo-/vwo-niveau', 'Mbo/havo/vwo level'],
  '5': ['Hbo-niveau', 'Hbo level'],
  '6': ['Wetenschappelijk onderwijs', 'University level'],
  '7': ['(Nog) niet bekend', 'Not known (yet)'],
});

export const EDUCATION_LEVELS = codeList({
  '1': ['Basisonderwijs', 'Primary education'],
  '2': ['Vmbo', 'Vmbo'],
  '3': ['Havo/vwo', 'Havo/vwo'],
  '4': ['Mbo', 'Mbo'],
  '5': ['Hbo/bachelor', 'Hbo/bachelor'],
  '6': ['Wo/master', 'University/master'],
  '9': ['Anders', 'Other'],
});

export const EDUCATION_STATUSES = codeList({
  '0': ['Onbekend', 'Unknown'],
  '1': ['Succesvol afgerond', 'Completed'],
  '2': ['Afgebroken', 'Aborted'],
  '3': ['Lopend', 'Ongoing'],
});

export const DRIVING_LICENCES = codeList({
  AM: ['AM (bromfiets)', 'AM (moped)'],
  A: ['A (motor)', 'A (motorcycle)'],
  A1: ['A1 (lichte motor)', 'A1 (light motorcycle)'],
  A2: ['A2 (middelzware motor)', 'A2 (medium motorcycle)'],
  B: ['B (auto)', 'B (car)'],
  'B+': ['B+ (auto met aanhanger)', 'B+ (car with trailer)'],
  BE: ['BE (auto met zware aanhanger)', 'BE (car with heavy trailer)'],
  C: ['C (vrachtwagen)', 'C (lorry)'],
  C1: ['C1 (lichte vrachtwagen)', 'C1 (light lorry)'],
  CE: ['CE (vrachtwagen met aanhanger)', 'CE (lorry with trailer)'],
  C1E: ['C1E (lichte vrachtwagen met aanhanger)', 'C1E (light lorry with trailer)'],
  D: ['D (bus)', 'D (bus)'],
  D1: ['D1 (kleine bus)', 'D1 (minibus)'],
  DE: ['DE (bus met aanhanger)', 'DE (bus with trailer)'],
  D1E: ['D1E (kleine bus met aanhanger)', 'D1E (minibus with trailer)'],
  T: ['T (trekker)', 'T (tractor)'],
});

export const TRANSPORT_MEANS = codeList({
  '1': ['Auto', 'Car'],
  '2': ['Bromfiets', 'Moped'],
  '3': ['Fiets', 'Bicycle'],
  '4': ['Motor', 'Motorcycle'],
  '5': ['Openbaar vervoer', 'Public transport'],
  '9': ['Anders', 'Other'],
});

export const LANGUAGE_LEVELS = codeList({
  '0': ['Onbekend', 'Unknown'],
  '1': ['Geen beheersing', 'None'],
  '2': ['Redelijk', 'Fair'],
  '3': ['Goed', 'Good'],
  '4': ['Uitstekend', 'Excellent'],
  '8': ['Niet van toepassing', 'Not applicable'],
});

/** Radius choices of the location field (VUM codeRegiostraal); `0` is the whole country. Values are kilometres. */
export const RADIUS_KILOMETRES = [5, 10, 15, 25, 50, 75, 100, 125, 150] as const;

export const TARGET_GROUPS = codeList({
  WORK_STUDY: ['BBL', 'Work and study (BBL)'],
  GUARANTEED_JOB: ['Garantiebaan', 'Guaranteed job'],
  PRACTICE_ROUTE: ['Praktijkroute', 'Practice route'],
});

export const SUPPORT_MODELS = codeList({
  SELF_SERVICE: ['Zelfservice', 'Self-service'],
  SHARED: ['Samen', 'Shared'],
  FULL: ['Volledig ondersteund', 'Full support'],
});

export const CONTACT_ROUTES = codeList({
  DIRECT: ['Rechtstreeks', 'Directly'],
  VIA_ACCOUNT_MANAGER: ['Via de accountmanager', 'Through the account manager'],
});

export const PHYSICAL_ACTIVITIES = codeList({
  SITTING: ['Zitten', 'Sitting'],
  STANDING: ['Staan', 'Standing'],
  BENDING: ['Bukken', 'Bending'],
  WALKING: ['Lopen', 'Walking'],
  LIFTING: ['Tillen', 'Lifting'],
  CLIMBING: ['Klimmen', 'Climbing'],
  KNEELING: ['Knielen', 'Kneeling'],
  REACHING: ['Reiken', 'Reaching'],
});

export const CAPACITY_LEVELS = codeList({
  YES: ['Ja', 'Yes'],
  LIMITED: ['Beperkt', 'Limited'],
  NO: ['Nee', 'No'],
  UNKNOWN: ['Onbekend', 'Unknown'],
});

export const DAYS = codeList({
  MON: ['Maandag', 'Monday'],
  TUE: ['Dinsdag', 'Tuesday'],
  WED: ['Woensdag', 'Wednesday'],
  THU: ['Donderdag', 'Thursday'],
  FRI: ['Vrijdag', 'Friday'],
  SAT: ['Zaterdag', 'Saturday'],
  SUN: ['Zondag', 'Sunday'],
});

export const PARTS_OF_DAY = codeList({
  MORNING: ['Ochtend', 'Morning'],
  AFTERNOON: ['Middag', 'Afternoon'],
  EVENING: ['Avond', 'Evening'],
  NIGHT: ['Nacht', 'Night'],
});

/** Hours a week, as buckets; a candidate is in every bucket that his range of hours touches. */
export const HOUR_BUCKETS = codeList({
  H0_11: ['Tot 12 uur', 'Under 12 hours'],
  H12_23: ['12 tot 24 uur', '12 to 24 hours'],
  H24_31: ['24 tot 32 uur', '24 to 32 hours'],
  H32_35: ['32 tot 36 uur', '32 to 36 hours'],
  H36: ['36 uur of meer', '36 hours or more'],
});

/** Each bucket but OLDER holds the younger ones: 'afgelopen maand' includes today. */
export const LAST_MODIFIED_BUCKETS = codeList({
  TODAY: ['Vandaag', 'Today'],
  WEEK: ['Afgelopen week', 'Past week'],
  MONTH: ['Afgelopen maand', 'Past month'],
  QUARTER: ['Afgelopen 3 maanden', 'Past 3 months'],
  YEAR: ['Afgelopen jaar', 'Past year'],
  OLDER: ['Langer geleden', 'Longer ago'],
});

/** Exactly 32 hours satisfies both (decision 6.11). */
export const EMPLOYMENT_FRACTIONS = codeList({
  FULL_TIME: ['Voltijd', 'Full-time'],
  PART_TIME: ['Deeltijd', 'Part-time'],
});

export const GENDERS = codeList({
  F: ['Vrouw', 'Female'],
  M: ['Man', 'Male'],
  X: ['Anders', 'Other'],
  U: ['Onbekend', 'Unknown'],
});

export const MEDIA_KINDS = codeList({
  PHOTO: ['Foto', 'Photo'],
  VIDEO: ['Film', 'Video'],
  LINK: ['Link', 'Link'],
});

export const DOCUMENT_KINDS = codeList({
  CV: ['Cv', 'CV'],
  DIPLOMA: ['Diploma', 'Diploma'],
  CERTIFICATE: ['Certificaat', 'Certificate'],
  LETTER: ['Brief', 'Letter'],
  OTHER: ['Anders', 'Other'],
});
