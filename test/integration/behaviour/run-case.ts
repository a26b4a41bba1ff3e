import { vi } from 'vitest';
import { type Answer, noAnswer } from './answer.js';
import type { Case, Expect, HttpStep, OtherStep, SingleStep, Step, TcpStep } from './case.js';
import type { CaseProxy } from './case-proxy.js';
import { differences, isWanted } from './differences.js';
import { type CookieJar, exchangeHttp } from './http-exchange.js';
import type { ServicePort } from './places.js';
import { exchangeTcp } from './tcp-exchange.js';
import { withoutShown } from './without-shown.js';
import type { World } from './world.js';

/** Where cases run: the network of one HAProxy line, its proxy, and another one that is opened when a case asks for it. */
export interface Stage {
  readonly world: World;
  readonly proxy: CaseProxy;
  second(): Promise<CaseProxy>;
}

/** A case as it reads for each of the proxies: they listen on ports of their own. */
export type CaseFor = (proxy: CaseProxy) => Case;

const waiting = { timeout: 12_000, interval: 20 };

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
  return found;
}

async function serve(proxy: CaseProxy, caseFor: CaseFor): Promise<readonly string[]> {
  const { services = [], settings = {}, files = {}, ...one } = caseFor(proxy);
  return await proxy.serve({ services, settings, files, removed: 'removed' in one ? one.shows : [] });
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

interface Run {
  readonly world: World;
  readonly proxy: CaseProxy;
  readonly proxyFor: (which: 'second' | undefined) => Promise<CaseProxy>;
  readonly jar: CookieJar;
  /** Tasks that answered, by the names they were remembered under. */
  readonly named: Map<string, string>;
}

async function runStep(step: SingleStep, run: Run): Promise<readonly string[]> {
  const found =
    'request' in step || 'connect' in step ? await exchangeAsExpected(step, run) : await doOther(step, run);
  return found.map((difference) => `${title(step)}: ${difference}`);
}

function title(step: SingleStep): string {
  if ('request' in step) return step.request;
  return 'connect' in step ? `connect ${step.connect}` : JSON.stringify(step);
}

async function exchangeAsExpected(step: HttpStep | TcpStep, run: Run): Promise<readonly string[]> {
  if (!step.eventually) return await exchangeOften(step, run);
  let last: readonly string[] = [];
  const once = async () => {
    last = await exchangeOften(step, run);
    if (last.length > 0) throw new Error('not yet');
  };
  await vi.waitFor(once, waiting).catch(() => undefined);
  return last;
}

async function exchangeOften(step: HttpStep | TcpStep, run: Run): Promise<readonly string[]> {
  const found: string[] = [];
  const seen = new Set<string>();
  const expect: Expect = step.expect ?? {};
  for (let round = 0; round < (step.times ?? 1) && found.length === 0; round += 1) {
    const answer = await exchange(step, run);
    found.push(...differences(answer, expect, run.named));
    if (answer.service !== undefined) seen.add(answer.service);
    if (expect.as !== undefined && answer.task !== undefined) run.named.set(expect.as, answer.task);
  }
  if (expect.seen !== undefined && found.length === 0) {
    const [wanted, got] = [[...expect.seen].sort().join(), [...seen].sort().join()];
    if (wanted !== got) found.push(`expected answers from ${wanted}, got some from ${got}`);
  }
  return found;
}

async function exchange(step: HttpStep | TcpStep, { proxyFor, jar }: Run): Promise<Answer> {
  const proxy = await proxyFor(step.proxy);
  const portOf = (entry: string) => Number(proxy.places.get(entry) ?? entry);
  if ('request' in step) return await exchangeHttp(step, portOf, jar);
  return 'connect' in step ? await exchangeTcp(step, portOf) : noAnswer('nothing was asked');
}

async function doOther(step: OtherStep, run: Run): Promise<readonly string[]> {
  const { reload, leaves, crashes, write, logged, notLogged, checked } = step;
  const { proxy, world } = run;
  if (reload) await proxy.reload();
  if (write !== undefined) await proxy.write(write);
  if (crashes !== undefined) await world.crash(run.named.get(crashes) ?? '');
  if (leaves !== undefined) await world.leave(run.named.get(leaves) ?? '');
  const isSaid = (wanted: typeof logged) => proxy.said().some((line) => isWanted(wanted ?? null, line));
  if (logged !== undefined) {
    const said = await vi.waitUntil(() => isSaid(logged), waiting).catch(() => false);
    if (!said) return [`HAProxy did not say it, but:\n${proxy.said().join('\n')}`];
  }
  if (notLogged !== undefined && isSaid(notLogged)) return [`HAProxy said it:\n${proxy.said().join('\n')}`];
  const found: string[] = [];
  for (const [service, wanted] of Object.entries(checked ?? {})) {
    if ((await proxy.isChecked(service)) !== wanted) found.push(`expected ${service} checked: ${wanted}`);
  }
  return found;
}
