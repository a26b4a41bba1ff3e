import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface DockerObject {
  readonly ID: string;
}

/** How the engine answers; a fault hits every question, or those whose path contains the text. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly on?: string }
  | { readonly kind: 'hang'; readonly on?: string }
  | { readonly kind: 'cut body'; readonly on?: string }
  | { readonly kind: 'text'; readonly text: string; readonly on?: string };

export interface FakeDocker {
  readonly settings: { DF_DOCKER_HOST: string; DOCKER_TLS_VERIFY: string; DOCKER_CERT_PATH: string };
  readonly services: Map<string, DockerObject>;
  readonly nodes: Map<string, DockerObject>;
  /** Paths with queries, in the order they were asked for. */
  readonly requests: string[];
  info: object;
  fault: Fault | undefined;
  /** Changes the swarm and tells of it, as an engine does. */
  putService(service: DockerObject): void;
  putNode(node: DockerObject): void;
  removeService(id: string): void;
  /** Tells of something whether or not it happened. */
  event(type: string, action: string, id: string): void;
  sendRaw(text: string): void;
  /** Ends event streams: in good order, or by breaking the connection. */
  endStreams(): void;
  cutStreams(): void;
  readonly streams: ReadonlySet<ServerResponse>;
  openConnections(): number;
  close(): Promise<void>;
}

/** An engine made of data that speaks the Docker API's endpoints over a Unix socket. */
export async function startFakeDocker(): Promise<FakeDocker> {
  const folder = mkdtempSync(join(tmpdir(), 'fake-docker-'));
  const socket = join(folder, 'docker.sock');
  const streams = new Set<ServerResponse>();
  const connections = new Set<Socket>();
  const send = (text: string) => {
    for (const stream of streams) stream.write(text);
  };

  const fake: FakeDocker = {
    settings: { DF_DOCKER_HOST: `unix://${socket}`, DOCKER_TLS_VERIFY: '', DOCKER_CERT_PATH: '' },
    services: new Map(),
    nodes: new Map(),
    requests: [],
    info: { Swarm: { LocalNodeState: 'active', ControlAvailable: true } },
    fault: undefined,
    putService(service) {
      const action = fake.services.has(service.ID) ? 'update' : 'create';
      fake.services.set(service.ID, service);
      fake.event('service', action, service.ID);
    },
    putNode(node) {
      const action = fake.nodes.has(node.ID) ? 'update' : 'create';
      fake.nodes.set(node.ID, node);
      fake.event('node', action, node.ID);
    },
    removeService(id) {
      fake.services.delete(id);
      fake.event('service', 'remove', id);
    },
    event(type, action, id) {
      send(`${JSON.stringify({ Type: type, Action: action, Actor: { ID: id }, scope: 'swarm' })}\n`);
    },
    sendRaw: send,
    endStreams: () => {
      for (const stream of streams) stream.end();
    },
    cutStreams: () => {
      for (const stream of streams) stream.destroy();
    },
    streams,
    openConnections: () => connections.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          rmSync(folder, { recursive: true });
          resolve();
        });
        server.closeAllConnections();
      }),
  };

  const server = createServer((request, response) => {
    const url = request.url ?? '';
    fake.requests.push(url);
    const { fault } = fake;
    if (fault !== undefined && url.includes(fault.on ?? '')) misbehave(response, fault);
    else answer(fake, url, response, streams);
  });
  server.on('connection', (connection) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return fake;
}

function answer(fake: FakeDocker, url: string, response: ServerResponse, streams: Set<ServerResponse>): void {
  const [, kind = '', id] = new URL(url, 'http://docker').pathname.split('/');
  if (kind === 'events') {
    streams.add(response);
    response.on('close', () => streams.delete(response));
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
  } else {
    const body = bodyOf(fake, kind, id);
    json(response, body ? 200 : 404, body ?? { message: `${url} not found` });
  }
}

function bodyOf(fake: FakeDocker, kind: string, id: string | undefined): object | undefined {
  if (kind === 'info') return fake.info;
  const objects = { services: fake.services, nodes: fake.nodes }[kind];
  return id === undefined ? objects && [...objects.values()] : objects?.get(id);
}

function misbehave(response: ServerResponse, fault: Fault): void {
  switch (fault.kind) {
    case 'status':
      json(response, fault.status, { message: 'out of order' });
      break;
    case 'hang':
      break;
    case 'cut body':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
      response.write('[{', () => response.destroy());
      break;
    case 'text':
      response.end(fault.text);
      break;
    default:
      throw new Error(`unknown fault ${JSON.stringify(fault satisfies never)}`);
  }
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
