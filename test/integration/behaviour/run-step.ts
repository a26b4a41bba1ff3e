import { vi } from 'vitest';
import { type Answer, noAnswer } from './answer.js';
import type { CaseProxy } from './case-proxy.js';
import { differences, isWanted } from './differences.js';
import { type CookieJar, exchangeHttp } from './http-exchange.js';
import type { Expect, HttpStep, OtherStep, SingleStep, TcpStep } from './step.js';
import { exchangeTcp } from './tcp-exchange.js';
import type { World } from './world.js';

const waiting = { timeout: 12_000, interval: 20 };

/** What the steps of a case share. */
export interface Run {
  readonly world: World;
  readonly proxy: CaseProxy;
  readonly proxyFor: (which: 'second' | undefined) => Promise<CaseProxy>;
  readonly jar: CookieJar;
  /** Tasks that answered, by the names they were remembered under. */
  readonly named: Map<string, string>;
}

/** Does a step and returns everything that differs from what is expected. */
export async function runStep(step: SingleStep, run: Run): Promise<readonly string[]> {
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
