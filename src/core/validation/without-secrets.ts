import type { RenderedConfig } from '../rendered-config.js';

/** Returns what HAProxy said of a configuration with `(hidden)` in place of the configuration's secrets, which it may quote. */
export function withoutSecrets({ sections }: Pick<RenderedConfig, 'sections'>, words: string): string {
  const secrets = sections.flatMap(({ hidden = [] }) =>
    hidden.flatMap((secret) => [secret, unquoted(secret)]),
  );
  // The longest first: a secret may begin with another one.
  return secrets
    .filter((secret) => secret !== '')
    .sort((a, b) => b.length - a.length)
    .reduce((shown, secret) => shown.replaceAll(secret, '(hidden)'), words);
}

/** HAProxy prints words as it reads them. */
function unquoted(text: string): string {
  return text.replace(/^'(.*)'$/s, '$1');
}
