// A stand-in for IPVS, for kernels without it: makes `endpoint_mode: vip` and the ingress mesh of hack/swarm's nodes work.
//
//   node vip-stand-in.mjs STATE_DIR
//
// Docker answers a service's name with a virtual address, and has the kernel's IPVS spread connections to it over the tasks, in a
// network namespace per network and node (`lb_<network>`, and `ingress_sbox` for published ports). Where the kernel has no IPVS,
// dockerd logs an error and leaves those namespaces empty. Here, they get DNAT rules instead, kept in step by polling a manager.
// Like with IPVS, a connection reaches its task from the load balancer's address, not from the client's.

import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const PERIOD_MS = 250;
const [stateDir] = process.argv.slice(2);
const applied = new Map(); // what was programmed where, as text, to do it again only when it differs

function get(socketPath, path) {
  return new Promise((resolve, reject) => {
    const request = http.get({ socketPath, path, timeout: 2000 }, async (response) => {
      try {
        let body = '';
        for await (const chunk of response) body += chunk;
        if (response.statusCode !== 200)
          throw new Error(`${path}: ${response.statusCode} ${body.slice(0, 100)}`);
        resolve(JSON.parse(body));
      } catch (error) {
        reject(error);
      }
    });
    request.on('timeout', () => request.destroy(new Error(`${path}: time-out`)));
    request.on('error', reject);
  });
}

function runningNodes() {
  return readdirSync(stateDir)
    .filter((name) => /^node\d+$/.test(name))
    .flatMap((name) => {
      try {
        const pid = readFileSync(`${stateDir}/${name}/init.pid`, 'utf8').trim();
        const run = `/proc/${pid}/root/run/docker/netns`; // /run as that node sees it
        // By inode too: one of the same name may be another, empty one.
        const namespaces = new Map(readdirSync(run).map((file) => [file, statSync(`${run}/${file}`).ino]));
        return [{ name, pid, run, namespaces, socket: `${stateDir}/${name}/docker.sock` }];
      } catch {
        return []; // not running, or not yet
      }
    });
}

// Run a shell script inside a network namespace (of a node, or one of Docker's on it).
function inside(netns, script, input = '') {
  return new Promise((resolve, reject) => {
    const child = spawn('nsenter', [`--net=${netns}`, 'sh', '-ec', script]);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr += data));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(stdout) : reject(new Error(`${netns}: ${stderr.trim()}`)),
    );
    child.stdin.on('error', () => {}); // it ended without reading: `close` tells why
    child.stdin.end(input);
  });
}

async function addressesOf(netns, device) {
  const out = await inside(netns, `ip -o -4 addr show dev ${device}`);
  return [...out.matchAll(/ inet (\S+)/g)].map((match) => match[1]);
}

const bare = (cidr) => cidr.split('/')[0];

// iptables rules that send every n-th new connection to each of n addresses.
const spread = (rule, addresses, port = '') =>
  addresses.map((address, i) => {
    const nth = `-m statistic --mode nth --every ${addresses.length - i} --packet 0`;
    return `${rule} ${nth} -j DNAT --to-destination ${address}${port}`;
  });

const restoreFile = (...lines) => `*nat\n${lines.flat().join('\n')}\nCOMMIT\n`;
const masquerade = (extra) => `-A POSTROUTING ${extra} -m conntrack --ctstate DNAT -j MASQUERADE`;

// What the Swarm wants: per overlay network its [virtual address, task addresses], and the ports published through the mesh.
async function wanted(socket) {
  const filters = encodeURIComponent('{"desired-state":["running"]}');
  const [services, networks, tasks] = await Promise.all([
    get(socket, '/services'),
    get(socket, '/networks'),
    get(socket, `/tasks?filters=${filters}`),
  ]);
  const addresses = new Map(); // "service network" -> addresses of the running tasks
  for (const task of tasks.filter((t) => t.Status.State === 'running')) {
    for (const attachment of task.NetworksAttachments ?? []) {
      const key = `${task.ServiceID} ${attachment.Network.ID}`;
      addresses.set(key, [...(addresses.get(key) ?? []), ...(attachment.Addresses ?? []).map(bare)].sort());
    }
  }
  const ingress = new Set(networks.filter((network) => network.Ingress).map((network) => network.Id));
  const vips = new Map();
  const mesh = [];
  for (const service of services) {
    for (const { NetworkID, Addr } of service.Endpoint?.VirtualIPs ?? []) {
      const backends = addresses.get(`${service.ID} ${NetworkID}`) ?? [];
      if (ingress.has(NetworkID)) {
        const ports = (service.Endpoint.Ports ?? []).filter((port) => port.PublishMode === 'ingress');
        for (const port of ports) mesh.push({ ...port, backends });
      } else if (Addr) {
        vips.set(NetworkID, [...(vips.get(NetworkID) ?? []), [bare(Addr), backends]]);
      }
    }
  }
  for (const list of vips.values()) list.sort();
  mesh.sort((a, b) => a.PublishedPort - b.PublishedPort);
  return { vips, mesh };
}

