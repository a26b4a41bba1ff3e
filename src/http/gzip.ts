import { promisify } from 'node:util';
import { gunzip as gunzipWithCallback, gzip as gzipWithCallback } from 'node:zlib';

/** Returns the bytes compressed. */
export const gzip = promisify<string, Buffer>(gzipWithCallback);

const gunzipAsync = promisify(gunzipWithCallback);

/** Returns the bytes uncompressed; rejects when they are not gzip or would be more than `limit` bytes. */
export function gunzip(bytes: Buffer, limit: number): Promise<Buffer> {
  return gunzipAsync(bytes, { maxOutputLength: limit });
}
