import type { OccupationGroupData } from './format.ts';

export const foodGroups = [
  {
    code: '751',
    name: 'Ambacht in voeding',
    fieldCode: 'INDUSTRIE',
    workTypes: ['PRODUCTION'],
    rows: [
      'bakker | 4 | broodbakker, brood- en banketbakker, baker',
      'banketbakker | 4 | patissier, taartenbakker, pastry chef | > bakker 0.8',
      'bakkershulp | 2 | medewerker bakkerij, assistent bakker, hulpbakker | > productiemedewerker voedingsmiddelen 0.7',
      'slager | 4 | ambachtelijk slager, butcher, slager-verkoper',
      'uitbener | 3 | vleesuitsnijder, uitsnijder, uitbeenmedewerker',
      'slachter | 3 | medewerker slachterij, slachthuismedewerker',
      'visbewerker | 3 | visfileerder, medewerker visverwerking, viskoper | > verkoper vis 0.6',
      'kaasmaker | 3 | zuivelbereider, medewerker kaasmakerij',
      'chocolatier | 4 | chocolademaker, bonbonmaker, suikerwerker',
      'ijsbereider | 3 | ijsmaker, medewerker ijssalon',
      'bierbrouwer | 4 | brouwmeester, medewerker brouwerij, brewer',
      'koffiebrander | 3 | branderijmedewerker, coffee roaster',
    ],
  },
  {
    code: '816',
    name: 'Voedingsindustrie',
    fieldCode: 'INDUSTRIE',
    workTypes: ['PRODUCTION'],
    rows: [
      'productiemedewerker voedingsmiddelen | 2 | medewerker voedingsindustrie, foodmedewerker, medewerker levensmiddelen | > productiemedewerker 0.9',
      'productiemedewerker vlees | 2 | medewerker vleesverwerking, pluimveeverwerker | > uitbener 0.5, productiemedewerker voedingsmiddelen 0.8',
      'productiemedewerker groente en fruit | 2 | groentesnijder, medewerker snijderij, fruitverpakker | > productiemedewerker voedingsmiddelen 0.8, sorteerder 0.6',
      'operator voedingsmiddelen | 4 | food operator, operator levensmiddelen, allround operator food | > machineoperator 0.7',
      'operator zuivel | 4 | zuiveloperator, melkverwerker, operator melkfabriek',
      'operator bakkerij | 3 | ovenist, deegmaker, industrieel bakker | > bakker 0.6',
      'keurmeester vlees | 4 | vleeskeurder, levensmiddelencontroleur',
      'voedingsmiddelentechnoloog | 5 | food technologist, productontwikkelaar voeding',
    ],
  },
] as const satisfies readonly OccupationGroupData[];
