import type { Rule } from './rules.ts';

const BREAKS = 'breaking';
const FITS = 'compatible';

/** CATALOGUE of the differences between two operations, apart from their schemas. */
export const OPERATION_RULES = {
  'operation-removed': {
    holds: 'every operation is still there',
    severity: BREAKS,
    advice: 'Stop calling it, and look in the changelog of the API for what replaces it',
  },
  'operation-added': {
    holds: 'no operation is new',
    severity: FITS,
    advice: 'Nothing to do; the fake does not imitate it yet',
  },
  'operation-deprecated': {
    holds: 'no operation is deprecated',
    severity: FITS,
    advice: 'Move away from it before it goes',
  },
  'operation-renamed': {
    holds: 'the operation id is the same',
    severity: 'cosmetic',
    advice: 'Generated clients name the call differently: regenerate with care',
  },
  'parameter-removed': {
    holds: 'every parameter is still there',
    severity: BREAKS,
    advice: 'Stop sending it: it is ignored or refused',
  },
  'parameter-added': {
    holds: 'no parameter is new',
    severity: FITS,
    advice: 'Rivya announces optional parameters at any time: use it, or leave it',
  },
  'required-parameter-added': {
    holds: 'no new parameter must be sent',
    severity: BREAKS,
    advice: 'Send it: requests without it are refused',
  },
  'parameter-became-required': {
    holds: 'the parameter may be left out',
    severity: BREAKS,
    advice: 'Always send it',
  },
  'parameter-became-optional': {
    holds: 'the parameter must be sent',
    severity: FITS,
    advice: 'It may be left out: nothing to do',
  },
  'parameter-style-changed': {
    holds: 'the parameter is written the same way',
    severity: BREAKS,
    advice: 'Serialize it as the document now says',
  },
  'body-removed': {
    holds: 'a body is taken',
    severity: BREAKS,
    advice: 'Stop sending a body',
  },
  'body-added': { holds: 'no body is taken', severity: FITS, advice: 'A body may be sent' },
  'required-body-added': {
    holds: 'no body must be sent',
    severity: BREAKS,
    advice: 'Send the body: requests without it are refused',
  },
  'body-became-required': {
    holds: 'the body may be left out',
    severity: BREAKS,
    advice: 'Always send a body',
  },
  'body-became-optional': {
    holds: 'the body must be sent',
    severity: FITS,
    advice: 'It may be left out: nothing to do',
  },
  'request-media-type-removed': {
    holds: 'the media type is still taken',
    severity: BREAKS,
    advice: 'Send one of the media types that are left',
  },
  'request-media-type-added': {
    holds: 'no media type is new',
    severity: FITS,
    advice: 'Nothing to do',
  },
  'reply-media-type-removed': {
    holds: 'the media type still comes',
    severity: BREAKS,
    advice: 'Read one of the media types that are left',
  },
  'reply-media-type-added': {
    holds: 'no media type is new',
    severity: FITS,
    advice: 'Nothing to do while you ask for the known one with Accept',
  },
  'success-removed': {
    holds: 'the success still has its status',
    severity: BREAKS,
    advice: 'Do not wait for this status: test for any 2xx',
  },
  'success-added': {
    holds: 'no other success comes',
    severity: BREAKS,
    advice: 'Handle the other success: test for any 2xx, and read its body',
  },
  'refusal-removed': {
    holds: 'the refusal still has its status',
    severity: FITS,
    advice: 'Nothing to do: what is handled does not come any more',
  },
  'refusal-added': {
    holds: 'no status is new',
    severity: FITS,
    advice: 'Treat unknown statuses by their class: 4xx fix the request, 5xx try again',
  },
  'header-removed': {
    holds: 'the header still comes',
    severity: BREAKS,
    advice: 'Do not rely on the header',
  },
  'header-added': { holds: 'no header is new', severity: FITS, advice: 'Nothing to do' },
  'code-removed': {
    holds: 'every error code is still there',
    severity: FITS,
    advice: 'Nothing to do: what is handled does not come any more',
  },
  'code-added': {
    holds: 'no error code is new',
    severity: FITS,
    advice: 'Rivya announces codes at any time: treat unknown ones by their status',
  },
  'code-moved': {
    holds: 'the error code keeps its status',
    severity: BREAKS,
    advice: 'Decide by the code, not by the status, and look at your retries',
  },
  'security-added': {
    holds: 'no key is needed',
    severity: BREAKS,
    advice: 'Send a key',
  },
  'security-removed': {
    holds: 'a key is needed',
    severity: FITS,
    advice: 'Nothing to do: a key may still be sent',
  },
  'security-changed': {
    holds: 'the key is sent the same way',
    severity: BREAKS,
    advice: 'Send the key as the document now says',
  },
  'scope-added': {
    holds: 'no scope is new',
    severity: BREAKS,
    advice: 'Give your key the scope in Settings',
  },
  'scope-removed': {
    holds: 'every scope is still needed',
    severity: FITS,
    advice: 'Nothing to do; the key may be given less',
  },
  'webhook-removed': {
    holds: 'every event is still sent',
    severity: BREAKS,
    advice: 'Do not wait for the event: poll',
  },
  'webhook-added': {
    holds: 'no event is new',
    severity: FITS,
    advice: 'Ignore events that you do not know',
  },
  'webhook-answer-changed': {
    holds: 'a receiver answers as before',
    severity: BREAKS,
    advice:
      'Let your receiver answer with a status that the document names, or it is sent the event again',
  },
} as const satisfies { readonly [id: string]: Rule };

export type OperationRule = keyof typeof OPERATION_RULES;
