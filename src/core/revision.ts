import { createHash } from 'node:crypto';

/**
 * Returns the name of a content: 16 hexadecimal digits of its SHA-256. Parts are kept apart, so that moving text
 * from one part to the next changes the name. Hashing is a pure function: docs/adr/0004.
 */
export function revisionOf(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(String(part.length)).update(':').update(part);
  return hash.digest('hex').slice(0, 16);
}
