import { execFile } from 'node:child_process';
import { configFile } from './config-folder.js';
import { Failure, messageOf } from './failure.js';
import { parseLine } from './log-line.js';

/**
 * Lets HAProxy read the configuration in a folder (`haproxy -c`). Failure ConfigRejected: its own words, one complaint a
 * line, which name `haproxy.cfg` and its line. Relative names in the configuration are looked for in that folder.
 */
export function checkConfig(bin: string, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(
      bin,
      ['-c', '-f', configFile],
      { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error === null) resolve();
        else if (typeof error.code !== 'number') reject(notRun(bin, error));
        else reject(new Failure({ _tag: 'ConfigRejected', output: complaints(`${stdout}\n${stderr}`) }));
      },
    );
  });
}

function notRun(bin: string, error: unknown): Failure {
  return new Failure({ _tag: 'HaproxyUnusable', detail: `${bin} cannot be run: ${messageOf(error)}` });
}

const summary = /^(config : )?(Fatal errors? found in configuration|Error\(s\) found in configuration file)/;

/** Returns the alerts among HAProxy's lines, without the sentence that only sums them up. */
export function complaints(output: string): string {
  const lines = output.split('\n').map(parseLine);
  const alerts = lines.filter(({ level }) => level === 'error').map(({ text }) => text);
  const telling = alerts.filter((text) => !summary.test(text));
  if (telling.length > 0) return telling.join('\n');
  return alerts.length > 0 ? alerts.join('\n') : output.trim();
}
