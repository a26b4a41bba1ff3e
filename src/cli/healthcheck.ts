/**
 * The image's HEALTHCHECK: exit code 0 when the API of this container says it is alive within two seconds, else 1.
 * A program of its own that loads nothing, since it is started every few seconds.
 */
const { IP = '0.0.0.0', PORT = '8080' } = process.env;
const host = IP === '0.0.0.0' ? '127.0.0.1' : IP === '::' ? '[::1]' : IP;

try {
  const answer = await fetch(`http://${host}:${PORT}/healthz`, { signal: AbortSignal.timeout(2000) });
  process.exitCode = answer.ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}

export {};
