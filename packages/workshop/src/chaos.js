/**
 * `npm run chaos`: everything that proves capture, on a replica set of one and on one of three.
 *
 * The matrix, 20,000 generated operations, every command failing in turn, and the histories of
 * records that many clients write while primaries step down. Arguments choose the sets:
 * `npm run chaos -- 3`.
 */
import { endWithNpm } from './end-with-npm.js'
import { main } from './main.js'
import { prepare } from './prepare.js'
import { createProgress } from './progress.js'
import { inRepository, loadMongod } from './repository.js'
import { runShown } from './run.js'

const JEST = inRepository('node_modules', 'jest', 'bin', 'jest.js')
const CONFIG = inRepository('test', 'jest.config.js')

/** Calls per Mongoose, of which there are two. */
const GENERATED_OPERATIONS = 10_000

/** The histories come alone: when a primary steps down, other tests see it too. */
const ROUNDS = [
  ['test/dist/matrix', 'test/dist/differential', 'test/dist/chaos/faults'],
  ['test/dist/chaos/history'],
]

await main(async () => {
  endWithNpm()
  const say = createProgress(process.stderr)
  const wanted = process.argv.slice(2).map(Number)
  await prepare(say)
  const { startMongo } = await loadMongod()
  let code = 0
  for (const members of [1, 3]) {
    if (wanted.length > 0 && !wanted.includes(members)) continue
    const mongo = await startMongo({ members, testCommands: true, onProgress: say })
    try {
      for (const folders of ROUNDS) {
        say(`${folders.join(', ')} on a replica set of ${members}`)
        const own = await runShown([process.execPath, JEST, '--config', CONFIG, ...folders], {
          env: environment(mongo.uri),
        })
        if (own !== 0) code = own
      }
    } finally {
      await mongo.stop()
    }
  }
  return code
})

/**
 * @param {string} uri
 */
function environment(uri) {
  const given = process.env['NODE_OPTIONS'] ?? ''
  return {
    AUDIT_GENERATED_OPERATIONS: String(GENERATED_OPERATIONS),
    ...process.env,
    AUDIT_TEST_MONGODB_URI: uri,
    // These servers are nobody else's: primaries may step down.
    AUDIT_CHAOS: '1',
    NODE_OPTIONS: `${given} --experimental-vm-modules --disable-warning=ExperimentalWarning`.trim(),
  }
}
