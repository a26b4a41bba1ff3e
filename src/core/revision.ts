import { createHash } from 'node:crypto';

/**
 * Returns the name of a content: 16 hexadecimal digits of its SHA-256. Parts are kept apart, so that moving text
 * from one part to the next changes the name. Hashing is a pure function: docs/adr/0004.
 */
export function revisionOf(parts: readonly string[]): string {
  // One text, hashed at once: thousands of small updates would cost more than the hashing.
  const text = parts.map((part) => `${part.length}:${part}`).join('');
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
