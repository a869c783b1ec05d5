/** The length of a sound or a video in seconds; `undefined` where it cannot be measured. */
export async function measureSeconds(
  bytes: Uint8Array,
  mimeType: string,
): Promise<number | undefined> {
  const { parseBuffer } = await import('music-metadata');
  try {
    const { format } = await parseBuffer(
      bytes,
      { mimeType, size: bytes.length },
      { duration: true, skipCovers: true },
    );
    const { duration = 0 } = format;
    return duration > 0 && Number.isFinite(duration)
      ? Math.round(duration * 1_000) / 1_000
      : undefined;
  } catch {
    return undefined;
  }
}
