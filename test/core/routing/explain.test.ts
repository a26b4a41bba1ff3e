import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { evaluate } from '../../../src/core/routing/evaluate.js';
import { explain } from '../../../src/core/routing/explain.js';
import { Explanation } from '../../../src/core/routing/explanation.js';
import { explanationText } from '../../../src/core/routing/explanation-text.js';
import { readQuestion } from '../../../src/core/routing/question.js';
import type { RouteOrder } from '../../../src/core/routing/routes-of.js';
import { collidingServices, contestedRequests } from '../../support/colliding-services.js';
import { routingOf } from '../../support/routing.js';

// A case is a file: test/golden/explain/<sentence>.yml in (what is asked, then services), <sentence>.txt out. vitest -u writes
// the expected text, which is to be read before it is committed.
const goldenFolder = fileURLToPath(new URL('../../golden/explain/', import.meta.url));
const cases = readdirSync(goldenFolder).filter((name) => name.endsWith('.yml'));

function ask(url: string, method?: string, headers: readonly string[] = []) {
  const question = readQuestion({ url, method, headers });
  return E.isRight(question) ? question.right : expect.fail(question.left);
}

describe('explain', () => {
  it.each(cases)('says in words: %s', async (name) => {
    const text = readFileSync(`${goldenFolder}${name}`, 'utf8');
    const [asked, services] = parseAllDocuments(text, { schema: 'failsafe' }).map((one) => one.toJS());
    const question = ask(asked.url, asked.method, asked.header);
    const explanation = explain(routingOf(services, asked.order), question);
    await expect(explanationText(explanation)).toMatchFileSnapshot(
      `${goldenFolder}${name.replace('.yml', '.txt')}`,
    );
    expect(Explanation.decode(JSON.parse(JSON.stringify(explanation)))).toEqual(E.right(explanation));
  });

  it('finds the winner of the list, tells of all who come later, and of nobody twice', () => {
    const services = collidingServices(
      ['path', 'path_beg', 'path_end -i', 'path_reg'],
      ['hdr(host)', 'hdr_beg(host)', 'hdr_end(host)', 'hdr_dom(host)'],
      [80, 81],
      true,
    );
    const orders = fc.constantFrom<RouteOrder>('alphabetical', 'specificity');
    fc.assert(
      fc.property(services, orders, contestedRequests([80, 81, 82]), (given, order, head) => {
        const routing = routingOf(given, order);
        const question = { method: 'GET', url: '', secure: false, head };
        const { winner, passedOver } = explain(routing, question);
        const first = evaluate(routing.routes, head)?.backend;
        expect(winner?.backend ?? '').toBe(first ?? routing.defaultBackend);
        expect(winner?.isDefault ?? true).toBe(first === undefined);
        const others = routing.routes.filter(({ backend }) => backend !== winner?.backend);
        for (const { backend, takes } of passedOver.filter((one) => one.backend !== winner?.backend)) {
          const routes = others.filter((route) => route.backend === backend);
          expect(evaluate(routes, head) !== undefined || !takes).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('tells of the nearest twenty and how many more there are', () => {
    const services = Array.from({ length: 50 }, (_, n) => ({
      serviceName: `s${n}`,
      port: '80',
      serviceDomain: `host${n}.com`,
    }));
    const near = explain(routingOf(services), ask('http://host7.org/'));
    expect(near).toMatchObject({ winner: null, more: 30, passedOver: { length: 20 } });
    expect(near.passedOver[0]).toMatchObject({ service: 's7', takes: false });
  });

  it('does not know what templates of the operator take', () => {
    const [spec, ...others] = routingOf([{ serviceName: 'own', port: '80', servicePath: '/' }]).specs;
    const routing = routingOf([]);
    const specs = spec ? [{ ...spec, frontendTemplate: 'fe.njk' }, ...others] : expect.fail();
    const { winner, notes } = explain({ ...routing, specs }, ask('http://a.com/'));
    expect(winner).toBeNull();
    expect(notes).toEqual([expect.stringContaining('template fe.njk')]);
  });
});

describe('a question', () => {
  it.each([
    ['http://a.com', { port: 80, host: 'a.com', path: '/' }],
    ['https://a.com/x?y=/z#f', { port: 443, host: 'a.com', path: '/x' }],
    ['A.com:81//a/../%2F', { port: 81, host: 'A.com:81', path: '//a/../%2F' }],
    ['http://[::1]:8080/x', { port: 8080, host: '[::1]:8080', path: '/x' }],
  ])('is read as HAProxy reads a request: %s', (url, head) => {
    expect(ask(url).head).toEqual({ ...head, headers: {} });
  });

  it('takes the Host of its headers, and joins those that are given twice', () => {
    const { head, method } = ask('http://a.com/x', 'post', ['Host: b.com', 'X-V: 1', 'x-v:2 ']);
    expect(method).toBe('POST');
    expect(head).toEqual({ port: 80, host: 'b.com', path: '/x', headers: { 'x-v': '1, 2' } });
  });

  it.each([
    ['', undefined, [], 'not of the form'],
    ['ftp://a.com/', undefined, [], 'no host'],
    ['http:///x', undefined, [], 'no host'],
    ['http://a.com:0/', undefined, [], 'from 1 to 65535'],
    ['http://a.com:x/', undefined, [], 'no host'],
    ['http://a b/', undefined, [], 'no host'],
    ['http://a.com/ä', undefined, [], 'percent-encode'],
    ['http://u:s3cret@a.com/', undefined, [], 'leave the name and the password out'],
    ['http://a.com/', 'G T', [], 'method'],
    ['http://a.com/', undefined, ['X'], "'Name: value'"],
  ])('is refused in words: %s', (url, method, headers, words) => {
    const refused = readQuestion({ url, method, headers });
    expect(refused).toEqual(E.left(expect.stringContaining(words)));
    expect(JSON.stringify(refused)).not.toContain('s3cret');
  });
});
