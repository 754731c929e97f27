// A shell on a pseudo terminal (by script(1)) behind a WebSocket, and the page with the terminal. Usage: node server.js PORT
const http = require('http');
const fs = require('fs');
const path = require('path');
const { spawn } = require('child_process');
const { WebSocketServer } = require('ws');

const files = {
  '/': ['text/html', path.join(__dirname, 'page.html')],
  '/xterm.js': ['text/javascript', require.resolve('@xterm/xterm/lib/xterm.js')],
  '/xterm.css': ['text/css', require.resolve('@xterm/xterm/css/xterm.css')],
};

const server = http.createServer((request, response) => {
  const file = files[request.url];
  response.writeHead(file ? 200 : 404, { 'Content-Type': file ? file[0] : 'text/plain' });
  response.end(file ? fs.readFileSync(file[1]) : 'not here');
});

const sockets = new WebSocketServer({ server, path: '/shell', perMessageDeflate: true });
sockets.on('connection', (socket) => {
  const shell = spawn('script', ['-qfc', 'bash --norc --noprofile', '/dev/null'], { env: { ...process.env, TERM: 'xterm', PS1: '$ ' } });
  shell.stdout.on('data', (data) => socket.send(data));
  shell.on('exit', () => socket.close());
  socket.on('message', (data) => shell.stdin.write(data));
  socket.on('close', () => shell.kill('SIGKILL'));
});
server.listen(Number(process.argv[2]), '127.0.0.1');
