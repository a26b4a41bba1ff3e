/**
 * The cookie by which HAProxy finds a client's task, in a profile that sticky services share. Only HAProxy sees this name:
 * clients have a cookie that is named after the service.
 */
export const sharedCookie = 'waggle-task';

const itsName = '%[var(txn.cookie_name)]';
const itsOwn = String.raw`'^([^/]+)/((?:.*[;,])?[ \t]*)\1([ \t]*=.*)' '\1/\2${sharedCookie}\3'`;

/**
 * Rules that rename the cookie on its way in and out (HAProxy manual, section 4.2, `replace-header`). Its name outside is that of the
 * backend without port and index. As the expression of such a rule is fixed, the name is put before each header for a moment, where
 * the expression can refer to it. An answer's cookie of that name is renamed, too: HAProxy drops it, as the name is its own.
 */
export const sharedCookieRules: readonly string[] = [
  `http-request set-var(txn.cookie_name) 'be_name,regsub(-be[0-9]+_[0-9]+$,)'`,
  String.raw`http-request replace-header Cookie '^(.*)' '${itsName}/\1'`,
  // Twice: a browser may have two of one name, for different paths.
  `http-request replace-header Cookie ${itsOwn}`,
  `http-request replace-header Cookie ${itsOwn}`,
  String.raw`http-request replace-header Cookie '^[^/]+/(.*)' '\1'`,
  String.raw`http-response replace-header Set-Cookie '^(.*)' '${itsName}/\1'`,
  String.raw`http-response replace-header Set-Cookie '^([^/]+)/[ \t]*\1([ \t]*=.*)' '\1/${sharedCookie}\2'`,
  String.raw`http-response replace-header Set-Cookie '^[^/]+/(.*)' '\1'`,
  String.raw`http-after-response replace-header Set-Cookie '^${sharedCookie}(=.*)' '${itsName}\1'`,
];
