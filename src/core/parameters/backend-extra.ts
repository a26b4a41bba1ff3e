import { type FromText, fromText } from '../codecs.js';

/** Words that begin a section, or steer how HAProxy reads the file (manual, sections 2 and 4). */
const outside =
  /^(global|defaults|frontend|backend|listen|userlist|peers|mailers|program|resolvers|ring|cache|http-errors|fcgi-app|log-forward|log-profile|crt-store|acme|traces|healthcheck|\.\w+)(\s|$)/;

/**
 * `backendExtra`: raw lines. What they say is the operator's business as long as they stay inside of the backend; HAProxy's
 * check of the configuration has the last word.
 */
export const RawLines: FromText<readonly string[]> = fromText<readonly string[]>(
  'must be lines of a backend: no new section, no directive that begins with ".", no control characters',
  (text) => {
    const lines = text
      .split(/\\n|\r?\n/)
      .map((line) => line.replaceAll('\t', ' ').trim())
      .filter((line) => line !== '');
    return lines.every(isInside) ? lines : undefined;
  },
  (lines) => lines.join('\\n'),
);

function isInside(line: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return !/[\u0000-\u001f\u007f]/.test(line) && !outside.test(line.replace(/["'\\]/g, ''));
}
