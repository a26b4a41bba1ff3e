/** The error pages HAProxy can show (HAProxy manual, `errorfile`) and what ours say. */
export const errorPages = [
  { status: 400, title: 'Bad Request', words: 'The request could not be understood.' },
  { status: 403, title: 'Forbidden', words: 'This is not allowed.' },
  { status: 405, title: 'Method Not Allowed', words: 'This method is not allowed here.' },
  { status: 408, title: 'Request Timeout', words: 'The request took too long to arrive.' },
  { status: 429, title: 'Too Many Requests', words: 'Please slow down and try again in a moment.' },
  { status: 500, title: 'Internal Server Error', words: 'Something went wrong on this side.' },
  { status: 502, title: 'Bad Gateway', words: 'The service gave an answer that could not be used.' },
  { status: 503, title: 'Service Unavailable', words: 'Nothing serves this address right now.' },
  { status: 504, title: 'Gateway Timeout', words: 'The service did not answer in time.' },
] as const;

export type ErrorStatus = (typeof errorPages)[number]['status'];

/** Returns the file of an error page, relative to HAProxy's configuration folder. */
export function errorFileName(status: ErrorStatus): string {
  return `errors/${status}.http`;
}
