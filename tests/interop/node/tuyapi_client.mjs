// Drives one virtual device with the tuyapi client and prints what happened as one JSON object.
// Settings come as JSON in TUYALAN_SETTINGS: id, key, ip, port, version, cid (optional), push (data point).

import {createRequire} from 'node:module';
import path from 'node:path';
import process from 'node:process';

const require = createRequire(path.join(process.env.TUYALAN_NODE_MODULES, 'anchor.js'));
const TuyAPI = require('tuyapi');

const settings = JSON.parse(process.env.TUYALAN_SETTINGS);
const heard = [];
const errors = [];

async function open() {
  const device = new TuyAPI({
    id: settings.id,
    key: settings.key,
    ip: settings.ip,
    port: settings.port,
    version: settings.version,
    issueGetOnConnect: false,
  });
  device.on('error', error => errors.push(String(error)));
  device.on('data', data => heard.push(data));
  device.on('dp-refresh', data => heard.push(data));
  await device.connect();
  return device;
}

const wait = milliseconds => new Promise(resolve => {
  setTimeout(resolve, milliseconds);
});

async function until(condition) {
  const end = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > end) {
      throw new Error('nothing happened');
    }

    await wait(5);
  }
}

const has = (number, value) => heard.some(data => data?.dps?.[number] === value);
const child = settings.cid ? {cid: settings.cid} : {};

let device = await open();
const before = await device.get({schema: true, ...child});
await device.set({dps: 1, set: true, ...child});
await until(() => has('1', true));
// The device presses its own button when it sees this value.
device.set({dps: 9, set: 41, ...child}).catch(error => errors.push(String(error)));
await until(() => has('9', 42));
device.disconnect();
// A push uses up the number that tuyapi expects in the next answer, on devices as here, so it reads on a new connection.
device = await open();
const after = await device.get({schema: true, ...child});
device.disconnect();
console.log(JSON.stringify({before, after, errors}));
