import { describe, expect, it } from 'vitest';
import { complaints } from '../../src/haproxy/check-config.js';
import { parseLine } from '../../src/haproxy/log-line.js';
import { parseServerStates, serverStateFile } from '../../src/haproxy/server-state.js';
import { parseShowProc } from '../../src/haproxy/show-proc.js';
import { parseVersion } from '../../src/haproxy/version.js';

describe('the version', () => {
  it.each([
    ['HAProxy version 2.6.12-1+deb12u4 2026/10/17 - https://haproxy.org/\nStatus: long-term', '2.6.12'],
    ['HAProxy version 3.4.7-1 2026/10/14 - https://haproxy.org/', '3.4.7'],
    ['HAProxy version 3.5-dev3 2026/10/14', '3.5-dev3'],
    ['nginx version: nginx/1.22.1', undefined],
  ])('%j is %s', (output, version) => {
    expect(parseVersion(output)).toBe(version);
  });
});

describe('show proc', () => {
  const head = '#<PID>          <type>          <reloads>       <uptime>        <version>      \n';
  it('tells the workers that serve from those that were replaced, the oldest first', () => {
    const answer = `${head}10              master          3 [failed: 0]   0d00h00m01s     3.4.7-1        
# workers
13              worker          0               0d00h00m00s     3.4.7-1        
# old workers
12              worker          1               0d00h00m01s     3.4.7-1        
11              worker          2               0d00h00m01s     3.4.7-1        \n`;
    expect(parseShowProc(answer)).toEqual({ failed: 0, current: [13], old: [11, 12] });
  });
  it('counts failed reloads, after which the worker of before serves', () => {
    const answer = `${head}10              master          2 [failed: 2]   0d00h00m00s     2.6.12-1+deb12u4
# workers
11              worker          2               0d00h00m00s     2.6.12-1+deb12u4
# programs\n`;
    expect(parseShowProc(answer)).toEqual({ failed: 2, current: [11], old: [] });
  });
  it('is undefined when a master that just loads answers nothing', () => {
    expect(parseShowProc('')).toBeUndefined();
  });
});

describe('show servers state', () => {
  const line = (backend: string, server: string, address: string, op = 2, admin = 0) =>
    `4 ${backend} 1 ${server} ${address} ${op} ${admin} 1 1 3 1 0 0 0 0 0 0 tasks.demo 8080 - 0 0 - - 0`;
  const header = '# be_id be_name srv_id srv_name srv_addr';
  const answer = (...lines: string[]) => ['1', header, ...lines, '', ''].join('\n');

  it('says which servers have an address that counts', () => {
    const states = parseServerStates(
      answer(
        line('a', 's1', '10.0.0.1'),
        line('a', 's2', '-', 0, 32),
        line('a', 's3', '10.0.0.3', 0, 32),
        line('a', 's4', '0.0.0.0'),
      ),
    );
    expect(states.map(({ server, resolved }) => [server, resolved])).toEqual([
      ['s1', true],
      ['s2', false],
      ['s3', false],
      ['s4', false],
    ]);
  });

  it('becomes a state file of the servers that have one', () => {
    const found = line('a', 's1', '10.0.0.1');
    expect(serverStateFile(answer(found, line('a', 's2', '-', 0, 32)))).toBe(`1\n${header}\n${found}\n`);
  });

  it('tells the names of one backend apart', () => {
    const other = (state: string) => state.replace('tasks.demo', 'other');
    const text = serverStateFile(
      answer(
        line('a', 's1', '10.0.0.9'),
        other(line('a', 's2', '-', 0, 32)),
        line('a', '_early-s2', '10.0.0.2'),
      ),
    );
    expect(text).toBe(
      `1\n${header}\n${line('a', 's1', '10.0.0.9')}\n${other(line('a', 's2', '10.0.0.2'))}\n`,
    );
  });

  it('names the servers of backends that were added as the files do, and leaves out those that were retired', () => {
    const dynamic = (server: string, address: string, admin = 0) =>
      line('b', server, address, 2, admin).replace('tasks.demo', '-');
    const discovery = { backend: 'b', hostname: 'tasks.shop', port: 8080, servers: ['shop-1', 'shop-2'] };
    const text = serverStateFile(answer(dynamic('shop-1', '10.0.0.1'), dynamic('shop-2', '10.0.0.2', 1)), [
      discovery,
    ]);
    const named = line('b', 'shop-1', '10.0.0.1').replace('tasks.demo', 'tasks.shop');
    expect(text).toBe(`1\n${header}\n${named}\n`);
  });

  it('leaves the addresses of early servers to those they stand in for', () => {
    const text = serverStateFile(
      answer(
        line('a', 's1', '-', 0, 32),
        line('a', 's2', '-', 0, 32),
        line('a', '_early-s1', '10.0.0.1'),
        line('a', '_early-s2', '10.0.0.2'),
        line('b', 's1', '10.0.0.9'),
        line('b', '_early-s1', '10.0.0.8'),
      ),
    );
    expect(text).toBe(
      `1\n${header}\n${line('b', 's1', '10.0.0.9')}\n${line('a', 's1', '10.0.0.1')}\n${line('a', 's2', '10.0.0.2')}\n`,
    );
  });
});

describe("a line of HAProxy's", () => {
  it.each([
    ['[ALERT]    (12) : config : no', { level: 'error', text: 'config : no' }],
    ['[WARNING]  (12) : Server b/s is DOWN', { level: 'warn', text: 'Server b/s is DOWN' }],
    ['[NOTICE]   (12) : New worker (13) forked', { level: 'debug', text: 'New worker (13) forked' }],
    ['127.0.0.1:1 [x] services one/s', { level: 'info', text: '127.0.0.1:1 [x] services one/s' }],
  ])('%s', (line, expected) => {
    expect(parseLine(line)).toEqual(expected);
  });
  it('that comes with every reload is for debugging', () => {
    const text = 'Proxy f stopped (cumulated conns: FE: 0, BE: 0).';
    expect(parseLine(`[WARNING]  (12) : ${text}`)).toEqual({ level: 'debug', text });
  });
});

describe('complaints about a configuration', () => {
  it('are its alerts, without the sentence that sums up', () => {
    const output = `[NOTICE]   (1) : haproxy version is 2.6.12
[ALERT]    (1) : config : parsing [haproxy.cfg:9] : unknown keyword 'x' in 'backend' section
[WARNING]  (1) : config : something
[ALERT]    (1) : config : Error(s) found in configuration file : haproxy.cfg
[ALERT]    (1) : config : Fatal errors found in configuration.\n`;
    expect(complaints(output)).toBe(
      "config : parsing [haproxy.cfg:9] : unknown keyword 'x' in 'backend' section",
    );
  });
  it('are all there is when there is no alert', () => {
    expect(complaints('Segmentation fault\n')).toBe('Segmentation fault');
  });
});
