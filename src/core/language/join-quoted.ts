import { quote } from './quote.js';

/** Returns words as HAProxy's parser reads them back, quoted only where they need it. */
export function joinQuoted(words: readonly string[]): string {
  return words.map((word) => (/^[\w.,:/=()[\]{}!<>+*?@&|~^-]+$/.test(word) ? word : quote(word))).join(' ');
}
