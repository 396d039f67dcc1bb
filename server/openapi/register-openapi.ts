import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import * as z from 'zod';
import { ProblemSchema } from '@hallowerk/contract/common/problem.ts';
import { API_PREFIX, API_VERSION } from '@hallowerk/contract/http.ts';
import { toAdr, type OpenApiDocument } from './adr.ts';

/** Starts collecting routes; has to be registered before them. */
export async function registerOpenApi(app: FastifyInstance, productName: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.0.3',
      info: {
        title: `${productName} gemeenteserver`,
        description: 'De API waarmee HalloWerk Desktop aanmeldt en synchroniseert.',
        version: API_VERSION,
        contact: {
          name: 'HalloWerk Desktop',
          url: 'https://hallowerk.example/ondersteuning',
          email: 'ondersteuning@hallowerk.example',
        },
        license: { name: 'EUPL-1.2', url: 'https://eupl.eu/1.2/nl/' },
      },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
    transform: jsonSchemaTransform,
  });
}

/** Publishes the document for everybody, from any origin (NLGov API rules). Call after all other routes. */
export function serveOpenApi(app: FastifyInstance, publicUrl: string | null): void {
  let text: string | null = null;
  app.get(`${API_PREFIX}/openapi.json`, { schema: { hide: true } }, async (_request, reply) => {
    text ??= JSON.stringify(openApiDocument(app, publicUrl));
    return reply
      .header('access-control-allow-origin', '*')
      .header('cross-origin-resource-policy', 'cross-origin')
      .type('application/json')
      .send(text);
  });
}

/** The document as published; the application must be ready. */
export function openApiDocument(app: FastifyInstance, publicUrl: string | null): OpenApiDocument {
  const problem = z.toJSONSchema(ProblemSchema, { target: 'openapi-3.0' });
  return toAdr(structuredClone(app.swagger()) as unknown as OpenApiDocument, problem, publicUrl);
}
