import type { X509Certificate } from 'node:crypto';

/** Returns the names a certificate is for: its common names, which HAProxy counts too, and its alternative names. */
export function certificateNames({ subject = '', subjectAltName = '' }: X509Certificate): readonly string[] {
  const common = [...subject.matchAll(/^CN=(.*)$/gm)].flatMap(([, name = '']) => name);
  return [...new Set([...common, ...alternativeNames(subjectAltName)])];
}

/** Node writes them as `DNS:a.com, IP Address:10.0.0.1`, and those that hold a comma or quote as a JSON string. */
function alternativeNames(text: string): readonly string[] {
  const entries = text.matchAll(/(?:, )?([^:,]+):("(?:[^"\\]|\\.)*"|[^,"]*)/gy);
  return [...entries].flatMap(([, kind, name = '']) =>
    kind === 'DNS' || kind === 'IP Address' ? [name] : [],
  );
}
