import { describe, expect, it } from 'vitest';
import { errorPageRule } from '../../../src/core/render/error-page-rule.js';

const head = 'HTTP/1.0 503 Service Unavailable\r\nCache-Control: no-cache\r\nContent-Type: text/html\r\n';

describe('an error page', () => {
  it.each([
    ['an answer', `${head}\r\n<h1>Later</h1>`],
    ['with plain line feeds', `${head}\r\n<h1>Später</h1>`.replaceAll('\r', '')],
    ['with the length of its page', `${head}Content-Length: 8\r\n\r\nSpäter.`],
    ['without headers or a page', 'HTTP/1.1 500\n\n'],
    ['empty', ''],
  ])('may be %s', (_what, text) => {
    expect(errorPageRule(text)).toBeUndefined();
  });

  it.each([
    ['is only a page', '<h1>Later</h1>', 'must be an HTTP answer'],
    ['has no empty line', head, 'must be an HTTP answer'],
    ['has a header that is none', `${head}no header\r\n\r\n`, 'must be an HTTP answer'],
    ['is in chunks', `${head}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 'Transfer-Encoding'],
    ['says another length', `${head}Content-Length: 7\r\n\r\nSpäter.`, 'Content-Length (8)'],
    ['is too large', `${head}\r\n${'x'.repeat(16_000)}`, 'longer than 16000 bytes'],
    ['can have no page', 'HTTP/1.1 204 Nothing\r\n\r\npage', 'must be an HTTP answer'],
  ])('that %s is refused, since HAProxy would not start with it', (_what, text, rule) => {
    expect(errorPageRule(text)).toContain(rule);
  });
});
