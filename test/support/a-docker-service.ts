/** A service as `GET /services` describes it. */
export interface DockerServiceJson {
  readonly ID: string;
  readonly Version: { readonly Index: number };
  readonly Spec: Readonly<Record<string, unknown>> & { readonly Name: string };
}

export function aDockerService(
  parts: { name?: string; version?: number; labels?: Record<string, string>; spec?: object } = {},
): DockerServiceJson {
  const name = parts.name ?? 'demo';
  return {
    ID: `id-of-${name}`,
    Version: { Index: parts.version ?? 1 },
    Spec: {
      Name: name,
      Labels: { 'com.df.notify': 'true', ...parts.labels },
      TaskTemplate: { ContainerSpec: { Image: 'demo:1' }, Networks: [{ Target: 'net-1', Aliases: [name] }] },
      Mode: { Replicated: { Replicas: 2 } },
      EndpointSpec: { Mode: 'vip' },
      ...parts.spec,
    },
  };
}

/** A node as `GET /nodes` describes it. */
export function aDockerNode(parts: { hostname?: string; version?: number; leader?: boolean } = {}) {
  const hostname = parts.hostname ?? 'node1';
  return {
    ID: `id-of-${hostname}`,
    Version: { Index: parts.version ?? 1 },
    Spec: { Labels: {}, Role: 'manager', Availability: 'active' },
    Description: { Hostname: hostname, Engine: { Labels: { rack: '1' } } },
    Status: { State: 'ready', Addr: '10.0.0.1' },
    ManagerStatus: { Leader: parts.leader ?? true, Reachability: 'reachable' },
  };
}
