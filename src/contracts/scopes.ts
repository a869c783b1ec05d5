/** The scopes of API keys (docs/api-authentication); keys made in Settings carry all of them. */
export const SCOPES = [
  'models:read',
  'generations:create',
  'generations:read',
  'files:create',
  'files:read',
  'credits:read',
  'webhooks:manage',
  'chat:create',
  'chat:read',
] as const;

export type Scope = (typeof SCOPES)[number];
