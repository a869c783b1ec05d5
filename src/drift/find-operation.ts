import { endpointOf, OPERATION_IDS, type OperationId } from '../contracts/api.ts';

const PATTERNS = OPERATION_IDS.map((id) => {
  const { method, path } = endpointOf(id);
  const source = path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+');
  return { id, method: method.toUpperCase(), pattern: new RegExp(`^${source}$`), path };
});

/** Whether a path belongs to the imitated API. */
export function isApiPath(path: string): boolean {
  return /^\/api\/v1(?:[/?]|$)/.test(path);
}

/** The operation that a request calls. A fixed path wins over one with parameters. */
export function findOperation(method: string, path: string): OperationId | undefined {
  const bare = path.split('?', 1)[0] ?? path;
  const wanted = method === 'HEAD' ? 'GET' : method;
  const fitting = PATTERNS.filter((one) => one.method === wanted && one.pattern.test(bare));
  return (fitting.find(({ path }) => !path.includes('{')) ?? fitting[0])?.id;
}
