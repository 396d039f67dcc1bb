import { randomUUID } from 'node:crypto';
import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import Fastify, { LogController, type FastifyInstance } from 'fastify';
import type { ServerConfig } from '../config.ts';
import { registerBodyDepth } from './body-depth.ts';
import { registerErrorHandler } from './error-handler.ts';
import { registerHeaders } from './headers.ts';
import { loggerOptions, registerAccessLog, type LogSink } from './logging.ts';
import { answerClientError, answerFrameworkError, registerExpectations } from './unroutable.ts';
import { contractSerializer, contractValidator } from './serializer.ts';

/** 256 KB: the largest legal body is a push of 50 mutations (security §5.7). */
const BODY_LIMIT = 262_144;
const BROTLI_QUALITY = 4;
const GZIP_LEVEL = 5;
const COMPRESS_FROM_BYTES = 1024;

/** Fastify with everything that concerns every route: limits, headers, logging, problems, compression. No routes yet. */
export async function createHttpApp(config: ServerConfig, logSink?: LogSink): Promise<FastifyInstance> {
  const app = Fastify({
    logger: loggerOptions(config.logLevel, logSink),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: () => randomUUID(),
    bodyLimit: BODY_LIMIT,
    requestTimeout: 30_000,
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 100 },
    trustProxy: config.trustedProxies.length === 0 ? false : [...config.trustedProxies],
    return503OnClosing: true,
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerClientError,
  });
  app.removeContentTypeParser('text/plain');
  app.setValidatorCompiler(contractValidator);
  app.setSerializerCompiler(contractSerializer);
  registerHeaders(app);
  registerExpectations(app);
  registerAccessLog(app);
  registerErrorHandler(app);
  registerBodyDepth(app);
  await app.register(compress, {
    threshold: COMPRESS_FROM_BYTES,
    encodings: ['zstd', 'br', 'gzip', 'identity'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } },
    zlibOptions: { level: GZIP_LEVEL },
  });
  return app;
}
