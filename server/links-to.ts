import type { FastifyInstance } from 'fastify';
import type { ServerConfig } from './config.ts';

/** Addresses for mails: the public one, in a demo that of this machine. Never what a request says in its headers. */
export function linksTo(app: FastifyInstance, config: ServerConfig, path: string): (token: string) => string | null {
  return (token) => {
    const base = config.publicUrl ?? (config.demo ? app.listeningOrigin : null);
    return base === null ? null : `${base}${path}${token}`;
  };
}
