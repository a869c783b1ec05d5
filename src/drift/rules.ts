import type { Severity } from '../report/report.ts';

/** Which way a schema goes: to the API, or back to the caller. */
export type Side = 'request' | 'reply';

/** One kind of difference, and how much it hurts a caller in each direction. */
export interface Rule {
  /** What holds where there is no such difference. */
  readonly holds: string;
  readonly severity: Severity | { readonly [S in Side]: Severity };
  readonly advice: string | { readonly [S in Side]: string };
}

const NARROWS = { request: 'breaking', reply: 'compatible' } as const;
const WIDENS = { request: 'compatible', reply: 'breaking' } as const;
const BREAKS = 'breaking';
const FITS = 'compatible';

const TAKES_LESS = {
  request: 'Requests that were right can now be refused: keep to what is still allowed',
  reply: 'Replies keep within what callers already know: nothing to do',
};
const TAKES_MORE = {
  request: 'Requests as before stay right: nothing to do',
  reply: 'Replies can now hold what callers never had to expect: handle it',
};
const UNSAID = {
  request: 'Requests as before stay right: nothing to do',
  reply: 'The document no longer promises it: do not rely on it',
};

/** CATALOGUE of the differences between two schemas; a request and a reply judge them oppositely. */
export const SCHEMA_RULES = {
  'field-removed': {
    holds: 'every field is still there',
    severity: BREAKS,
    advice: {
      request: 'Stop sending the field: it is ignored or refused',
      reply: 'Stop reading the field: it does not come any more',
    },
  },
  'field-added': {
    holds: 'no field is new',
    severity: FITS,
    advice: 'Rivya announces optional fields at any time: use it, or leave it',
  },
  'required-field-added': {
    holds: 'no new field must be sent',
    severity: BREAKS,
    advice: 'Send the field: requests without it are refused',
  },
  'field-became-required': {
    holds: 'the field may be left out',
    severity: NARROWS,
    advice: { request: 'Always send the field', reply: 'The field always comes: nothing to do' },
  },
  'field-became-optional': {
    holds: 'the field is always there',
    severity: WIDENS,
    advice: { request: 'The field may be left out: nothing to do', reply: 'Handle its absence' },
  },
  'fields-unstated': {
    holds: 'the object names its fields',
    severity: WIDENS,
    advice: UNSAID,
  },
  'other-fields-refused': {
    holds: 'fields without a name are let through',
    severity: NARROWS,
    advice: TAKES_LESS,
  },
  'other-fields-allowed': {
    holds: 'fields without a name are refused',
    severity: FITS,
    advice: 'The API takes or sends more fields than it names: clients must tolerate them',
  },
  'type-changed': {
    holds: 'the type is the same',
    severity: BREAKS,
    advice: 'Change the type on your side: the one known so far is not used any more',
  },
  'type-widened': { holds: 'no type is new', severity: WIDENS, advice: TAKES_MORE },
  'type-narrowed': { holds: 'no type is gone', severity: NARROWS, advice: TAKES_LESS },
  'became-nullable': {
    holds: 'it is never null',
    severity: WIDENS,
    advice: { request: 'It may be null: nothing to do', reply: 'Handle null' },
  },
  'became-not-nullable': {
    holds: 'it may be null',
    severity: NARROWS,
    advice: {
      request: 'Leave the field out instead of sending null',
      reply: 'It is always there: nothing to do',
    },
  },
  'value-added': { holds: 'no value is new', severity: WIDENS, advice: TAKES_MORE },
  'value-removed': { holds: 'no value is gone', severity: NARROWS, advice: TAKES_LESS },
  'values-listed': { holds: 'any value is right', severity: NARROWS, advice: TAKES_LESS },
  'values-unlisted': { holds: 'the values are listed', severity: WIDENS, advice: TAKES_MORE },
  'announced-value-added': {
    holds: 'no model and no error code is new',
    severity: FITS,
    advice: 'Rivya announces models and codes at any time: treat unknown ones by status or as text',
  },
  'alternative-added': { holds: 'no alternative is new', severity: WIDENS, advice: TAKES_MORE },
  'alternative-removed': { holds: 'no alternative is gone', severity: NARROWS, advice: TAKES_LESS },
  'limit-narrowed': { holds: 'the limit is not tighter', severity: NARROWS, advice: TAKES_LESS },
  'limit-widened': { holds: 'the limit is not wider', severity: WIDENS, advice: TAKES_MORE },
  'limit-set': { holds: 'there is no such limit', severity: NARROWS, advice: TAKES_LESS },
  'limit-unstated': { holds: 'the limit is stated', severity: FITS, advice: UNSAID },
  'pattern-changed': {
    holds: 'the pattern is the same',
    severity: BREAKS,
    advice: 'Compare both patterns with what you send or read: nobody can say which allows more',
  },
  'pattern-set': { holds: 'there is no pattern', severity: NARROWS, advice: TAKES_LESS },
  'pattern-unstated': { holds: 'the pattern is stated', severity: FITS, advice: UNSAID },
  'format-changed': {
    holds: 'the format is the same',
    severity: BREAKS,
    advice: 'Write and read the new format',
  },
  'format-set': { holds: 'there is no format', severity: NARROWS, advice: TAKES_LESS },
  'format-unstated': { holds: 'the format is stated', severity: FITS, advice: UNSAID },
  'default-changed': {
    holds: 'the default is the same',
    severity: { request: BREAKS, reply: 'cosmetic' },
    advice: 'Send the value that you rely on: leaving it out means another one now',
  },
  'default-unstated': {
    holds: 'the default is stated',
    severity: { request: FITS, reply: 'cosmetic' },
    advice: 'Send the value that you rely on',
  },
  'default-set': {
    holds: 'there is no default',
    severity: { request: FITS, reply: 'cosmetic' },
    advice: 'Leaving it out now means this value: send another if you rely on another',
  },
  'keyword-set': {
    holds: 'nothing of the kind is demanded',
    severity: NARROWS,
    advice: TAKES_LESS,
  },
  'keyword-unstated': { holds: 'it is stated', severity: FITS, advice: UNSAID },
  'keyword-changed': {
    holds: 'keywords that no tool can weigh are the same',
    severity: BREAKS,
    advice: 'Read both: this comparison cannot say which allows more',
  },
  'field-deprecated': {
    holds: 'it is not deprecated',
    severity: FITS,
    advice: 'Move away from it before it goes',
  },
  'description-changed': {
    holds: 'the text is the same',
    severity: 'cosmetic',
    advice: 'Read it: a text can say what a schema cannot',
  },
} as const satisfies { readonly [id: string]: Rule };

export type SchemaRule = keyof typeof SCHEMA_RULES;
