// One frame of a steady tone in each format; frames of one kind in a row are one long tone, as a whole
// number of waves fits into each. Made once with ffmpeg from `-f lavfi -i sine=frequency=F -ac 1`, and
// taken from the middle of the stream.

/** AAC-LC, 44.1 kHz, mono, 1024 samples: `F=430.6640625`, `-c:a aac -b:a 32k`. */
export const AAC_FRAME = frame(
  'APAyoSb9EIdCYdCJ3fP9v/2f+/+3mddd9fM0krnyfLneXqlKAQRBEy5BWo0Zy3MiJFh4DtZR5nazhOEozSiThKMonejNOEoyKCUHfhKMhJJRJJRIBRIFBRRJJJIFEhw=',
);

/** MP3 behind its 4 bytes of header, 44.1 kHz: `F=421.09375`, `-c:a libmp3lame -b:a 32k -reservoir 0`. */
export const MP3_FRAME_44100 = frame(
  'AAAEUI0La9BEwJQRobF6CJiEFEMEIAvaBxcwhJWu8DBK+jcisyr769P/P/kX/g1V6uz+qoJIMEsggCt4G9Rhz9SqMAFF7990T2sTZdVf5P9U/4LVrLbdHrTEFNRTMuMTAw==',
);

/** The same at 22.05 kHz. */
export const MP3_FRAME_22050 = frame(
  'ABOSphFquER4IKRplrHXCID+DBHxUIzxoMIAzROikjZspLPRyZ6Na7qMvutHVtHuvRtGR7LTpR7I/r9WtoMrf3trTdRu19aU6VZOlXB3cc6pQ74xzq1DkxBTUUzLjEwM',
);

/** Opus, mono, 20 ms: `F=400`, `-c:a libopus -b:a 24k -vbr off -frame_duration 20`. */
export const OPUS_FRAME = frame(
  'uK0x42oY+mF0owAljGFdIKif8QrkZ0Wk/sOLJsvhxCZIdtei7CaGtkG/h4cWQM4/AfhzfuSbSAZm/9e5',
);

function frame(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}
