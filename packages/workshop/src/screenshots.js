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
import { withTestServer } from './test-server.js'

await main(async () => {
  endWithNpm()
  const say = createProgress(process.stderr)
  const executablePath = tryFindChromium()
  if (executablePath === undefined) throw new Error(NO_CHROMIUM)
  await prepare(say)
  await withTestServer(say, async (mongodbUri) => {
    // Loaded after the build: it imports what is built, and what is installed.
    const { makePictures } = await import('../screenshots/make-pictures.js')
    await makePictures({ mongodbUri, executablePath, say })
  })
  return 0
})
