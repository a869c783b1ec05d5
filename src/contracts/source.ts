import type { AssumptionId } from './assumptions.ts';

/** The pages of Rivya's documentation that the contract rests on, as paths below https://rivya.ai/. */
export const PAGES = {
  overview: 'docs/api',
  quickstart: 'docs/api-quickstart',
  authentication: 'docs/api-authentication',
  models: 'docs/api-models',
  generations: 'zh/docs/api-generations',
  generationStatus: 'docs/api-generation-status',
  files: 'docs/api-files',
  credits: 'docs/api-credits',
  chat: 'docs/api-chat',
  webhooks: 'docs/api-webhooks',
  errors: 'docs/api-errors-and-limits',
  openapi: 'docs/api-openapi-schema',
  sdk: 'docs/api-sdk',
  changelog: 'zh/docs/api-changelog',
  zImage: 'zh-Hant/docs/api/models/z-image',
  chatModel: 'docs/api/models/gpt-5.4-codex-chat',
} as const;

export type PageName = keyof typeof PAGES;

/**
 * Where a fact comes from: a page of the documentation, an entry of the assumption register,
 * or this project, for what the imitated API does not have.
 */
export type Source =
  | { readonly 'x-rivya-source': 'documented'; readonly 'x-rivya-page': string }
  | { readonly 'x-rivya-source': 'assumed'; readonly 'x-rivya-assumption': AssumptionId }
  | { readonly 'x-rivya-source': 'testkit' };

/** Marks a fact as seen on a page of Rivya's documentation. */
export function documented(page: PageName): Source {
  return { 'x-rivya-source': 'documented', 'x-rivya-page': pageUrl(PAGES[page]) };
}

/** Marks a fact as filled in by an entry of the assumption register. */
export function assumed(id: AssumptionId): Source {
  return { 'x-rivya-source': 'assumed', 'x-rivya-assumption': id };
}

/** The address of a documentation page. */
export function pageUrl(path: string): string {
  return `https://rivya.ai/${path}`;
}

/** Marks a part of the fake's own control plane, which the imitated API does not have. */
export const OWN: Source = { 'x-rivya-source': 'testkit' };
