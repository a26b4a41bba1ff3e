import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Bench, freePort, openBench } from '../support/haproxy-bench.js';
import { get } from '../support/haproxy-http.js';
import { haproxyVersions } from '../support/haproxy-versions.js';
import { serveCase } from '../support/serve-case.js';

describe.each(haproxyVersions)("an operator's stick-table of HAProxy %s", (version) => {
  let bench: Bench;
  let port: number;
  beforeEach(async () => {
    bench = await openBench(version);
    port = await freePort();
  });
  afterEach(() => bench.close());

  /** A service more, with raw lines, so that it is a reload. */
  const reload = async (round: number, table: string) => {
    const backendExtra = 'balance source';
    const service = { serviceName: `s${round}`, port: '80', servicePath: `/s${round}`, backendExtra };
    const { config } = await serveCase([service], {
      DEFAULT_PORTS: String(port),
      RUN_DIR: bench.runDir,
      EXTRA_FRONTEND: `${table},http-request track-sc0 src`,
    });
    expect(await bench.apply(config)).toMatchObject({ kind: 'reload' });
  };
  const entry = () => bench.ask('show table services');

  it('has its entries over reloads where it says `peers waggle`', async () => {
    const table = 'stick-table type ip size 1k expire 10m store http_req_cnt peers waggle';
    await reload(0, table);
    // 2.6 waits five seconds for a worker of before, and hands nothing over until then.
    await vi.waitFor(
      async () => expect(await bench.ask('show peers')).toMatch(/ flags=0x[0-9a-f]*3 /),
      15_000,
    );
    for (let count = 0; count < 3; count += 1) await get(port, '/nowhere');
    for (let round = 1; round <= 3; round += 1) {
      await reload(round, table);
      await vi.waitFor(
        async () => expect(await entry()).toMatch(/key=127\.0\.0\.1 .*http_req_cnt=3$/m),
        5_000,
      );
    }
  });

  it('forgets them where it does not', async () => {
    const table = 'stick-table type ip size 1k expire 10m store http_req_cnt';
    await reload(0, table);
    await get(port, '/nowhere');
    expect(await entry()).toContain('key=127.0.0.1');
    await reload(1, table);
    expect(await entry()).not.toContain('key=');
  });
});
