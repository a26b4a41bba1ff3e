import * as E from 'fp-ts/lib/Either.js';

/** One `-----BEGIN label-----` … `-----END label-----` (RFC 7468). */
export interface PemBlock {
  readonly label: string;
  /** What stands between the two lines, without white space. */
  readonly body: string;
}

/**
 * Returns the blocks in a text, whatever stands around them, or the rule it breaks. A line break may be written `\n`, as
 * labels have it; lines may be indented or missing, as where files were put together without a line break between them.
 */
export function pemBlocks(text: string): E.Either<string, readonly PemBlock[]> {
  const blocks: PemBlock[] = [];
  for (const piece of text.replaceAll('\\n', '\n').split('-----BEGIN ').slice(1)) {
    const label = /^[^-\n]{1,64}(?=-----)/.exec(piece)?.[0];
    const end = piece.indexOf(`-----END ${label}-----`);
    if (label === undefined || end === -1) return E.left('must hold complete PEM blocks');
    blocks.push({ label, body: piece.slice(label.length + '-----'.length, end).replace(/\s/g, '') });
  }
  return E.right(blocks);
}

/** Returns a block as PEM. */
export function pemText({ label, body }: PemBlock): string {
  const lines = body.match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
