import type { IncomingMessage, ServerResponse } from 'node:http';
import Router from 'router';
import { API, endpointOf, OPERATION_IDS, type OperationId } from '../../contracts/api.ts';
import { CONTROL, type ControlId } from '../../contracts/control.ts';
import type { Endpoint } from '../../contracts/endpoint.ts';
import { ApiError } from '../domain/api-error.ts';
import { redactTarget } from '../domain/redact.ts';
import { OPERATIONS } from '../operations/index.ts';
import { worldOf } from './authenticate.ts';
import { controlRoute } from './control.ts';
import { OpenExchange, pathOf } from './exchange.ts';
import type { Host } from './host.ts';
import { MEDIA_ROUTE, mediaRoute } from './media.ts';
import { type Handler, route } from './route.ts';
import { sendError } from './send-error.ts';

/** A handler in the manner of Express; it hands on what is not below its own paths. */
export type Middleware = (
  req: IncomingMessage,
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/** The paths that belong to the fake; everything else is left to whoever mounts it. */
const OWN_PATHS = ['/api/v1', '/__rivya', '/media'];

/** Routes are tried one after the other, so that those come first which are polled. */
const CALLED_MOST: readonly OperationId[] = ['retrieveGeneration', 'createGeneration'];

/** All routes of the fake, ready to be mounted in an Express app or to listen by themselves. */
export function createRouter(host: Host): Middleware {
  const router = Router({ caseSensitive: true, strict: true });
  for (const id of new Set([...CALLED_MOST, ...OPERATION_IDS]))
    mount(router, endpointOf(id), handlerOf(host, id));
  for (const id of Object.keys(CONTROL) as ControlId[]) {
    mount(router, CONTROL[id], controlRoute(host, id));
  }
  router.all(MEDIA_ROUTE, mediaRoute(host));
  router.use(OWN_PATHS, (req, res) => refuse(host, req, res, unknownRoute(req)));
  router.use(OWN_PATHS, onBadPath(host));
  return router as unknown as Middleware;
}

/** A request listener for `node:http` that answers everything. */
export function createListener(host: Host, router: Middleware) {
  return (req: IncomingMessage, res: ServerResponse): void => {
    router(req, res, () => refuse(host, req, res, unknownRoute(req)));
  };
}

function mount(router: ReturnType<typeof Router>, endpoint: Endpoint, handler: Handler): void {
  router[endpoint.method](endpoint.path.replace(/\{(\w+)\}/g, ':$1'), handler);
}

function handlerOf(host: Host, id: OperationId): Handler {
  if (id in OPERATIONS) return route(host, id, OPERATIONS[id as keyof typeof OPERATIONS] as never);
  const message = `This version of the fake does not serve ${id}`;
  return async (req, res) => refuse(host, req, res, new ApiError('not_found', message));
}

function refuse(host: Host, req: IncomingMessage, res: ServerResponse, error: ApiError): void {
  const path = pathOf(req);
  const exchange = new OpenExchange(req, res, {
    operationId: undefined,
    random: host.random,
    isControl: path.startsWith('/__rivya'),
  });
  // Whoever reads the journal of a world also wants to see the calls that went nowhere.
  if (path.startsWith('/api/')) exchange.world = worldOf(req, host.worlds);
  sendError(host, exchange, undefined, error);
}

/** Every operation by its path, however that is cased and closed, for hints. */
const KNOWN_PATHS = [...Object.values(API), ...Object.values(CONTROL)].map(({ method, path }) => ({
  title: `${method.toUpperCase()} ${path}`,
  pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}/?$`, 'i'),
}));

function unknownRoute(req: IncomingMessage): ApiError {
  const path = pathOf(req);
  const known = KNOWN_PATHS.filter(({ pattern }) => pattern.test(path)).map(({ title }) => title);
  const hint =
    known.length === 0
      ? 'the API is below /api/v1, the control plane below /__rivya'
      : `there is ${known.join(' and ')}`;
  return new ApiError(
    'not_found',
    `Cannot ${req.method} ${redactTarget(path).slice(0, 80)}: ${hint}`,
  );
}

/** Paths that cannot be decoded. The router knows an error handler by its four parameters. */
function onBadPath(host: Host) {
  return (_error: unknown, req: IncomingMessage, res: ServerResponse, _next: unknown): void => {
    const message = 'the path must be valid percent-encoded UTF-8';
    refuse(host, req, res, new ApiError('validation_failed', message));
  };
}
