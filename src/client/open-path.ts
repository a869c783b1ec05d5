/** A file of this machine, read as it is needed; the error of one that cannot be read names it. The one place of the client that is not for browsers. */
export async function openPath(path: string): Promise<Blob> {
  const { openAsBlob } = await import('node:fs');
  try {
    return await openAsBlob(path);
  } catch (cause) {
    throw new Error(`Cannot read the file "${path}"`, { cause });
  }
}
