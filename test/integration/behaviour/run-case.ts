import type { Case } from './case.js';
import type { CaseProxy } from './case-proxy.js';
import type { ServicePort } from './places.js';
import { type Run, runStep } from './run-step.js';
import type { Step } from './step.js';
import { type ServedCase, withoutShown } from './without-shown.js';
import type { World } from './world.js';

/** Where cases run: the network of one HAProxy line, its proxy, and another one that is opened when a case asks for it. */
export interface Stage {
  readonly world: World;
  readonly proxy: CaseProxy;
  second(): Promise<CaseProxy>;
}

/** A case as it reads for each of the proxies: they listen on ports of their own. */
export type CaseFor = (proxy: CaseProxy) => ServedCase;

/** Runs a case, with what it shows and without, and returns everything that differs from what is expected. */
export async function runCase(stage: Stage, caseFor: CaseFor): Promise<readonly string[]> {
  const one = caseFor(stage.proxy);
  const found = await runHalf(stage, caseFor, one.requests, one.problems ?? []);
  if (one.without === undefined) return found;
  const bare: CaseFor = (proxy) => withoutShown(caseFor(proxy));
  const foundWithout = await runHalf(stage, bare, one.without, one.withoutProblems ?? []);
  return [...found, ...foundWithout.map((difference) => `without ${one.shows.join(', ')}: ${difference}`)];
}

async function runHalf(
  stage: Stage,
  caseFor: CaseFor,
  steps: readonly Step[],
  wantedProblems: readonly string[],
): Promise<readonly string[]> {
  const { world, proxy } = stage;
  await populate(world, caseFor(proxy));
  const problems = await serve(proxy, caseFor);
  const found: string[] = [];
  if ([...problems].sort().join() !== [...wantedProblems].sort().join())
    found.push(`expected problems [${wantedProblems.join('; ')}], got [${problems.join('; ')}]`);
  let second: Promise<CaseProxy> | undefined;
  const proxyFor = async (which: 'second' | undefined) => {
    if (which === undefined) return proxy;
    second ??= stage.second().then(async (other) => {
      await serve(other, caseFor);
      return other;
    });
    return await second;
  };
  const run: Run = {
    world,
    proxy,
    proxyFor,
    jar: new Map(),
    named: new Map(),
  };
  for (const step of steps) {
    const singles = 'together' in step ? step.together : [step];
    found.push(...(await Promise.all(singles.map((single) => runStep(single, run)))).flat());
  }
  return [...found, ...proxy.said().filter(isWarning)];
}

/** What HAProxy has against a configuration that it takes. */
function isWarning(said: string): boolean {
  return /^config : |^parsing \[/.test(said);
}

async function serve(proxy: CaseProxy, caseFor: CaseFor): Promise<readonly string[]> {
  const { services = [], settings = {}, files = {}, removed = [] } = caseFor(proxy);
  return await proxy.serve({ services, settings, files, removed });
}

/** Starts the services of a case, and what only some listen on. */
async function populate(world: World, one: Case): Promise<void> {
  for (const [service, tasks] of taskCounts(one)) await world.run(service, tasks);
  const written = JSON.stringify(one.services ?? []);
  for (const name of ['redis', 'deaf'] satisfies ServicePort[]) {
    if (!written.includes(`"${world.places.get(name)}"`)) continue;
    for (const [service] of taskCounts(one)) if (service.startsWith(name)) await world.runPort(service, name);
  }
}

function taskCounts({ services = [], tasks = {} }: Case): ReadonlyMap<string, number> {
  const names = services.flatMap(({ serviceName }) => serviceName ?? []);
  return new Map([...names.map((name) => [name, 1] as const), ...Object.entries(tasks)]);
}
