import { connect } from 'node:net';

/**
 * Sends text to a HAProxy command socket and returns all it answers. The socket is half-closed after writing, so HAProxy
 * closes it when the last command is done (management guide, section 9.3). Rejects with an Error: no one listens,
 * or there is no complete answer within `timeout` ms.
 */
export function ask(path: string, text: string, timeout: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path, allowHalfOpen: true });
    const deadline = setTimeout(
      () => socket.destroy(new Error(`no complete answer within ${timeout} ms`)),
      timeout,
    );
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(deadline);
      reject(new Error('the connection was closed before it was answered'));
    });
    socket.end(text);
  });
}
