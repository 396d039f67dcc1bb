import type { FastifySchemaCompiler } from 'fastify';
import type { FastifySerializerCompiler } from 'fastify/types/schema.js';
import { validatorCompiler } from 'fastify-type-provider-zod';
import type * as z from 'zod';
import { PullResponseSchema } from '@hallowerk/contract/sync/pull.ts';

/** An answer that breaks the contract is our fault: 500, never a wrong body. */
class ResponseContractError extends Error {
  override readonly name = 'ResponseContractError';
}

/**
 * Checks answers against the contract and drops every field it does not name. A page of sync is excepted: its rows come
 * from projections that are lists of fields already, and checking thousands of them would double the work.
 */
export const contractSerializer: FastifySerializerCompiler<z.ZodType> = ({ schema }) => {
  if (schema === PullResponseSchema) return (data) => JSON.stringify(data);
  return (data) => {
    const parsed = schema.safeParse(data);
    if (!parsed.success) throw new ResponseContractError('The answer does not satisfy the contract');
    return JSON.stringify(parsed.data);
  };
};

export const contractValidator: FastifySchemaCompiler<z.ZodType> = validatorCompiler;