async function programNetwork(netns, vips) {
  const rules = vips.flatMap(([vip, backends]) =>
    ['tcp', 'udp'].flatMap((protocol) => spread(`-A PREROUTING -d ${vip} -p ${protocol}`, backends)),
  );
  const wantedVips = vips.map(([vip]) => `${vip}/32`);
  const present = (await addressesOf(netns, 'eth0')).filter((address) => address.endsWith('/32'));
  const commands = [
    'echo 1 >/proc/sys/net/ipv4/ip_forward',
    ...wantedVips.filter((vip) => !present.includes(vip)).map((vip) => `ip addr add ${vip} dev eth0`),
    ...present.filter((vip) => !wantedVips.includes(vip)).map((vip) => `ip addr del ${vip} dev eth0`),
    'iptables-restore',
  ];
  await inside(netns, commands.join('\n'), restoreFile(rules, masquerade('')));
}

// A published port: the node sends it to ingress_sbox (its leg on docker_gwbridge, eth1), and that to a task on the ingress network.
async function programMesh(node, mesh) {
  const sandbox = `${node.run}/ingress_sbox`;
  const gateway = bare((await addressesOf(sandbox, 'eth1'))[0] ?? '');
  if (!gateway) throw new Error(`${node.name}: ingress_sbox has no eth1 yet`);
  const toTasks = mesh.flatMap(({ Protocol, PublishedPort, TargetPort, backends }) =>
    spread(`-A PREROUTING -i eth1 -p ${Protocol} --dport ${PublishedPort}`, backends, `:${TargetPort}`),
  );
  const restore = restoreFile(toTasks, masquerade('-o eth0'));
  await inside(sandbox, 'echo 1 >/proc/sys/net/ipv4/ip_forward\niptables-restore', restore);

  const toSandbox = mesh.map(
    ({ Protocol, PublishedPort }) =>
      `-A WAGGLE-MESH -p ${Protocol} --dport ${PublishedPort} -j DNAT --to-destination ${gateway}`,
  );
  const ensure = (table, chain, rule) =>
    `iptables -t ${table} -C ${chain} ${rule} 2>/dev/null || iptables -t ${table} -I ${chain} ${rule}`;
  const script = [
    'iptables-restore --noflush',
    ...['PREROUTING', 'OUTPUT'].map((chain) =>
      ensure('nat', chain, '-m addrtype --dst-type LOCAL -j WAGGLE-MESH'),
    ),
    ensure('nat', 'POSTROUTING', `-d ${gateway} -m conntrack --ctstate DNAT -j MASQUERADE`),
    ...['-d', '-s'].map((side) => ensure('filter', 'DOCKER-USER', `${side} ${gateway} -j ACCEPT`)),
    'echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet',
  ];
  await inside(
    `/proc/${node.pid}/ns/net`,
    script.join('\n'),
    restoreFile(':WAGGLE-MESH -', '-F WAGGLE-MESH', toSandbox),
  );
}

async function applyOnce(key, value, program) {
  const text = JSON.stringify(value);
  if (applied.get(key) === text) return;
  try {
    await program();
    applied.set(key, text);
  } catch (error) {
    applied.delete(key); // namespaces come and go: the next round tries again
    console.error(error.message);
  }
}

async function askAManager(nodes) {
  for (const node of nodes) {
    try {
      return await wanted(node.socket);
    } catch {
      // a worker, or a manager that is down or without a leader
    }
  }
  return undefined;
}

async function round() {
  const nodes = runningNodes();
  const state = await askAManager(nodes);
  if (!state) return;
  const jobs = nodes.flatMap((node) => [
    ...[...state.vips].flatMap(([network, vips]) => {
      const namespace = `lb_${network.slice(0, 9)}`;
      const inode = node.namespaces.get(namespace);
      if (!inode) return [];
      const key = `${node.pid} ${namespace} ${inode}`;
      return [applyOnce(key, vips, () => programNetwork(`${node.run}/${namespace}`, vips))];
    }),
    ...(node.namespaces.has('ingress_sbox')
      ? [applyOnce(`${node.pid} mesh`, state.mesh, () => programMesh(node, state.mesh))]
      : []),
  ]);
  await Promise.all(jobs);
}

for (;;) {
  await round().catch((error) => console.error(error));
  await sleep(PERIOD_MS);
}
