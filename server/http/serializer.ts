import type { FastifySchemaCompiler } from 'fastify';
import type { FastifySerializerCompiler } from 'fastify/types/schema.js';
import { validatorCompiler } from 'fastify-type-provider-zod';
import type * as z from 'zod';
import { PullResponseSchema } from '@hallowerk/contract/sync/pull.ts';
import { ProblemError } from './problems.ts';

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

/**
 * A schema also measures what it already found to be of the wrong type, and measuring an object that only looks like a text
 * (`{"length": {"valueOf": 1}}`) throws. That is wrong input like any other.
 */
export const contractValidator: FastifySchemaCompiler<z.ZodType> = (route) => {
  const validate = validatorCompiler(route);
  return (data) => {
    try {
      return validate(data);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new ProblemError(400, 'invalid_input', 'Controleer de invoer.', { cause: error });
    }
  };
};
