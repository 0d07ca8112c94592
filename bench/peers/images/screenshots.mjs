import puppeteer from 'puppeteer-core'
import { writeFile } from 'node:fs/promises'
import { serve } from './lines.mjs'

// 'usual' starts a browser for each screenshot as Puppeteer does by default, 'cold' its small build without a window;
// 'warm' keeps one of these, and gives each screenshot a context of its own.
const [, , mode, executablePath, output] = process.argv
const launch = () =>
  puppeteer.launch({
    executablePath,
    headless: mode === 'usual' ? true : 'shell',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })

async function capture(pages, url, at) {
  const page = await pages.newPage()
  await page.setViewport({ width: 1388, height: 800 })
  await page.goto(url)
  await writeFile(`${output}/${mode}-${at}.png`, await page.screenshot())
}

async function withOwnBrowser(url, at) {
  const browser = await launch()
  try {
    await capture(browser, url, at)
  } finally {
    await browser.close()
  }
}

const warm = mode === 'warm' ? await launch() : undefined

async function withOwnContext(url, at) {
  const context = await warm.createBrowserContext()
  try {
    await capture(context, url, at)
  } finally {
    await context.close()
  }
}

const take = warm ? withOwnContext : withOwnBrowser
await serve((url, count) => Promise.all(Array.from({ length: Number(count) }, (_, at) => take(url, at))))
await warm?.close()
