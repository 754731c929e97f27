// A page and a WebSocket that echoes ("node sockets.js serve PORT"), and a browser that tries it ("node sockets.js URL CHROMIUM").
const http = require('http');
const { chromium } = require('playwright-core');
const { WebSocketServer } = require('ws');

function serve(port) {
  const server = http.createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end('<!doctype html><title>sockets</title>');
  });
  new WebSocketServer({ server, path: '/ws' }).on('connection', (socket) => {
    socket.on('message', (data, binary) => {
      if (!binary && String(data) === 'close') socket.close(4002, 'as asked');
      else socket.send(data, { binary });
    });
  });
  server.listen(port, '127.0.0.1');
}

async function inPage() {
  const said = [];
  said.push(`page ${performance.getEntriesByType('navigation')[0].nextHopProtocol}`);
  const open = () => new Promise((done, failed) => {
    const socket = new WebSocket(`wss://${location.host}/ws`);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => done(socket);
    socket.onerror = () => failed(new Error('no socket'));
  });
  const next = (socket) => new Promise((done) => { socket.onmessage = (event) => done(event.data); });
  const end = (socket) => new Promise((done) => { socket.onclose = (event) => done(event.code); });
  const socket = await open();
  for (const text of ['hello', 'grüße '.repeat(50000)]) {
    const answer = next(socket);
    socket.send(text);
    if (await answer !== text) throw new Error('another text');
  }
  said.push('text ok');
  const bytes = new Uint8Array(4 << 20);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 31) >> 3;
  const answer = next(socket);
  socket.send(bytes);
  const back = new Uint8Array(await answer);
  if (back.length !== bytes.length || back.some((byte, i) => byte !== bytes[i])) throw new Error('other bytes');
  said.push('bytes ok');
  const mine = end(socket);
  socket.close(4001, 'enough');
  said.push(`closed by page ${await mine}`);
  const other = await open();
  const theirs = end(other);
  other.send('close');
  said.push(`closed by server ${await theirs}`);
  return said.join('\n');
}

async function browse(url, executablePath) {
  const browser = await chromium.launch({
    executablePath,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
  await page.goto(url);
  console.log(await page.evaluate(inPage));
  await browser.close();
}

const [first, second] = process.argv.slice(2);
if (first === 'serve') serve(Number(second));
else browse(first, second).catch((error) => { console.error(error); process.exit(1); });
