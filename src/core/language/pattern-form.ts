import { isLengthRange } from './length-range.js';
import { isRegularExpression } from './regular-expression.js';

/**
 * Returns what tells whether HAProxy's matching method of that name takes a pattern (manual, section 7.1.2). `text` is the form
 * of patterns that are plain text.
 */
export function patternForm(method: string | undefined, text: RegExp): (pattern: string) => boolean {
  if (method === 'reg') return isRegularExpression;
  return method === 'len' ? isLengthRange : (pattern) => text.test(pattern);
}
