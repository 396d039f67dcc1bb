import * as z from 'zod';
import { RevisionSchema } from '../administration/administration.ts';
import { UuidSchema } from '../common/primitives.ts';

/** The information blocks of 'Over HalloWerk', in their order (HW-ABT-01/02). */
export const ABOUT_BLOCKS = ['WHAT', 'HOW', 'WORK_TYPES', 'TARGET_GROUPS', 'PROMISING'] as const;
export type AboutBlockKey = (typeof ABOUT_BLOCKS)[number];

export const MOST_PROMISING = 50;

const AboutBlockSchema = z.object({
  key: z.enum(ABOUT_BLOCKS),
  title: z.string().trim().min(1, 'Vul een titel in').max(80, 'Gebruik hoogstens 80 tekens'),
  /** Plain text; an empty line makes a paragraph. */
  text: z.string().trim().min(1, 'Vul een tekst in').max(4000, 'Gebruik hoogstens 4.000 tekens'),
});
export type AboutBlock = z.infer<typeof AboutBlockSchema>;

/** An occupation that is in demand in the region and fits what jobseekers can do (HW-ABT-04). */
const PromisingOccupationSchema = z.object({
  name: z.string().trim().min(1, 'Vul een beroep in').max(120, 'Gebruik hoogstens 120 tekens'),
  /** Why it is promising; may be empty. */
  reason: z.string().trim().max(300, 'Gebruik hoogstens 300 tekens'),
  /** In our list of occupations; null: only its name is known. */
  occupationId: UuidSchema.nullable(),
});
export type PromisingOccupation = z.infer<typeof PromisingOccupationSchema>;

const WEB_ADDRESS = 'Vul een adres in dat met https:// begint';

export const AboutInputSchema = z.object({
  blocks: z
    .array(AboutBlockSchema)
    .length(ABOUT_BLOCKS.length)
    .refine((blocks) => blocks.every(({ key }, at) => key === ABOUT_BLOCKS[at]), 'Elk blok staat er een keer'),
  /** Page of the animation film; null: there is none. */
  filmUrl: z
    .url({ protocol: /^https$/, hostname: z.regexes.domain, error: WEB_ADDRESS })
    .max(500, 'Gebruik hoogstens 500 tekens')
    .nullable(),
  promising: z.array(PromisingOccupationSchema).max(MOST_PROMISING, `Een regio heeft er hoogstens ${MOST_PROMISING}`),
});
export type AboutInput = z.infer<typeof AboutInputSchema>;

/** The page as people of a region see it. */
export const AboutPageSchema = AboutInputSchema.extend({
  regionName: z.string(),
  /** 0: nobody changed it yet, and it says what the product says. */
  revision: RevisionSchema,
});
export type AboutPage = z.infer<typeof AboutPageSchema>;

/** What the page says in a region where nobody wrote anything else. */
export const DEFAULT_ABOUT: AboutInput = {
  blocks: [
    {
      key: 'WHAT',
      title: 'Wat is HalloWerk?',
      text: 'HalloWerk brengt mensen die werk zoeken en werkgevers bij elkaar. Je ziet wat iemand kan en wil. Daarna kijk je of dat past bij het werk dat je hebt.\n\nWe geloven dat bijna iedereen kan werken, als het werk en de mens bij elkaar passen.',
    },
    {
      key: 'HOW',
      title: 'Hoe werkt het?',
      text: 'Je zoekt kandidaten in de verkenner of vanuit een vacature. Bij elke kandidaat staat waarom hij past.\n\nWil je iemand leren kennen? Dan vraag je contact aan. Je accountmanager helpt je verder.',
    },
    {
      key: 'WORK_TYPES',
      title: 'Werksoorten',
      text: 'Een werksoort is een groep van werk dat op elkaar lijkt. Kandidaten geven in hun profiel aan welke werksoorten zij het liefst doen.',
    },
    {
      key: 'TARGET_GROUPS',
      title: 'Doelgroepen',
      text: 'Sommige kandidaten horen bij een doelgroep. Voor hen zijn er regelingen die jou als werkgever helpen, zoals begeleiding op het werk of geld voor aanpassingen. Je accountmanager weet er alles van.',
    },
    {
      key: 'PROMISING',
      title: 'Kansrijke beroepen',
      text: 'Voor elke arbeidsmarktregio is gekeken naar welke beroepen veel vraag is, en welke daarvan het beste passen bij wat werkzoekenden kunnen.',
    },
  ],
  filmUrl: null,
  promising: [],
};
