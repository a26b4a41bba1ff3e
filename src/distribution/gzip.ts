import { promisify } from 'node:util';
import { constants, gunzip as gunzipWithCallback, gzip as gzipWithCallback } from 'node:zlib';

const gzipAsync = promisify(gzipWithCallback);
const gunzipAsync = promisify(gunzipWithCallback);

/** Returns the text compressed; fast rather than small, since it is in the way of every change. */
export function gzip(text: string): Promise<Buffer> {
  return gzipAsync(text, { level: constants.Z_BEST_SPEED });
}

/** Returns the bytes uncompressed; rejects when they are not gzip or would be more than `limit` bytes. */
export function gunzip(bytes: Buffer, limit: number): Promise<Buffer> {
  return gunzipAsync(bytes, { maxOutputLength: limit });
}
