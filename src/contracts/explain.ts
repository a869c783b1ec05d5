import type * as z from 'zod';

type Issue = z.core.$ZodIssue;

const MOST_ISSUES = 3;
const MOST_CHARACTERS = 80;
const MOST_OPTIONS = 30;

/**
 * What is wrong with a value, in one line: each field by its path, what was expected, and what was
 * received, cut to a sane length. Names at most three problems.
 */
export function explain(issues: readonly Issue[], value: unknown, root = 'the body'): string {
  const sentences = withoutRepeats(issues).flatMap((issue) => explainIssue(issue, value, root));
  const more = sentences.length - MOST_ISSUES;
  const rest = more > 0 ? `; and ${more} more` : '';
  return `${sentences.slice(0, MOST_ISSUES).join('; ')}${rest}`;
}

/** Of several limits that one value breaks, the last is the narrowest. */
function withoutRepeats(issues: readonly Issue[]): Issue[] {
  const name = ({ code, path }: Issue) => `${code} ${path.join('.')}`;
  return issues.filter(
    (issue, index) => !issues.slice(index + 1).some((later) => name(later) === name(issue)),
  );
}

function explainIssue(issue: Issue, value: unknown, root: string): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const path = pathText([...issue.path, key], root);
      return `${path} is not a known field: received ${show(at(value, [...issue.path, key]))}`;
    });
  }
  if (issue.code === 'invalid_union' && issue.errors[0] && isPlain(issue)) {
    return issue.errors[0].flatMap((inner) =>
      explainIssue({ ...inner, path: [...issue.path, ...inner.path] }, value, root),
    );
  }
  const received = at(value, issue.path);
  const path = pathText(issue.path, root);
  if (received === undefined) return [`${path} is required: expected ${expectation(issue)}`];
  return [`${path} must be ${expectation(issue)}: received ${show(received)}`];
}

/** Whether the schema has no words of its own for what it expects. */
function isPlain({ message }: Issue): boolean {
  return message.startsWith('Invalid');
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return isPlain(issue) ? article(issue.expected) : issue.message;
    case 'invalid_value':
      return oneOf(issue.values);
    case 'too_small':
    case 'too_big':
      return bound(issue);
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return isPlain(issue) ? format(issue) : issue.message;
    default:
      return issue.message;
  }
}

function format(issue: z.core.$ZodIssueInvalidStringFormat): string {
  if ('prefix' in issue) return `text that starts with "${issue.prefix}"`;
  return `a valid ${issue.format}`;
}

function bound(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const [word, limit] =
    issue.code === 'too_small'
      ? [issue.inclusive === false ? 'more than' : 'at least', issue.minimum]
      : [issue.inclusive === false ? 'less than' : 'at most', issue.maximum];
  const nouns: Record<string, string> = { string: ' characters long', array: ' items' };
  const noun = nouns[issue.origin] ?? '';
  const verb = issue.origin === 'array' ? 'a list of ' : '';
  return `${verb}${word} ${limit}${noun}`;
}

function oneOf(values: readonly unknown[]): string {
  const shown = values.slice(0, MOST_OPTIONS).map((value) => show(value));
  if (shown.length === 1) return `${shown[0]}`;
  const rest = values.length > MOST_OPTIONS ? `, and ${values.length - MOST_OPTIONS} more` : '';
  return `one of ${shown.join(', ')}${rest}`;
}

function article(type: string): string {
  const names: Record<string, string> = {
    array: 'a list',
    int: 'a whole number',
    object: 'an object',
    record: 'an object',
    undefined: 'left out',
  };
  return names[type] ?? `a ${type}`;
}

function pathText(path: readonly PropertyKey[], root: string): string {
  if (path.length === 0) return root;
  return path
    .map((key, index) =>
      typeof key === 'number' ? `[${key}]` : `${index ? '.' : ''}${cut(String(key))}`,
    )
    .join('');
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    const holder = Object(inner) as Record<PropertyKey, unknown>;
    return Object.hasOwn(holder, key) ? holder[key] : undefined;
  }, value);
}

/** A value as an error message shows it, cut to a sane length. */
export function show(value: unknown): string {
  if (typeof value === 'string' && value.length > MOST_CHARACTERS) {
    return `${JSON.stringify(cut(value))} (${[...value].length} characters)`;
  }
  const isBeyondJson = typeof value === 'number' || typeof value === 'bigint';
  return cut(isBeyondJson ? String(value) : (JSON.stringify(value) ?? String(value)));
}

function cut(text: string): string {
  return text.length > MOST_CHARACTERS ? `${[...text].slice(0, MOST_CHARACTERS).join('')}…` : text;
}
