/**
 * `npm test`: set everything up, run Jest against a MongoDB replica set, take it down again.
 *
 * Arguments go to Jest: `npm test -- core` runs the files of test/core, `npm test -- -t 'a name'` one test.
 */
import { endWithNpm } from './end-with-npm.js'
import { main } from './main.js'
import { prepare } from './prepare.js'
import { createProgress } from './progress.js'
import { inRepository } from './repository.js'
import { runShown } from './run.js'
import { withTestServer } from './test-server.js'

const JEST = inRepository('node_modules', 'jest', 'bin', 'jest.js')
const CONFIG = inRepository('test', 'jest.config.js')

await main(async () => {
  endWithNpm()
  const say = createProgress(process.stderr)
  await prepare(say)
  return withTestServer(say, (uri) => {
    say('running the tests')
    return runShown([process.execPath, JEST, '--config', CONFIG, ...jestArguments()], {
      env: {
        ...process.env,
        AUDIT_TEST_MONGODB_URI: uri,
        // Jest runs ES modules only with the first; the second keeps each worker from saying so.
        NODE_OPTIONS: [
          process.env['NODE_OPTIONS'] ?? '',
          '--experimental-vm-modules --disable-warning=ExperimentalWarning',
        ]
          .join(' ')
          .trim(),
      },
    })
  })
})

/** What is tested is the built file, what one types is the source. */
function jestArguments() {
  return process.argv
    .slice(2)
    .map((argument) =>
      /^test\/(?!dist\/)/.test(argument)
        ? argument.replace(/^test\//, 'test/dist/').replace(/\.ts$/, '.js')
        : argument,
    )
}
