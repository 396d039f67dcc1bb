import { API_PREFIX, API_VERSION } from '@hallowerk/contract/http.ts';

/** What is known of an OpenAPI document here; the rest passes through. */
interface Operation {
  parameters?: unknown[];
  tags?: string[];
  responses?: Record<string, { description?: string; headers?: object; content?: object }>;
}
export interface OpenApiDocument {
  openapi?: string;
  info?: object;
  paths?: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, unknown>; securitySchemes?: Record<string, unknown> };
  tags?: { name: string; description?: string }[];
  [key: string]: unknown;
}

const VERSION_HEADER = {
  'API-Version': {
    description: 'Volledig versienummer van de API',
    schema: { type: 'string' },
    example: API_VERSION,
  },
};

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  200: 'Gelukt',
  201: 'Gemaakt',
  202: 'Aangenomen',
  204: 'Gelukt, zonder inhoud',
  206: 'Een deel van het bestand',
  304: 'Niet gewijzigd',
  400: 'Ongeldige invoer; alle fouten tegelijk',
  401: 'Niet aangemeld, of de gegevens kloppen niet',
  403: 'Niet toegestaan',
  404: 'Niet gevonden, of niet zichtbaar',
  409: 'Botsing met een andere wijziging',
  410: 'Verlopen',
  416: 'Dit deel van het bestand bestaat niet',
  422: 'Niet goed genoeg; `errors` noemt elke regel die niet klopt',
  426: 'Nieuwere versie nodig',
  429: 'Te veel verzoeken',
  500: 'Fout op de server',
  503: 'Tijdelijk niet beschikbaar',
};

const TAGS: Readonly<Record<string, string>> = {
  operations: 'Toestand van de server',
  accounts: 'Aanmelden en sessies',
  candidates: 'Kandidaten, voor zover niet via synchronisatie',
  sync: 'Synchronisatie van de lokale gegevens',
  demo: 'Alleen op een demoserver',
  openapi: 'Beschrijving van deze API',
};

const PROBLEM_CONTENT = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

/**
 * Makes a generated document meet the rules of the NLGov API Design Rules that a generator does not know: the version
 * header on every answer, one schema for problems, tags declared at the root, and the description of the API itself.
 */
export function toAdr(document: OpenApiDocument, problemSchema: object, publicUrl: string | null): OpenApiDocument {
  const paths = withoutPrefix(document.paths ?? {});
  paths['/openapi.json'] = { get: openApiOperation() };
  const used = new Set<string>();
  for (const operation of Object.values(paths).flatMap((item) => Object.values(item))) {
    for (const tag of operation.tags ?? []) used.add(tag);
    for (const [status, response] of Object.entries(operation.responses ?? {})) {
      response.description = DESCRIPTIONS[status] ?? 'Antwoord';
      response.headers = { ...VERSION_HEADER, ...response.headers };
      if (/^[45]/.test(status)) response.content = PROBLEM_CONTENT;
      if (status === '204' || status === '304') delete response.content;
    }
  }
  return {
    ...document,
    servers: [serverOf(publicUrl)],
    paths,
    tags: [...used].map((name) => ({ name, description: TAGS[name] ?? name })),
    components: {
      ...document.components,
      schemas: { ...document.components?.schemas, Problem: problemSchema },
    },
  };
}

/** The rules ask for https; without a configured address the municipality's is left open. */
function serverOf(publicUrl: string | null): object {
  if (publicUrl !== null) return { url: publicUrl + API_PREFIX, description: 'Deze server' };
  return {
    url: `https://{host}${API_PREFIX}`,
    description: 'De server van je gemeente',
    variables: { host: { default: 'hallowerk.example', description: 'Adres van de server' } },
  };
}

function withoutPrefix(paths: Record<string, Record<string, Operation>>): Record<string, Record<string, Operation>> {
  return Object.fromEntries(
    Object.entries(paths)
      .filter(([path]) => path.startsWith(`${API_PREFIX}/`))
      .map(([path, item]) => [path.slice(API_PREFIX.length), item]),
  );
}

function openApiOperation(): Operation {
  const operation = {
    operationId: 'getOpenapi',
    summary: 'OpenAPI-beschrijving van deze API',
    tags: ['openapi'],
    security: [],
    responses: {
      '200': {
        description: 'Gelukt',
        headers: { 'Access-Control-Allow-Origin': { schema: { type: 'string' }, example: '*' } },
        content: { 'application/json': { schema: { type: 'object' } } },
      },
    },
  };
  return operation;
}
