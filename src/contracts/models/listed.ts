import { ASSUMPTIONS } from '../assumptions.ts';
import type { MediaKind } from '../media.ts';
import type { ModelRow } from './row.ts';

/** What the model list says of a model beyond its row, as far as it follows from the row. */
export function listedFacts(row: ModelRow) {
  const isChat = row.category === 'chat';
  const kinds = Object.keys(row.references?.kinds ?? {}) as MediaKind[];
  const upload = isChat ? [] : kinds.map((kind) => `${kind}-to-${row.category}`);
  return {
    runtime: isChat ? ASSUMPTIONS['model.chatRuntime'].value : ('async_task' as const),
    supported_modes: [`text-to-${isChat ? 'text' : row.category}`, ...upload],
    requires_files_api: false,
    requires_upload_for_modes: upload,
    url_input_supported: row.inputStatus !== 'available_text',
    file_kinds: isChat && row.inputs.includes('file') ? (['image'] as MediaKind[]) : kinds,
    chat_capabilities: isChat
      ? { web_search: true, image_attachments: row.inputs.includes('file'), reasoning_effort: true }
      : null,
    notices: [] as string[],
  };
}
