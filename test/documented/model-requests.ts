import file from './model-requests.json' with { type: 'json' };

/** A row of the params table of a model page. */
export interface DocumentedParam {
  key: string;
  type: 'select' | 'number' | 'text' | 'array';
  /** `null` where the table is cut. */
  required: boolean | null;
  default: string | number | null;
  range: { min?: number; max?: number; step?: number } | null;
  options: string[] | null;
}

/** The limits of one kind of upload. */
export interface DocumentedLimits {
  max_mb: number;
  mime_types: string[];
}

/** The upload policy of a model page. */
export interface DocumentedReferences {
  max_files: number;
  accepted_kinds: string[];
  /** `null` where the limits were not visible. */
  kinds: { [kind: string]: DocumentedLimits } | null;
  /** What of count and kinds only follows from words. */
  note?: string;
  second_image?: 'last_frame';
  combinations?: { [kind: string]: number }[];
}

/** A body of `POST /api/v1/generations` as a page shows it. */
export interface DocumentedRequest {
  model: string;
  prompt?: string;
  params: { [key: string]: unknown };
}

/** What the documentation pages of one model say. */
export interface DocumentedModel {
  id: string;
  display_name: string;
  category: 'image' | 'video' | 'audio' | 'chat';
  endpoint: string;
  base_credits: number;
  billing_type: 'FIXED' | 'METERED' | 'TOKEN_BASED';
  prompt: { required: boolean; max_length: number | null };
  inputs: string[];
  /** The inputs that the page calls ready. */
  ready: string[];
  reference_modes_use_files_api: boolean;
  /** `null` for chat models, which have no params. */
  params_object_required: boolean | null;
  params: DocumentedParam[];
  params_cut?: true;
  references: DocumentedReferences | 'unseen' | null;
  minimal_request: DocumentedRequest | null;
  reference_request: DocumentedRequest | null;
  created_reply: { status: string; reserved_credits: number; final_credits?: number } | null;
  common_errors: string[] | null;
  pages: string[];
}

/** Every model that Rivya documents, with the samples of its pages. */
export const DOCUMENTED_MODELS = file.models as unknown as DocumentedModel[];
