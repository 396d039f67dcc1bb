import * as z from 'zod';
import { RevisionSchema } from '../administration/administration.ts';
import { defineEndpoints } from '../common/endpoint.ts';
import { AboutInputSchema, AboutPageSchema } from './about.ts';

const tag = 'about';

export const ABOUT_ENDPOINTS = defineEndpoints({
  getAbout: {
    operationId: 'getAbout',
    method: 'GET',
    path: '/about-pages/current',
    summary: 'De pagina Over HalloWerk van de eigen regio',
    tag,
    access: 'session',
    status: 200,
    response: AboutPageSchema,
  },
  changeAbout: {
    operationId: 'changeAbout',
    method: 'PUT',
    path: '/about-pages/current',
    summary: 'Wijzig de pagina Over HalloWerk van de eigen regio',
    tag,
    access: 'session',
    body: z.object({ seen: RevisionSchema, about: AboutInputSchema }),
    status: 200,
    response: AboutPageSchema,
    problems: [409],
  },
});
