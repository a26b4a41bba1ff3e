/** Bytes: what HAProxy says must fit its buffer (`tune.bufsize`), with some room. */
const largest = 16_000;

const form = new RegExp(
  [
    '^(?:\\r?\\n)*HTTP/1\\.[01] (?!204|304)[2-5]\\d\\d(?: [^\\r\\n]*)?\\r?\\n',
    // HAProxy takes 101 headers (`tune.http.maxhdr`).
    "(?<headers>(?:[A-Za-z0-9!#$%&'*+.^_`|~-]+:[^\\x00-\\x08\\x0a-\\x1f\\x7f]*\\r?\\n){0,90})\\r?\\n",
  ].join(''),
);

/**
 * Returns the rule that an error page of the operator's breaks: one that HAProxy refuses would keep it from starting. It reads
 * them as answers (HAProxy manual, `errorfile`), while HAProxy 1.8 sent whatever was there. An empty one ends the connection.
 */
export function errorPageRule(text: string): string | undefined {
  if (text === '') return undefined;
  if (Buffer.byteLength(text) > largest) return `must not be longer than ${largest} bytes`;
  const head = form.exec(text);
  if (head === null)
    return 'must be an HTTP answer: a status line such as HTTP/1.1 503 Service Unavailable, headers, an empty line, the page';
  const { headers = '' } = head.groups ?? {};
  if (/^transfer-encoding:/im.test(headers)) return 'must not have the header Transfer-Encoding';
  const length = Buffer.byteLength(text.slice(head[0].length));
  const announced = [...headers.matchAll(/^content-length:(.*)$/gim)].map(([, value = '']) => value.trim());
  return announced.every((value) => value === String(length))
    ? undefined
    : `must have the length of its page as Content-Length (${length}), or none`;
}
