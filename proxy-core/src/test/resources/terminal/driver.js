// Types into the terminal of a page, before and after a file appears. Usage: node driver.js URL CHROMIUM SIGNAL-FILE
const fs = require('fs');
const { chromium } = require('playwright-core');

const [url, executablePath, signal] = process.argv.slice(2);

async function type(page, left, right) {
  // The sum is the shell's, so that the echo of the keys alone does not pass for its answer.
  await page.keyboard.type(`echo answer-$((${left} + ${right}))\n`);
  await page.waitForFunction((sum) => window.shown().split('\n').includes(`answer-${sum}`), left + right, { timeout: 20000 });
}

(async () => {
  const browser = await chromium.launch({
    executablePath,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
  await page.goto(url);
  await page.waitForFunction(() => window.opened === 1, null, { timeout: 20000 });
  await page.click('#terminal');
  await type(page, 20, 22);
  console.log('typed');
  while (!fs.existsSync(signal)) await new Promise((next) => setTimeout(next, 50));
  await type(page, 400, 33);
  const [opened, dropped] = await page.evaluate(() => [window.opened, window.dropped]);
  if (opened !== 1 || dropped !== 0) throw new Error(`${opened} connections opened, ${dropped} closed`);
  console.log('typed again');
  await browser.close();
})().catch((error) => { console.error(error); process.exit(1); });
