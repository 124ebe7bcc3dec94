/**
 * `npm run test:browser`: set everything up and look at the page in a real browser.
 *
 * It takes a Chromium that is already there: see `find-chromium.js`. Without one nothing is tested,
 * which is said loudly; where `CI` is set, that is a failure. Arguments go to Jest:
 * `npm run test:browser -- mounts` runs one file.
 */
import { endWithNpm } from './end-with-npm.js'
import { NO_CHROMIUM, tryFindChromium } from './find-chromium.js'
import { main } from './main.js'
import { prepare } from './prepare.js'
import { createProgress } from './progress.js'
import { inRepository } from './repository.js'
import { runJest } from './run-jest.js'
import { withTestServer } from './test-server.js'

const CONFIG = inRepository('test', 'browser', 'jest.config.js')

await main(async () => {
  endWithNpm()
  const say = createProgress(process.stderr)
  const chromium = tryFindChromium()
  if (chromium === undefined) return withoutBrowser()
  await prepare(say)
  return withTestServer(say, (uri) => {
    say(`running the browser tests in ${chromium}`)
    return runJest(CONFIG, { AUDIT_TEST_MONGODB_URI: uri, CHROME_PATH: chromium })
  })
})

function withoutBrowser() {
  const isNeeded = (process.env['CI'] ?? '') !== ''
  const line = '*'.repeat(72)
  process.stderr.write(
    `\n${line}\nTHE BROWSER TESTS WERE ${isNeeded ? 'NOT RUN, A FAILURE IN CI' : 'SKIPPED'}.\n` +
      `${NO_CHROMIUM}\n${line}\n`,
  )
  return isNeeded ? 1 : 0
}
