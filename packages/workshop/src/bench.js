/**
 * `npm run bench`: run the programs in `bench/` one after the other, each with a fresh process.
 *
 * Arguments choose among them by name: `npm run bench -- save` runs those whose file name contains
 * "save". `--peers` compares with other audit plugins, which it installs; `--million` takes a million
 * events where the length of the log matters.
 */
import { existsSync, readdirSync } from 'node:fs'
import { main } from './main.js'
import { prepare } from './prepare.js'
import { createProgress } from './progress.js'
import { inRepository } from './repository.js'
import { runShown } from './run.js'
import { withTestServer } from './test-server.js'

const FOLDER = inRepository('packages', 'workshop', 'bench')

await main(async () => {
  const say = createProgress(process.stderr)
  const given = process.argv.slice(2)
  const options = given.filter((argument) => argument.startsWith('--'))
  // `--peers` is the one comparison that installs something: it comes when asked for, and alone.
  const named = given.filter((argument) => !argument.startsWith('--'))
  const wanted = options.includes('--peers') ? ['peers'] : named
  const names = (existsSync(FOLDER) ? readdirSync(FOLDER) : [])
    .filter((name) => name.endsWith('.js'))
    .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
    .filter((name) => name !== 'peers.js' || options.includes('--peers'))
    .sort()
  if (names.length === 0) throw new Error('no benchmark has that name')
  await prepare(say)
  return withTestServer(say, async (uri) => {
    let code = 0
    for (const name of names) {
      say(name)
      const env = { ...process.env, AUDIT_TEST_MONGODB_URI: uri }
      const path = inRepository('packages', 'workshop', 'bench', name)
      const own = await runShown([process.execPath, path, ...options], { env })
      if (own !== 0) code = own
    }
    return code
  })
})
