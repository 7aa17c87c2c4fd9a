// Runs a broker of aedes, which has MQTT 3.1 and 3.1.1, until its input ends; prints its port.
import {createRequire} from 'node:module';
import net from 'node:net';
import path from 'node:path';

const require = createRequire(path.join(process.env.TUYALAN_NODE_MODULES, 'start.js'));
const aedes = require('aedes')();
const server = net.createServer(aedes.handle);
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({port: server.address().port})));

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
