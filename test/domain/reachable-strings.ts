import type { Runtime } from 'node:inspector';
import { Session } from 'node:inspector/promises';

type Remote = Runtime.RemoteObject;

/** What the types of node leave out. */
interface Properties extends Runtime.GetPropertiesReturnType {
  readonly privateProperties?: readonly { readonly name: string; readonly value?: Remote }[];
}

const MAX_DEPTH = 10;

/**
 * Every text that hangs on `root`: as value or key, in lists, maps and sets, and in #private
 * fields, which only the inspector can see. Prototypes and functions are left out.
 */
export async function reachableStrings(root: object): Promise<Set<string>> {
  const session = new Session();
  session.connect();
  const holder = globalThis as { inspectedRoot?: object };
  try {
    holder.inspectedRoot = root;
    const { result } = await session.post('Runtime.evaluate', { expression: 'inspectedRoot' });
    const strings = new Set<string>();
    await collect(session, result, { strings, depth: 0 });
    return strings;
  } finally {
    delete holder.inspectedRoot;
    session.disconnect();
  }
}

async function collect(
  session: Session,
  { type, value, objectId }: Remote,
  { strings, depth }: { strings: Set<string>; depth: number },
): Promise<void> {
  if (type === 'string') strings.add(String(value));
  if (objectId === undefined || type === 'function' || depth > MAX_DEPTH) return;
  const found: Properties = await session.post('Runtime.getProperties', {
    objectId,
    ownProperties: true,
  });
  const entries = (found.internalProperties ?? []).filter(({ name }) => name === '[[Entries]]');
  const fields = [...found.result, ...(found.privateProperties ?? []), ...entries];
  for (const field of fields.filter(({ name }) => name !== '__proto__')) {
    strings.add(field.name);
    if (field.value !== undefined) {
      await collect(session, field.value, { strings, depth: depth + 1 });
    }
  }
}
