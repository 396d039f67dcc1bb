import type { OccupationGroupData } from './format.ts';

export const commerceGroups = [
  {
    code: '332',
    name: 'Verkoop aan bedrijven en makelaardij',
    fieldCode: 'COMMERCIE',
    workTypes: ['RETAIL', 'ADMINISTRATION'],
    rows: [
      'vertegenwoordiger | 4 | accountmanager buitendienst, sales representative, buitendienstverkoper | rij: B',
      'commercieel medewerker binnendienst | 4 | verkoper binnendienst, sales support medewerker, inside sales medewerker | > orderverwerker 0.7',
      'accountmanager | 5 | relatiebeheerder, key accountmanager, account executive',
      'salesmanager | 5 | verkoopmanager, commercieel manager, hoofd verkoop',
      'technisch verkoper | 4 | technisch commercieel adviseur, sales engineer | type: RETAIL, TECHNOLOGY',
      'makelaar | 5 | makelaar onroerend goed, woningmakelaar, vastgoedmakelaar',
      'assistent-makelaar | 4 | binnendienstmedewerker makelaardij, verhuurmedewerker woningen',
      'veilingmeester | 4 | taxateur veilinggoed, afslager',
      'evenementenplanner | 4 | eventmanager, congresorganisator, evenementencoördinator',
    ],
  },
  {
    code: '243',
    name: 'Marketing en communicatie',
    fieldCode: 'COMMERCIE',
    workTypes: ['CREATIVE', 'ADMINISTRATION'],
    rows: [
      'marketingmedewerker | 4 | marketing assistent, medewerker marketing, marketing medewerker',
      'online marketeer | 5 | digital marketeer, seo-specialist, e-commerce marketeer | type: CREATIVE, ICT',
      'marketingmanager | 5 | hoofd marketing, brandmanager, productmanager marketing',
      'communicatieadviseur | 5 | communicatiespecialist, adviseur corporate communicatie',
      'communicatiemedewerker | 4 | medewerker communicatie, communicatie assistent | > marketingmedewerker 0.8',
      'socialmediamanager | 4 | contentmanager, webredacteur, content creator, communitymanager',
      'woordvoerder | 5 | persvoorlichter, voorlichter, mediawoordvoerder',
      'marktonderzoeker | 5 | onderzoeker consumentengedrag, market researcher',
      'webshopmedewerker | 4 | e-commerce medewerker, webshopbeheerder, online verkoopmedewerker | type: RETAIL, ICT | > medewerker e-fulfilment 0.5',
    ],
  },
  {
    code: '524',
    name: 'Klantcontact op afstand',
    fieldCode: 'COMMERCIE',
    workTypes: ['ADMINISTRATION', 'RETAIL'],
    rows: [
      'klantenservicemedewerker | 3 | medewerker klantenservice, customer service medewerker, klantcontactmedewerker',
      'callcentermedewerker | 3 | medewerker contactcenter, telefonisch medewerker, call agent | > klantenservicemedewerker 0.9',
      'telefonisch verkoper | 3 | telemarketeer, outbound belmedewerker, verkoper per telefoon',
      'medewerker webcare | 4 | chatmedewerker, webcareteammedewerker, online klantadviseur',
      'enquêteur | 2 | interviewer, telefonisch enquêteur, veldwerker onderzoek',
      'teamleider klantenservice | 4 | teamcoach contactcenter, supervisor callcenter',
      'medewerker klachtenafhandeling | 4 | klachtenbehandelaar, klachtencoördinator',
    ],
  },
] as const satisfies readonly OccupationGroupData[];
