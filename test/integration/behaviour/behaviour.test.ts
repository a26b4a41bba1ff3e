import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haproxyVersions } from '../../support/haproxy-versions.js';
import type { Case } from './case.js';
import { type CaseProxy, openCaseProxy, type ProxyInput } from './case-proxy.js';
import { emptyClaims, rowsWithoutCase, staleExceptions } from './coverage.js';
import { caseAt, readCases, type WrittenCase } from './read-cases.js';
import { runCase, type Stage } from './run-case.js';
import { openWorld } from './world.js';

const written = readCases();
const cases = written.map((one): [string, WrittenCase, Case] => {
  const plain = caseAt(one, new Map());
  return [plain.name, one, plain];
});

/** What a proxy is given so that it lets go of ports that the next one needs. */
const nothing: ProxyInput = { services: [], settings: {}, files: {}, removed: [] };

interface VersionStage extends Stage {
  readonly version: string;
  close(): Promise<void>;
}

async function openStage(version: (typeof haproxyVersions)[number], net: number): Promise<VersionStage> {
  const world = await openWorld(net);
  const proxy = await openCaseProxy(version, world);
  let other: Promise<CaseProxy> | undefined;
  return {
    version,
    world,
    proxy,
    second: () => {
      other ??= openCaseProxy(version, world);
      return other;
    },
    close: async () => {
      await Promise.all([proxy.close(), other?.then((second) => second.close())]);
      await world.close();
    },
  };
}

describe('behaviour table', () => {
  const plainCases = cases.map(([, , plain]) => plain);

  it('every parameter and every setting has a case with and without it', () => {
    expect(rowsWithoutCase(plainCases)).toEqual([]);
    expect(staleExceptions(plainCases)).toEqual([]);
  });

  it('a case shows what it says it shows', () => {
    expect(plainCases.flatMap(emptyClaims)).toEqual([]);
  });

  let stages: readonly VersionStage[] = [];
  beforeAll(async () => {
    stages = await Promise.all(haproxyVersions.map((version, place) => openStage(version, place + 1)));
  });
  afterAll(async () => {
    await Promise.all(stages.map((stage) => stage.close()));
  });

  it.each(cases)('%s', async (_name, one, plain) => {
    const on = async (stage: VersionStage) => {
      const found = await runCase(stage, (proxy) => caseAt(one, proxy.places)).catch((error) => [
        String(error),
      ]);
      return found.map((difference) => `HAProxy ${stage.version}, ${one.file}: ${difference}`);
    };
    const found: string[] = [];
    if (plain.alone) {
      for (const stage of stages) {
        found.push(...(await on(stage)));
        await stage.proxy.serve(nothing);
      }
    } else found.push(...(await Promise.all(stages.map(on))).flat());
    expect(found.join('\n')).toBe('');
  });
});
