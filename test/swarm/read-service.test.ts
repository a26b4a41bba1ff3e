import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { readNode } from '../../src/swarm/read-node.js';
import { readService } from '../../src/swarm/read-service.js';
import { aDockerNode, aDockerService } from '../support/a-docker-service.js';

function serviceOf(spec: object) {
  const { seen } = readService(aDockerService({ spec }));
  if (E.isLeft(seen)) throw new Error(seen.left.parameter);
  return seen.right;
}

function problemOf(json: unknown) {
  const { seen } = readService(json);
  if (E.isRight(seen)) throw new Error(`${seen.right.name} can be read`);
  return seen.left;
}

describe('readService', () => {
  it('takes the fields that Waggle needs', () => {
    expect(readService(aDockerService({ version: 7 }))).toMatchObject({
      id: 'id-of-demo',
      version: 7,
      seen: E.right({
        id: 'id-of-demo',
        version: 7,
        name: 'demo',
        labels: { 'com.df.notify': 'true' },
        mode: 'replicated',
        replicas: 2,
        endpointMode: 'vip',
        networks: ['net-1'],
      }),
    });
  });

  it.each([
    [{ Replicated: { Replicas: 0 } }, 'replicated', 0],
    [{ Global: {} }, 'global', undefined],
    [{ ReplicatedJob: { MaxConcurrent: 1, TotalCompletions: 5 } }, 'replicated', undefined],
    [{ GlobalJob: {} }, 'global', undefined],
  ])('reads mode %j', (Mode, mode, replicas) => {
    expect(serviceOf({ Mode }).mode).toBe(mode);
    expect(serviceOf({ Mode }).replicas).toBe(replicas);
  });

  it.each([
    [undefined, 'vip'],
    [{}, 'vip'],
    [{ Mode: '' }, 'vip'],
    [{ Mode: 'dnsrr' }, 'dnsrr'],
  ])('reads endpoint %j', (EndpointSpec, expected) => {
    expect(serviceOf({ EndpointSpec }).endpointMode).toBe(expected);
  });

  it('reads networks where older versions of the API put them', () => {
    expect(serviceOf({ TaskTemplate: {}, Networks: [{ Target: 'old' }] }).networks).toEqual(['old']);
    expect(serviceOf({ TaskTemplate: { Networks: null }, Networks: null }).networks).toEqual([]);
  });

  it('takes null labels for none', () => {
    expect(serviceOf({ Labels: null }).labels).toEqual({});
  });

  it.each([
    [{ Name: 5 }, 'Spec.Name', 'a number'],
    [{ Labels: { secret: ['s3cret'] } }, 'Spec.Labels.secret', 'a list'],
    [{ Mode: 'many' }, 'Spec.Mode', 'a string'],
    [{ EndpointSpec: { Mode: 'mesh' } }, 'Spec.EndpointSpec.Mode', 'a string'],
  ])('says which field of %j cannot be read, and never what was in it', (spec, parameter, value) => {
    const problem = problemOf(aDockerService({ spec }));
    expect(problem).toMatchObject({ parameter, value });
    expect(JSON.stringify(problem)).not.toContain('s3cret');
  });

  it('names a service that cannot be read by its name, else by its ID', () => {
    expect(problemOf(aDockerService({ name: 'bad', spec: { Labels: 1 } })).service).toBe('bad');
    expect(problemOf({ ID: 'abc' }).service).toBe('abc');
    expect(problemOf(null).service).toBe('(no ID)');
  });
});

describe('readNode', () => {
  it('lets a label of the node win over its engine’s', () => {
    const node = aDockerNode();
    const { seen } = readNode({ ...node, Spec: { ...node.Spec, Labels: { rack: '2' } } });
    expect(seen).toMatchObject(E.right({ labels: { rack: '2' }, leader: true, hostname: 'node1' }));
  });

  it('tells two leaders apart though the version is the same', () => {
    const leading = readNode(aDockerNode({ leader: true })).fingerprint;
    expect(readNode(aDockerNode({ leader: false })).fingerprint).not.toBe(leading);
  });
});
