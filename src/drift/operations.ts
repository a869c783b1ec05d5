import type { ApiDocument } from './api-document.ts';
import { below, entriesOf, isObject, itemsOf, type Located, objectOf } from './located.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** One operation of a document, under a name that does not depend on how its path is written. */
export interface OperationEntry {
  /** `post /api/v1/files/{}`: method and path, without the names of parameters. */
  readonly key: string;
  readonly at: Located;
  /** The parameters of the path item and of the operation, the latter winning. */
  readonly parameters: readonly Located[];
  /** Names in the path, in order. */
  readonly pathNames: readonly string[];
  readonly operationId: string | undefined;
}

/** All operations of a document, by key. */
export function operationsOf(document: ApiDocument): Map<string, OperationEntry> {
  const paths = entriesOf(below(document.root, 'paths'));
  const entries = paths
    .filter(([path]) => !path.startsWith('x-'))
    .flatMap(([path, at]) => {
      const item = document.follow(at);
      return METHODS.flatMap((method) => entryOf(document, method, path, item));
    });
  return new Map(entries.map((entry) => [entry.key, entry]));
}

/** The webhooks of a document, by event; `undefined` where it does not speak of webhooks. */
export function webhooksOf(document: ApiDocument): Map<string, OperationEntry> | undefined {
  const found = ['webhooks', 'x-webhooks'].map((key) => below(document.root, key));
  const hooks = found.find(({ value }) => isObject(value) && Object.keys(value).length > 0);
  if (hooks === undefined) return undefined;
  const entries = entriesOf(hooks).flatMap(([name, at]) =>
    entryOf(document, 'post', '', document.follow(at)).map((entry) => [name, entry] as const),
  );
  return new Map(entries);
}

function entryOf(
  document: ApiDocument,
  method: string,
  path: string,
  item: Located,
): OperationEntry[] {
  const at = below(item, method);
  if (!isObject(at.value)) return [];
  const { operationId } = at.value;
  const prefix = serverPath(document, item, at);
  const whole = `${prefix}${path}`.replace(/\/+$/, '').replace(/\/{2,}/g, '/');
  return [
    {
      key: `${method} ${whole.replaceAll(/\{[^}]*\}/g, '{}')}`,
      at,
      parameters: parametersOf(document, item, at),
      pathNames: [...whole.matchAll(/\{([^}]*)\}/g)].map(([, name = '']) => name),
      operationId: typeof operationId === 'string' ? operationId : undefined,
    },
  ];
}

/** The path of the nearest server: an API may be written below it. */
function serverPath({ root }: ApiDocument, item: Located, operation: Located): string {
  const places = [operation, item, root].map((at) => itemsOf(below(at, 'servers')));
  const server = objectOf(places.find((list) => list.length > 0)?.[0]?.value);
  const url = typeof server['url'] === 'string' ? server['url'] : '/';
  const filled = url.replaceAll(/\{([^}]*)\}/g, (_, name: string) => {
    const variable = objectOf(objectOf(server['variables'])[name]);
    return String(variable['default'] ?? '');
  });
  try {
    return new URL(filled, 'http://localhost').pathname;
  } catch {
    return '/';
  }
}

function parametersOf(document: ApiDocument, item: Located, operation: Located): Located[] {
  const all = [item, operation].flatMap((at) => itemsOf(below(at, 'parameters')));
  const byName = new Map<string, Located>();
  for (const at of all) {
    const found = document.follow(at);
    const { name, in: place } = objectOf(found.value);
    byName.set(`${String(place)} ${String(name)}`, found);
  }
  return [...byName.values()];
}
