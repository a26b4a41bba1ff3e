// What `hack/bench routing` measures: bench-routing.ts HAPROXY SIZES SECONDS ROUNDS FOLDER
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { checkTime, originConfig, type Served, serve } from './bench-haproxy.js';
import { type Load, wrk } from './bench-load.js';
import { aclConfig, bareConfig, median, type Times, waggleConfig } from './bench-routing-configs.js';

/** Services: each with a host of its own, or all on one host. */
const layouts = ['own hosts', 'one host'] as const;
type Layout = (typeof layouts)[number];

/** Ports on the loopback address: of the server that all requests end at, and of the HAProxys that are compared. */
const ports = { origin: 18300, bare: 18301, waggle: 18302, acl: 18303 } as const;

const [bin = '', sizes = '', seconds = '', rounds = '', folder = ''] = process.argv.slice(2);

const origin = await start('origin', originConfig(`127.0.0.1:${ports.origin}`));
const bare = await start('bare', bareConfig(ports.bare, ports.origin));

console.log(
  '| services | routes by | first: of bare | p99 ms | last: of bare | p99 ms | bare req/s | haproxy -c s | parse + compile and render ms | the same after one change | HAProxy MB |',
);
console.log('| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const layout of layouts) for (const size of sizes.split(',').map(Number)) await measure(layout, size);
await bare.stop();
await origin.stop();

async function measure(layout: Layout, size: number): Promise<void> {
  const services = Array.from({ length: size }, (_, number) => ({
    serviceName: `service-${number}`,
    port: String(ports.origin),
    servicePath: `/path-${number}/`,
    serviceDomain: layout === 'one host' ? 'www.example.com' : `host-${number}.example.com`,
  }));
  const { files, full, change } = await waggleConfig(services, ports.waggle);
  await compare(`Waggle, ${layout}`, ports.waggle, files, [full, change]);
  await compare(`ACLs, ${layout}`, ports.acl, aclConfig(services, ports.acl), []);

  async function compare(
    name: string,
    port: number,
    content: Readonly<Record<string, string>>,
    times: readonly Times[],
  ): Promise<void> {
    const served = await start(name.replaceAll(/\W+/g, '-'), content);
    const check = await checkTime(bin, served.folder);
    const [first, last] = [services[0], services.at(-1)];
    const loads: { bare: Load[]; first: Load[]; last: Load[] } = { bare: [], first: [], last: [] };
    for (let round = 0; round < Number(rounds); round++) {
      loads.bare.push(
        await wrk(ports.bare, first?.servicePath ?? '', first?.serviceDomain ?? '', Number(seconds)),
      );
      loads.first.push(
        await wrk(port, first?.servicePath ?? '', first?.serviceDomain ?? '', Number(seconds)),
      );
      loads.last.push(await wrk(port, last?.servicePath ?? '', last?.serviceDomain ?? '', Number(seconds)));
    }
    const rate = (of: readonly Load[]) => median(of.map((load) => load.requests));
    const p99 = (of: readonly Load[]) => median(of.map((load) => load.p99)).toFixed(1);
    const ratio = (of: readonly Load[]) =>
      median(of.map((load, round) => load.requests / (loads.bare[round]?.requests ?? 1))).toFixed(2);
    const shown = (time: Times | undefined) =>
      time ? `${time.parse.toFixed(0)} + ${time.render.toFixed(0)}` : '';
    console.log(
      `| ${size} | ${name} | ${ratio(loads.first)} | ${p99(loads.first)} | ${ratio(loads.last)} | ${p99(loads.last)} | ${rate(loads.bare).toFixed(0)} | ${check.toFixed(2)} | ${shown(times[0])} | ${shown(times[1])} | ${served.memory().toFixed(0)} |`,
    );
    await served.stop();
  }
}

async function start(name: string, files: Readonly<Record<string, string>>): Promise<Served> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  return await serve(bin, path, files);
}
