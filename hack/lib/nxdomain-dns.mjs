// The upstream resolver of hack/swarm's nodes: "no such name", at once, to everything.
// Without one, Docker's embedded DNS would wait for a time-out whenever a container asks for a name that is not a service's.
//
//   node nxdomain-dns.mjs ADDRESS [HOSTS]
//
// HOSTS: an optional file in the format of /etc/hosts, read anew at every question, with names that do exist (for tests).

import dgram from 'node:dgram';
import { readFileSync } from 'node:fs';

const [address, hostsFile] = process.argv.slice(2);
const TYPE_A = 1;

function lookup(name) {
  let text = '';
  try {
    text = readFileSync(hostsFile, 'utf8');
  } catch {
    return undefined;
  }
  for (const line of text.split('\n')) {
    const [ip, ...names] = line.replace(/#.*/, '').trim().toLowerCase().split(/\s+/);
    if (names.includes(name)) return ip;
  }
  return undefined;
}

function answer(query) {
  const labels = [];
  let at = 12;
  while (query[at]) {
    labels.push(query.toString('latin1', at + 1, at + 1 + query[at]));
    at += query[at] + 1;
  }
  const question = query.subarray(12, at + 5);
  const ip = hostsFile && lookup(labels.join('.').toLowerCase());
  const hasAnswer = ip && query.readUInt16BE(at + 1) === TYPE_A;
  const header = Buffer.from(query.subarray(0, 12));
  header[2] = 0x84 | (query[2] & 1); // a response, authoritative, recursion desired as asked
  header[3] = 0x80 | (ip ? 0 : 3); // recursion available; 3 is NXDOMAIN
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(hasAnswer ? 1 : 0, 6);
  header.writeUInt32BE(0, 8);
  // One A record: a pointer to the question's name, type A, class IN, 1 s to live, four bytes.
  const record = hasAnswer ? [0xc0, 12, 0, TYPE_A, 0, 1, 0, 0, 0, 1, 0, 4, ...ip.split('.').map(Number)] : [];
  return Buffer.concat([header, question, Buffer.from(record)]);
}

const socket = dgram.createSocket('udp4');
socket.on('message', (query, from) => {
  try {
    socket.send(answer(query), from.port, from.address);
  } catch (error) {
    console.error(`bad question from ${from.address}: ${error.message}`);
  }
});
socket.bind(53, address, () => console.log(`answering on ${address}`));
