/**
 * `npm run screenshots`: make the pictures in `docs/images` anew, from the example on fresh data.
 *
 * Look at each of them before they are kept: nobody else does.
 */
import { endWithNpm } from './end-with-npm.js'
import { NO_CHROMIUM, tryFindChromium } from './find-chromium.js'
import { main } from './main.js'
import { prepare } from './prepare.js'
import { createProgress } from './progress.js'
import { inRepository } from './repository.js'
import { runShown } from './run.js'
import { withTestServer } from './test-server.js'

await main(async () => {
  endWithNpm()
  const say = createProgress(process.stderr)
  const chromium = tryFindChromium()
  if (chromium === undefined) throw new Error(NO_CHROMIUM)
  await prepare(say)
  return withTestServer(say, (uri) => {
    // In a process of its own: its clock is another one.
    const program = inRepository('packages', 'workshop', 'screenshots', 'main.js')
    const env = { ...process.env, AUDIT_TEST_MONGODB_URI: uri, CHROME_PATH: chromium }
    return runShown([process.execPath, program], { env })
  })
})
