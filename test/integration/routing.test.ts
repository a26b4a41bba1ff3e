import { request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReadServices } from '../../src/core/desired-state.js';
import type { Parameters } from '../../src/core/parameters/parameters.js';
import { createRender } from '../../src/core/render/render.js';
import { haproxyCfg, type RenderedConfig, type Section } from '../../src/core/rendered-config.js';
import { revisionOf } from '../../src/core/revision.js';
import { evaluate } from '../../src/core/routing/evaluate.js';
import { httpBackends, httpDestinations } from '../../src/core/routing/http-backends.js';
import type { RequestHead } from '../../src/core/routing/route.js';
import { routesOf } from '../../src/core/routing/routes-of.js';
import type { ServiceSpec } from '../../src/core/services/service-spec.js';
import { collidingServices, contestedRequests } from '../support/colliding-services.js';
import { type Bench, freePort, openBench } from '../support/haproxy-bench.js';
import { haproxyVersions } from '../support/haproxy-versions.js';
import { someParseSettings, someRenderSettings } from '../support/settings.js';
import { projectLayOut } from '../support/templates.js';

const layOut = await projectLayOut();
const ports = [await freePort(), await freePort()];
const read = createReadServices(someParseSettings({ entryPorts: ports }));
const render = createRender(
  someRenderSettings({ binds: ports.map((port) => ({ port, options: '', ssl: false })) }),
  layOut,
);

/** Every backend answers with its own name, so that an answer says which route won. */
function answering(config: RenderedConfig): RenderedConfig {
  const sections = config.sections.map((section): Section => {
    if (section.kind !== 'backend') return section;
    const name = section.name.slice('backend '.length);
    // Nothing that a running worker could be given: it would have the servers instead of the answer.
    const { dynamic: _, ...whole } = section;
    return {
      ...whole,
      text: `${section.name}\n    http-request return status 200 content-type text/plain string ${name}\n`,
    };
  });
  const answering = { ...config, sections, discovery: [] };
  return { ...answering, revision: revisionOf([haproxyCfg(answering), config.revision]) };
}

/** Returns the backend that answered, or undefined for our 503. */
function ask({ port, host, path, headers }: RequestHead): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        ...{ host: '127.0.0.1', port, agent: false, setHost: false },
        // A query takes no part in the choice.
        path: path.length % 2 === 0 ? path : `${path}?of=/a/b`,
        headers: { ...headers, ...(host === undefined ? {} : { host }) },
      },
      (response) => {
        let body = '';
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () => {
          if (response.statusCode === 200) resolve(body);
          else if (response.statusCode === 503) resolve(undefined);
          else reject(new Error(`status ${response.statusCode} for ${path}`));
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** Returns the backend of what no route takes: the first default by aclName. */
function otherwise(specs: readonly ServiceSpec[]): string | undefined {
  const [first] = specs
    .filter(({ isDefaultBackend }) => isDefaultBackend)
    .sort((a, b) => (a.aclName < b.aclName ? -1 : 1));
  const [destination] = first ? httpDestinations(first) : [];
  return first && destination && httpBackends(first, destination)[0]?.name;
}

describe.each(haproxyVersions)('routing by HAProxy %s', (version) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(version);
  });
  afterAll(() => bench.close());

  const winners = async (services: readonly Parameters[], requests: readonly RequestHead[]) => {
    const { specs } = read(services);
    await bench.apply(answering(render(specs).config));
    const routes = routesOf(specs);
    const asked = await Promise.all(requests.map(ask));
    return { asked, expected: requests.map((head) => evaluate(routes, head)?.backend ?? otherwise(specs)) };
  };
  const agree = async (services: ReturnType<typeof collidingServices>, numRuns: number) => {
    const requests = fc.array(contestedRequests(ports), { minLength: 20, maxLength: 40 });
    const property = fc.asyncProperty(services, requests, async (given, heads) => {
      const { asked, expected } = await winners(given, heads);
      expect(asked).toEqual(expected);
    });
    // A difference is made smaller, for as long as a test may take.
    const interruptAfterTimeLimit = 40_000;
    await fc.assert(property, { numRuns, interruptAfterTimeLimit, markInterruptAsFailure: false });
  };

  it('chooses the first match of the list where maps hold all routes', async () => {
    await agree(
      collidingServices(['path', 'path_beg'], ['hdr(host)', 'hdr_beg(host)', 'hdr_end(host)'], ports),
      25,
    );
  });

  it('chooses the first match where some routes stay conditions', async () => {
    const pathTypes = ['path', 'path_beg', 'path_beg -i', 'path_end -i', 'path_sub', 'path_reg', 'path_dir'];
    const algorithms = ['hdr(host)', 'hdr_beg(host)', 'hdr_dom(host)', 'hdr_sub(host)'];
    await agree(collidingServices(pathTypes, algorithms, ports, true), 40);
  });

  it('sends what no route takes to the default backend', async () => {
    const services = [
      { serviceName: 'demo', port: '80', servicePath: '/demo' },
      { serviceName: 'rest', port: '81', servicePath: '/rest', isDefaultBackend: 'true' },
    ];
    const port = ports[0] ?? 0;
    const { asked } = await winners(services, [
      { port, host: 'x', path: '/demo' },
      { port, host: 'x', path: '/else' },
    ]);
    expect(asked).toEqual(['demo-be80_0', 'rest-be81_0']);
  });
});
