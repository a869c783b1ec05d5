interface Task {
  readonly id: string;
  readonly status: string;
}

/** An SDK as others write them: it knows nothing of a fake and polls every 6 s by setTimeout. */
export async function makeVideo(baseUrl: string, apiKey: string): Promise<string> {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ model: 'kling-3-0', prompt: 'A paper boat' });
  const url = `${baseUrl}/api/v1/generations`;
  const created = (await (await fetch(url, { method: 'POST', headers, body })).json()) as Task;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    const { status } = (await (await fetch(`${url}/${created.id}`, { headers })).json()) as Task;
    if (status === 'succeeded' || status === 'failed') return status;
  }
}
