import { parameterTable as table } from '../parameters/parameter-table.js';
import type { Read } from '../parameters/reader.js';
import type { HeaderRule } from '../parameters/values/header-rules.js';

/** A header rule with what it is done to: HAProxy's keyword (manual, section 4.2, `http-request set-header`). */
export interface AppliedHeaderRule extends HeaderRule {
  readonly action:
    | 'http-request add-header'
    | 'http-request set-header'
    | 'http-request del-header'
    | 'http-response add-header'
    | 'http-response set-header'
    | 'http-response del-header';
}

/** Returns the header rules of a service in the order they are applied: add, set, delete. */
export function allHeaderRules(read: Read): readonly AppliedHeaderRule[] {
  const given = [
    ['http-request add-header', read(table.addReqHeader) ?? read(table.addHeader)],
    ['http-request set-header', read(table.setReqHeader) ?? read(table.setHeader)],
    ['http-response add-header', read(table.addResHeader)],
    ['http-response set-header', read(table.setResHeader)],
    ['http-request del-header', read(table.delReqHeader)],
    ['http-response del-header', read(table.delResHeader)],
  ] as const;
  return given.flatMap(([action, rules]) => (rules ?? []).map((rule) => ({ action, ...rule })));
}
