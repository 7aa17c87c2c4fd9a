// Runs one device of @tuyapi/stub until its input ends; settings come as JSON in the environment.
import {createRequire} from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(process.env.TUYALAN_NODE_MODULES, 'start.js'));
const TuyaStub = require('@tuyapi/stub');

const {id, key, state} = JSON.parse(process.env.TUYALAN_SETTINGS);
const stub = new TuyaStub({id, key, state});
stub.startServer(0);
// The stub takes 0 for its default port, so the port is settled here.
stub.server.close();
stub.server.on('error', () => {});
const net = require('node:net');
const server = net.createServer(socket => {
  stub.socket = socket;
  socket.on('data', data => stub._handleRequest(data));
  socket.on('error', () => {});
});
stub.server = server;
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({port: server.address().port})));

process.stdin.on('data', line => {
  const {dp, value} = JSON.parse(line);
  stub.setProperty(dp, value);
});
process.stdin.on('end', () => process.exit(0));
