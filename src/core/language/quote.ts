import { hasControlCharacters } from './control-characters.js';

/**
 * Returns a value as one word of haproxy.cfg: in single quotes, where nothing has a meaning but the quote itself
 * (HAProxy manual, section 2.2). Control characters are refused long before; one that gets here is a bug.
 */
export function quote(value: string): string {
  if (hasControlCharacters(value)) throw new Error(`control character in ${JSON.stringify(value)}`);
  return `'${value.replaceAll("'", "'\\''")}'`;
}
