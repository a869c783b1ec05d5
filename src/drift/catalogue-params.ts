import type { Param } from '../contracts/models/params.ts';
import type { ModelRow } from '../contracts/models/row.ts';
import type { Severity } from '../report/report.ts';
import { isObject, type JsonObject, objectOf, stringsOf } from './located.ts';
import type { ModelDifference } from './model-difference.ts';

/** What differs between the params of a row and those of a live list. */
export function compareParams(row: ModelRow, list: unknown): ModelDifference[] {
  if (!Array.isArray(list)) return [];
  const live = new Map(list.filter(isObject).map((param) => [String(param['key']), param]));
  const names = new Set([...Object.keys(row.params), ...live.keys()]);
  return [...names].flatMap((name) => {
    const before = Object.hasOwn(row.params, name) ? row.params[name] : undefined;
    const after = live.get(name);
    if (before && after) return compareParam(name, before, after);
    return before ? [goneParam(name)] : [newParam(name, after ?? {}, row)];
  });
}

function difference(
  rule: string,
  name: string,
  severity: Severity,
  said: { what: string; expected: string; seen: string; advice: string },
): ModelDifference {
  return { rule: `param-${rule}`, path: `/params/${name}`, severity, ...said };
}

function goneParam(name: string): ModelDifference {
  return difference('removed', name, 'breaking', {
    what: `it takes the param "${name}"`,
    expected: name,
    seen: 'gone',
    advice: 'Stop sending the param: it is ignored or refused',
  });
}

function newParam(name: string, param: JsonObject, row: ModelRow): ModelDifference {
  const isRequired = param['required'] === true;
  const made = difference('added', name, isRequired ? 'breaking' : 'compatible', {
    what: `"${name}" is no new param`,
    expected: 'unknown',
    seen: `${String(param['type'])}, ${isRequired ? 'required' : 'optional'}`,
    advice: isRequired ? 'Send the param: calls without it are refused' : 'Use it, or leave it',
  });
  return row.unseenParams ? { ...made, assumption: 'model.unseenParams' } : made;
}

function compareParam(name: string, before: Param, after: JsonObject): ModelDifference[] {
  return [
    ...compareFact(name, 'type', before.type, after['type'], 'Send the new type'),
    ...compareFact(
      name,
      'default',
      before.default,
      after['default'],
      'Send the value that you rely on',
    ),
    ...compareRequired(name, before, after),
    ...compareOptions(name, before, after),
    ...compareRange(name, before, after),
  ];
}

function compareFact(name: string, fact: string, before: unknown, after: unknown, advice: string) {
  if (after === undefined || before === after) return [];
  return [
    difference(`${fact}-changed`, name, 'breaking', {
      what: `the ${fact} of "${name}" is the same`,
      expected: String(before),
      seen: String(after),
      advice,
    }),
  ];
}

function compareRequired(name: string, before: Param, { required }: JsonObject) {
  if (typeof required !== 'boolean' || required === before.required) return [];
  const said = (isRequired: boolean) => (isRequired ? 'required' : 'optional');
  return [
    difference(`became-${said(required)}`, name, required ? 'breaking' : 'compatible', {
      what: `"${name}" is ${said(before.required)}`,
      expected: said(before.required),
      seen: said(required),
      advice: required ? 'Always send the param' : 'It may be left out: nothing to do',
    }),
  ];
}

function compareOptions(name: string, before: Param, { options }: JsonObject) {
  if (before.type !== 'select' || !Array.isArray(options)) return [];
  const after = stringsOf(options);
  const gone = before.options.filter((option) => !after.includes(option));
  const come = after.filter((option) => !before.options.includes(option));
  const said = { expected: before.options.join(', '), seen: after.join(', ') };
  const what = `"${name}" takes the same options`;
  return [
    ...(gone.length > 0
      ? [
          difference('options-removed', name, 'breaking', {
            what,
            ...said,
            advice: `Do not send ${gone.join(', ')}`,
          }),
        ]
      : []),
    ...(come.length > 0
      ? [
          difference('options-added', name, 'compatible', {
            what,
            ...said,
            advice: `New: ${come.join(', ')}`,
          }),
        ]
      : []),
  ];
}

function compareRange(name: string, before: Param, { range }: JsonObject) {
  if (before.type !== 'number' || range === undefined) return [];
  const { min, max, step } = objectOf(range);
  const known = before.range ?? {};
  if (known.min === min && known.max === max && known.step === step) return [];
  const isWider =
    below(min, known.min, Number.NEGATIVE_INFINITY) &&
    below(known.max, max, Number.POSITIVE_INFINITY) &&
    (step === undefined || known.step === step);
  return [
    difference('range-changed', name, isWider ? 'compatible' : 'breaking', {
      what: `"${name}" has the same range`,
      expected: written(known),
      seen: written({ min, max, step }),
      advice: isWider ? 'Values as before stay right: nothing to do' : 'Keep within the new range',
    }),
  ];
}

function below(a: unknown, b: unknown, without: number): boolean {
  const number = (value: unknown) => (typeof value === 'number' ? value : without);
  return number(a) <= number(b);
}

function written({ min, max, step }: { min?: unknown; max?: unknown; step?: unknown }): string {
  return `${min ?? 'any'} to ${max ?? 'any'}${step === undefined ? '' : `, steps of ${step}`}`;
}
