import { crtListFile } from './certificates/render-certificates.js';
import type { RenderedConfig } from './rendered-config.js';
import { revisionOf } from './revision.js';

/** Returns the configuration without private keys, for keeping it. */
export function withoutKeys(config: RenderedConfig): RenderedConfig {
  return { ...config, certificates: new Map() };
}

/**
 * Returns a kept configuration with certificates as they are now. Those that are gone are gone from the crt-list, too, since
 * HAProxy refuses a list that names a file which is not there.
 */
export function withKeys(kept: RenderedConfig, now: RenderedConfig['certificates']): RenderedConfig {
  const list = kept.files.get(crtListFile);
  if (list === undefined) return kept;
  const lines = list.split('\n').flatMap((line) => {
    const [file = ''] = line.split(' ');
    const pem = now.get(file);
    return pem === undefined ? [] : [{ line, file, pem }];
  });
  const crtList = lines.map(({ line }) => `${line}\n`).join('');
  return {
    ...kept,
    revision: revisionOf([kept.revision, crtList, ...lines.map(({ pem }) => pem)]),
    files: new Map([...kept.files, [crtListFile, crtList]]),
    certificates: new Map(lines.map(({ file, pem }) => [file, pem])),
  };
}
