import { setTimeout as sleep } from 'node:timers/promises';
import Docker, { type Service } from 'dockerode';
import { now } from './bench-poll.js';

/** An app that is there at once when its container runs: what is measured is not how long an app takes to start. */
const appConfig = `
global
  httpclient.ssl.verify none
defaults
  mode http
  timeout connect 1s
  timeout client 60s
  timeout server 60s
listen app
  bind :80
  http-request return status 200 content-type text/plain string hello
`;

export interface App {
  readonly name: string;
  readonly paths: string;
  readonly endpoint: 'vip' | 'dnsrr';
  /** Without: no node will do for it, so that it is routed and has no task. */
  readonly runs: boolean;
}

/** Changes services by the Docker API, which answers as soon as the swarm has taken the change. */
export interface BenchSwarm {
  create(app: App): Promise<Service>;
  /** Sets the paths and returns when the call returned, in ms since the epoch. */
  setPaths(service: Service, paths: string): Promise<number>;
  remove(service: Service): Promise<number>;
  /** When the engine saw the service's only task running, in ms since the epoch. */
  runningSince(service: Service): Promise<number>;
}

export async function createBenchSwarm(socketPath: string, image: string): Promise<BenchSwarm> {
  const docker = new Docker({ socketPath });
  const config = await docker.createConfig({
    Name: 'bench-app',
    Data: Buffer.from(appConfig).toString('base64'),
  });
  const file = { Name: '/app.cfg', UID: '0', GID: '0', Mode: 0o444 };
  const container = {
    Image: image,
    Command: ['haproxy', '-db', '-f', file.Name],
    HealthCheck: { Test: ['NONE'] },
    Configs: [{ ConfigID: config.id, ConfigName: 'bench-app', File: file }],
  };
  return {
    create: ({ name, paths, endpoint, runs }) =>
      docker.createService({
        Name: name,
        Labels: { 'com.df.notify': 'true', 'com.df.port': '80', 'com.df.servicePath': paths },
        TaskTemplate: {
          ContainerSpec: container,
          Networks: [{ Target: 'proxy' }],
          Placement: { Constraints: runs ? [] : ['node.labels.there_is == none'] },
        },
        Mode: { Replicated: { Replicas: 1 } },
        EndpointSpec: { Mode: endpoint },
      }),
    setPaths: async (service, paths) => {
      const { Spec, Version } = await service.inspect();
      const Labels = { ...Spec.Labels, 'com.df.servicePath': paths };
      await service.update({ ...Spec, Labels, version: Version.Index });
      return now();
    },
    remove: async (service) => {
      await service.remove();
      return now();
    },
    runningSince: async (service) => {
      for (;;) {
        const tasks = await docker.listTasks({ filters: { service: [service.id] } });
        const running = tasks.find(({ Status }) => Status?.State === 'running');
        if (running !== undefined) return Date.parse(running.Status.Timestamp);
        await sleep(10); // the manager hears of it a little later
      }
    },
  };
}
