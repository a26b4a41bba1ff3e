import { type FromText, fromText } from '../../codecs.js';

/** HAProxy's algorithms (manual, `compression algo`). */
const algorithms = new Set(['identity', 'gzip', 'deflate', 'raw-deflate']);

/** `compressionAlgo` and COMPRESSION_ALGO: one or more algorithms. */
export const CompressionAlgorithms = words(
  'must be one or more of identity, gzip, deflate, raw-deflate, separated by spaces',
  (word) => algorithms.has(word),
);

/** `compressionType` and COMPRESSION_TYPE: media types. */
export const MediaTypes = words(
  'must be at most 50 media types such as text/html, separated by spaces',
  (word) => /^[\w.+*-]{1,100}\/[\w.+*-]{1,100}$/.test(word),
);

/** A line of HAProxy's has 64 words. */
const most = 50;

function words(rule: string, isGood: (word: string) => boolean): FromText<readonly string[]> {
  return fromText<readonly string[]>(
    rule,
    (text) => {
      const given = [...new Set(text.split(/[\s,]+/).filter((word) => word !== ''))];
      return given.length > 0 && given.length <= most && given.every(isGood) ? given : undefined;
    },
    (given) => given.join(' '),
  );
}
