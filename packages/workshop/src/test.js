/**
 * `npm test`: set everything up, run Jest against a MongoDB replica set, take it down again.
 *
 * Arguments go to Jest: `npm test -- core` runs the files of test/core, `npm test -- -t 'a name'` one test.
 * What needs a browser has a command of its own: `npm run test:browser`.
 */
import { endWithNpm } from './end-with-npm.js'
import { main } from './main.js'
import { prepare } from './prepare.js'
import { createProgress } from './progress.js'
import { inRepository } from './repository.js'
import { runJest } from './run-jest.js'
import { withTestServer } from './test-server.js'

const CONFIG = inRepository('test', 'jest.config.js')

await main(async () => {
  endWithNpm()
  const say = createProgress(process.stderr)
  await prepare(say)
  return withTestServer(say, (uri) => {
    say('running the tests')
    return runJest(CONFIG, { AUDIT_TEST_MONGODB_URI: uri })
  })
})
