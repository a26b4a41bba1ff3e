import type { WaggleError } from '../errors.js';

/**
 * Returns what HAProxy said when it refused a configuration, or could not start with it: a port may be in use on the host. Empty for
 * any other failure.
 */
export function wordsOfHaproxy(error: WaggleError): string {
  switch (error._tag) {
    case 'ConfigRejected':
    case 'ReloadFailed':
      return error.output;
    case 'HaproxyUnusable':
      return error.detail;
    default:
      return '';
  }
}
