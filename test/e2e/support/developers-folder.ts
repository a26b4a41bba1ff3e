import { chown, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Somebody whom the image does not know and who owns nothing in it. */
export const developer = { uid: 12_345, gid: 54_321 };

const texts = {
  'proxy.env': 'DEFAULT_PORTS=80,8443\n',
  'services.yml': '- { serviceName: shop, servicePath: /, port: 80 }\n',
  'stacks/stack.yml': `services:
  good:
    deploy:
      labels: { com.df.notify: "true", com.df.servicePath: /good, com.df.port: 80 }
`,
  'stacks/stack-bad.yml': `services:
  bad:
    deploy:
      labels:
        com.df.notify: "true"
        com.df.servicePath: /bad
        # a name where a number belongs
        com.df.port: http
  worse:
    deploy:
      labels: { com.df.notify: "true", com.df.servicePath: /worse, com.df.port: 80, com.df.backendExtra: no-such-word }
`,
};

/** Returns a folder of this developer's that nobody else may enter, with a good stack file, a bad one and a services file. */
export async function developersFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'waggle-e2e-'));
  const stacks = join(folder, 'stacks');
  await mkdir(stacks, { mode: 0o700 });
  const paths = Object.entries(texts).map(([name, text]) => ({ path: join(folder, name), text }));
  await Promise.all(paths.map(({ path, text }) => writeFile(path, text, { mode: 0o600 })));
  const all = [folder, stacks, ...paths.map(({ path }) => path)];
  await Promise.all(all.map((path) => chown(path, developer.uid, developer.gid)));
  return folder;
}
