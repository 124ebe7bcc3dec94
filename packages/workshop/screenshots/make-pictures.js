/** How is the page photographed? In the Chromium that is there, on the day of the demo. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { inRepository } from '../src/repository.js'
import { playScene } from './animation.js'
import { setOfficeClock, setPageClock } from './office-clock.js'
import { picturesOf } from './pictures.js'
import { toAnimation, toWebp } from './webp.js'

const TARGET = inRepository('docs', 'images')
const DEMO = inRepository('examples', 'helpdesk', 'src', 'demo')
const OWN_SIZE = { width: 1000, height: 860 }
const MAX_BYTES = 150_000
const MAX_ANIMATION_BYTES = 1_500_000
const FLAGS =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync --font-render-hinting=none'

/**
 * Writes all pictures into `docs/images`.
 *
 * @param {{ mongodbUri: string, executablePath: string, say: (line: string) => void }} options
 */
export async function makePictures({ mongodbUri, executablePath, say }) {
  const clock = setOfficeClock()
  const { startDemo } = await import(pathToFileURL(join(DEMO, 'start-demo.js')).href)
  const { STAFF } = await import(pathToFileURL(join(DEMO, 'people.js')).href)
  const secret = randomBytes(32).toString('base64url')
  const quiet = { isFresh: true, say, onLink: () => {} }
  const demo = await startDemo({ mongodbUri, secret, port: 0, ...quiet })
  const profile = mkdtempSync(join(tmpdir(), 'audit-screenshots-'))
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: FLAGS.split(' '),
    locale: 'en',
    userAgent: STAFF.ana.userAgent,
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  })
  try {
    clock.stopSteps()
    await browser.addInitScript(setPageClock, clock.shiftMs())
    mkdirSync(TARGET, { recursive: true })
    await photograph({ browser, demo, address: STAFF.ana.address, say })
  } finally {
    await browser.close()
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    await demo.close()
  }
}

async function photograph({ browser, demo, address, say }) {
  const mount = `${demo.url}/admin/audit/`
  const darkroom = await browser.newPage()
  const page = await browser.newPage()
  await page.goto(demo.createLink())
  // Not before: a link is for this machine only.
  await browser.setExtraHTTPHeaders({ 'X-Forwarded-For': address })
  for (const { name, path, size, theme = 'light', ready, opens } of picturesOf(
    await findIds(demo),
  )) {
    await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme: theme })
    await page.goto(mount + path, { waitUntil: 'networkidle' })
    await page.locator(ready).first().waitFor()
    if (opens !== undefined) {
      await page.locator(opens).first().click()
      await page.locator('.row.member').first().waitFor()
      await page.mouse.move(0, 0)
    }
    save(`${name}.webp`, await toWebp(darkroom, await page.screenshot(), MAX_BYTES), say)
  }
  save('my-data.webp', await toWebp(darkroom, await ownPage({ browser, demo }), MAX_BYTES), say)
  await browser.setExtraHTTPHeaders({ 'X-Forwarded-For': address })
  const shots = await playScene({ openPage: () => browser.newPage(), home: demo.url, mount })
  const animation = await toAnimation(darkroom, shots)
  if (animation.byteLength > MAX_ANIMATION_BYTES) throw new Error('the animation is too large')
  save('live.webp', animation, say)
}

/** What a client sees of their own data; under another name of the host, to stay signed in here. */
async function ownPage({ browser, demo }) {
  // Whom to be is chosen on this machine only.
  await browser.setExtraHTTPHeaders({})
  const page = await browser.newPage()
  await page.setViewportSize(OWN_SIZE)
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto(`${demo.url.replace('127.0.0.1', 'localhost')}/sign-in`)
  await page.getByLabel('As a client').selectOption({ label: 'Eva Inventada' })
  await page.getByRole('button', { name: 'See what this client sees' }).click()
  await page.getByRole('link', { name: 'Open my data' }).click()
  await page.getByRole('heading', { name: 'My data', level: 1 }).waitFor()
  const picture = await page.screenshot()
  await page.close()
  return picture
}

/** What is worth reading: a client changed in three ways, and an agent who came and went. */
async function findIds({ api, token }) {
  const find = async (query) => {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetch(`${api}/events?${query}`, { headers })
    return (await answer.json()).events[0]
  }
  const { id } = await find('type=clients.updated&user=bruno@example.com')
  const { target } = await find('type=agents.updated')
  return { event: id, agent: target.id }
}

function save(name, bytes, say) {
  writeFileSync(join(TARGET, name), bytes)
  say(`docs/images/${name}: ${(bytes.byteLength / 1000).toFixed(0)} KB`)
}
