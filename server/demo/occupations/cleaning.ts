import type { OccupationGroupData } from './format.ts';

export const cleaningGroups = [
  {
    code: '911',
    name: 'Schoonmaak binnen',
    fieldCode: 'SCHOONMAAK',
    workTypes: ['CLEANING'],
    rows: [
      'schoonmaker | 2 | schoonmaakmedewerker, interieurverzorger, poetshulp, cleaner | > huishoudelijk medewerker 0.8',
      'huishoudelijk medewerker | 2 | huishoudelijke hulp particulier, werkster, huishoudhulp',
      'schoonmaker kantoren | 2 | kantoorschoonmaker, schoonmaker gebouwen, avondschoonmaker | > schoonmaker 0.9',
      'schoonmaker ziekenhuis | 2 | medewerker hygiëne zorg, schoonmaakmedewerker zorginstelling | type: CLEANING, CARE | > schoonmaker 0.9, afdelingsassistent zorg 0.6',
      'schoonmaker scholen | 2 | schoonmaakmedewerker onderwijs, dagschoonmaker | > schoonmaker 0.9',
      'kamermeisje | 2 | kamerjongen, housekeeping medewerker, room attendant, kamerschoonmaker hotel | type: CLEANING, HOSPITALITY | > schoonmaker 0.8',
      'toiletbeheerder | 1 | toiletjuffrouw, sanitairbeheerder, toiletdame',
      'schoonmaker vakantiepark | 2 | bungalowschoonmaker, wisseldagmedewerker | type: CLEANING, HOSPITALITY | > kamermeisje 0.8',
      'vloeronderhoudsmedewerker | 3 | vloerenspecialist schoonmaak, medewerker vloeronderhoud, tapijtreiniger',
      'opleveringsschoonmaker | 2 | bouwschoonmaker, schoonmaker oplevering | cert: VCA Basis',
    ],
  },
  {
    code: '912',
    name: 'Specialistische reiniging',
    fieldCode: 'SCHOONMAAK',
    workTypes: ['CLEANING'],
    rows: [
      'glazenwasser | 3 | ramenlapper, glasbewasser, window cleaner | cert: VCA Basis',
      'gevelreiniger | 3 | geveltechnisch reiniger, medewerker gevelonderhoud | cert: VCA Basis | > glazenwasser 0.7',
      'industrieel reiniger | 3 | industriële schoonmaker, tankreiniger, hogedrukspuiter | cert: VCA Basis | type: CLEANING, PRODUCTION',
      'schoonmaker voedingsindustrie | 2 | reiniger productielijn, hygiënemedewerker, nachtreiniger | type: CLEANING, PRODUCTION | > industrieel reiniger 0.7, productiemedewerker voedingsmiddelen 0.6',
      'schoonmaker openbaar vervoer | 2 | treinschoonmaker, busschoonmaker, vliegtuigschoonmaker | > autowasser 0.6',
      'autowasser | 2 | autopoetser, medewerker wasstraat, car cleaner, medewerker autowasserij',
      'graffitiverwijderaar | 3 | medewerker graffitireiniging, specialist gevelbescherming',
      'calamiteitenreiniger | 3 | reiniger brandschade, medewerker reconditionering, schadehersteller brand en water | cert: VCA Basis',
      'ongediertebestrijder | 4 | plaagdierbeheerser, plaagdierpreventie medewerker | cert: Vakbekwaamheid plaagdierbeheersing | rij: B',
    ],
  },
  {
    code: '915',
    name: 'Wasserij en linnen',
    fieldCode: 'SCHOONMAAK',
    workTypes: ['CLEANING', 'PRODUCTION'],
    rows: [
      'wasserijmedewerker | 2 | medewerker wasserij, linnenkamermedewerker, strijker, laundry medewerker | > productiemedewerker 0.6',
      'stomerijmedewerker | 3 | medewerker chemische reiniging, perser, textielreiniger',
    ],
  },
  {
    code: '515',
    name: 'Leiding schoonmaak en huisvesting',
    fieldCode: 'SCHOONMAAK',
    workTypes: ['CLEANING'],
    rows: [
      'voorman schoonmaak | 3 | meewerkend voorvrouw schoonmaak, leidinggevende schoonmaakploeg | > schoonmaker 0.7',
      'objectleider schoonmaak | 4 | objectmanager schoonmaak, rayonleider schoonmaak',
      'hoofd huishouding | 4 | hoofd housekeeping, executive housekeeper, housekeeping supervisor | type: CLEANING, HOSPITALITY',
    ],
  },
] as const satisfies readonly OccupationGroupData[];
