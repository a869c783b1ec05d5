interface ReplyPreset {
  readonly meaning: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

const HTML = 'text/html; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';

function page(title: string): string {
  return `<html>\n<head><title>${title}</title></head>\n<body>\n<center><h1>${title}</h1></center>\n<hr><center>proxy</center>\n</body>\n</html>\n`;
}

/** CATALOGUE of replies that do not come from the API. */
export const REPLY_PRESETS = {
  'bad-gateway': {
    meaning: '502 with the HTML of a proxy',
    status: 502,
    contentType: HTML,
    body: page('502 Bad Gateway'),
  },
  'service-unavailable': {
    meaning: '503 with the HTML of a proxy',
    status: 503,
    contentType: HTML,
    body: page('503 Service Temporarily Unavailable'),
  },
  'gateway-timeout': {
    meaning: '504 with the HTML of a proxy',
    status: 504,
    contentType: HTML,
    body: page('504 Gateway Time-out'),
  },
  'login-page': {
    meaning: '200 with the HTML of a login page',
    status: 200,
    contentType: HTML,
    body: page('Sign in'),
  },
  'empty-200': { meaning: '200 without a body', status: 200, contentType: JSON_TYPE, body: '' },
  'empty-500': { meaning: '500 without a body', status: 500, contentType: JSON_TYPE, body: '' },
  'json-null': { meaning: '200 with `null`', status: 200, contentType: JSON_TYPE, body: 'null' },
  'bare-error': {
    meaning: '500 with JSON that is not the documented envelope',
    status: 500,
    contentType: JSON_TYPE,
    body: '{"message":"Internal server error"}',
  },
} as const satisfies Record<string, ReplyPreset>;

export type ReplyPresetName = keyof typeof REPLY_PRESETS;
