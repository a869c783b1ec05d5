/** A param whose value is one of a list of strings, also where they look like numbers. */
export interface SelectParam<Option extends string = string> {
  readonly type: 'select';
  readonly description: string;
  readonly options: readonly Option[];
  readonly default: Option | null;
  readonly required: boolean;
}

/** A numeric param; `range` holds the documented bounds, both included. */
export interface NumberParam {
  readonly type: 'number';
  readonly description: string;
  readonly range: NumberRange | null;
  readonly default: number | null;
  readonly required: boolean;
}

export interface NumberRange {
  readonly min?: number;
  readonly max?: number;
  /** Allowed values are whole multiples of it. */
  readonly step?: number;
}

/** A free text param. */
export interface TextParam {
  readonly type: 'text';
  readonly description: string;
  readonly default: null;
  readonly required: boolean;
}

/** A list of spoken lines, each with a voice and a text. */
export interface LinesParam {
  readonly type: 'lines';
  readonly description: string;
  readonly default: null;
  readonly required: boolean;
}

export type Param = SelectParam | NumberParam | TextParam | LinesParam;

/** Declares a select param. */
export function select<const Option extends string, const Required extends boolean = false>(
  description: string,
  options: readonly Option[],
  more: { default?: NoInfer<Option>; required?: Required } = {},
) {
  return {
    type: 'select' as const,
    description,
    options,
    default: more.default ?? null,
    required: (more.required ?? false) as Required,
  };
}

/** Declares a number param. */
export function number(
  description: string,
  more: NumberRange & { default?: number } = {},
): NumberParam & { readonly required: false } {
  const { default: byDefault, ...range } = more;
  return {
    type: 'number',
    description,
    range: Object.keys(range).length > 0 ? range : null,
    default: byDefault ?? null,
    required: false,
  };
}

/** Declares a text param. */
export function text<const Required extends boolean = false>(
  description: string,
  more: { required?: Required } = {},
) {
  return {
    type: 'text' as const,
    description,
    default: null,
    required: (more.required ?? false) as Required,
  };
}

/** Declares a required list of spoken lines. */
export function lines(description: string): LinesParam & { readonly required: true } {
  return { type: 'lines', description, default: null, required: true };
}
