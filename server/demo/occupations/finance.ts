import type { OccupationGroupData } from './format.ts';

export const financeGroups = [
  {
    code: '431',
    name: 'Boekhouding en salaris',
    fieldCode: 'FINANCIEEL',
    workTypes: ['ADMINISTRATION'],
    rows: [
      'financieel administratief medewerker | 4 | medewerker financiële administratie, boekhoudkundig medewerker, financieel medewerker | > administratief medewerker 0.7',
      'crediteurenadministrateur | 4 | medewerker crediteuren, accounts payable medewerker, factuurverwerker',
      'debiteurenbeheerder | 4 | medewerker debiteuren, creditmanager, accounts receivable medewerker',
      'boekhouder | 4 | accountant mkb-kantoor assistent, grootboekmedewerker, bookkeeper',
      'salarisadministrateur | 4 | payroll medewerker, medewerker salarisadministratie, loonadministrateur',
      'facturatiemedewerker | 3 | medewerker facturatie, factureerder',
      'medewerker zorgdeclaraties | 4 | declaratiemedewerker zorg, medewerker zorgadministratie | type: ADMINISTRATION, CARE',
      'incassomedewerker | 4 | medewerker incasso, minnelijk incasseerder',
    ],
  },
  {
    code: '241',
    name: 'Financieel advies en controle',
    fieldCode: 'FINANCIEEL',
    workTypes: ['ADMINISTRATION'],
    rows: [
      'accountant | 6 | registeraccountant, accountant aa, auditor',
      'assistent-accountant | 5 | accountancymedewerker, gevorderd assistent controlepraktijk',
      'controller | 6 | business controller, financial controller',
      'financieel adviseur | 5 | hypotheekadviseur, pensioenadviseur | cert: Wft-diploma',
      'belastingadviseur | 6 | fiscalist, tax consultant',
      'administrateur | 5 | hoofd administratie, financieel administrateur',
      'financieel analist | 5 | financial analyst, kredietanalist',
      'financieel manager | 6 | hoofd financiën, finance manager',
      'taxateur | 5 | woz-taxateur, vastgoedtaxateur',
    ],
  },
  {
    code: '421',
    name: 'Bank en verzekering',
    fieldCode: 'FINANCIEEL',
    workTypes: ['ADMINISTRATION'],
    rows: [
      'bankmedewerker | 4 | medewerker bankkantoor, klantadviseur bank, baliemedewerker bank',
      'verzekeringsadviseur | 4 | assurantieadviseur, verzekeringsmedewerker, polisacceptant | cert: Wft-diploma',
      'schadebehandelaar | 4 | medewerker schade verzekeringen, claimbehandelaar',
      'medewerker witwascontrole | 4 | kyc-analist, klantonderzoeker bank, aml-medewerker',
      'pensioenmedewerker | 4 | medewerker pensioenadministratie, pensioenuitvoerder',
      'croupier | 3 | dealer casino, speeltafelmedewerker | type: HOSPITALITY | > hotelreceptionist 0.4',
      'medewerker geldverwerking | 3 | geldteller, medewerker geldtransport, waardetransporteur | type: ADMINISTRATION, SECURITY',
    ],
  },
] as const satisfies readonly OccupationGroupData[];
