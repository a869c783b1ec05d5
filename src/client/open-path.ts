/** A file of this machine, read as it is needed. The one place of the client that is not for browsers. */
export async function openPath(path: string): Promise<Blob> {
  const { openAsBlob } = await import('node:fs');
  return openAsBlob(path);
}
