/** A line of the operator's own crt-list (HAProxy manual, section 5.1, `crt-list`). */
export interface ListLine {
  /** The certificate's file as it is written there. */
  readonly file: string;
  /** Options in brackets and SNI filters, with the white space before them. */
  readonly rest: string;
}

/** Returns the lines of a crt-list that name a certificate. */
export function listLines(crtList: string): readonly ListLine[] {
  return crtList.split('\n').flatMap((line) => {
    const [, file, rest = ''] = /^([^\s#]\S*)(.*)$/.exec(line.trim()) ?? [];
    return file === undefined ? [] : [{ file, rest }];
  });
}
