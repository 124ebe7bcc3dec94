/** How is Jest run? On the built tests, as native ES modules, against a server that is given. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { inRepository, root } from './repository.js'
import { runShown } from './run.js'

const JEST = inRepository('node_modules', 'jest', 'bin', 'jest.js')

/** Where more files than these fail it is not the machine. */
const MOST_FILES_AGAIN = 8
const REASON_CHARS = 1_000

/**
 * Runs Jest with this process's arguments and returns its exit code.
 *
 * A machine that many share can starve a browser or a server for longer than anybody waits. Where
 * AUDIT_TEST_SECOND_TRY is set, files that failed are run once more, each as new: what a test left
 * behind is no excuse. The first failure is printed all the same, and named at the end.
 *
 * @param {string} config - Path of its configuration.
 * @param {NodeJS.ProcessEnv} env - What tests find in the environment beside what is there already.
 */
export async function runJest(config, env) {
  const mayTryAgain = (process.env['AUDIT_TEST_SECOND_TRY'] ?? '') !== ''
  if (!mayTryAgain) return jest(config, { env, args: jestArguments() })

  const folder = await mkdtemp(join(tmpdir(), 'audit-jest-'))
  try {
    const first = await jestReport(config, { env, folder, args: jestArguments() })
    const failed = [...first.files].filter(([, file]) => file.failed > 0).map(([path]) => path)
    let code = first.code
    if (code !== 0 && failed.length > 0 && failed.length <= MOST_FILES_AGAIN) {
      tell(`a second try of ${namesOf(failed)}`)
      const second = await jestReport(config, {
        env,
        folder,
        args: ['--runTestsByPath', ...failed],
      })
      for (const [path, file] of second.files) first.files.set(path, file)
      code = second.code
      tell(`failed at first: ${first.failures.join('; ')}`)
      for (const [at, failure] of second.failures.entries()) {
        tell(`failed again: ${failure}\n${second.reasons[at]}`)
      }
    }
    const files = [...first.files.values()]
    const sum = (/** @type {'passed' | 'failed'} */ of) => files.reduce((n, one) => n + one[of], 0)
    tell(`Total: ${sum('passed')} passed, ${sum('failed')} failed`)
    return code
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * @typedef {object} How
 * @property {NodeJS.ProcessEnv} env
 * @property {readonly string[]} args
 */

/**
 * @typedef {object} JestFile
 * @property {string} name - Its path.
 * @property {string} status
 * @property {string} message
 * @property {{ status: string, fullName: string, failureMessages: string[] }[]} assertionResults
 */

/**
 * @param {string} config
 * @param {How} how
 */
function jest(config, { env, args }) {
  return runShown([process.execPath, JEST, '--config', config, ...args], {
    env: {
      ...process.env,
      ...env,
      // Jest runs ES modules only with the first; the second keeps each worker from saying so.
      NODE_OPTIONS: [
        process.env['NODE_OPTIONS'] ?? '',
        '--experimental-vm-modules --disable-warning=ExperimentalWarning',
      ]
        .join(' ')
        .trim(),
    },
  })
}

/**
 * The same, with what became of each file.
 *
 * @param {string} config
 * @param {How & { folder: string }} how
 */
async function jestReport(config, { folder, env, args }) {
  const path = join(folder, 'report.json')
  await rm(path, { force: true })
  const code = await jest(config, { env, args: [...args, '--json', '--outputFile', path] })
  /** @type {{ testResults: JestFile[] }} */
  const { testResults } = JSON.parse(await readFile(path, 'utf8').catch(() => '{"testResults":[]}'))
  /** @type {Map<string, { passed: number, failed: number }>} */
  const files = new Map()
  /** @type {string[]} */
  const failures = []
  /** @type {string[]} */
  const reasons = []
  for (const { name, status, message, assertionResults } of testResults) {
    const failed = assertionResults.filter((one) => one.status === 'failed')
    failures.push(...failed.map(({ fullName }) => `${namesOf([name])} › ${fullName}`))
    reasons.push(...failed.map((one) => shortened(one.failureMessages.join('\n'))))
    // A file that cannot be loaded has no failed test to count.
    const isBroken = status === 'failed' && failed.length === 0
    if (isBroken) {
      failures.push(namesOf([name]))
      reasons.push(shortened(message))
    }
    files.set(name, {
      passed: assertionResults.filter((one) => one.status === 'passed').length,
      failed: isBroken ? 1 : failed.length,
    })
  }
  return { code, files, failures, reasons }
}

/**
 * The beginning, without colours.
 *
 * @param {string} message
 */
function shortened(message) {
  return stripVTControlCharacters(message).slice(0, REASON_CHARS)
}

/** @param {readonly string[]} paths */
function namesOf(paths) {
  return paths
    .map((path) => relative(join(root, 'test', 'dist'), path).replace(/\.test\.js$/, ''))
    .join(', ')
}

/** @param {string} line */
function tell(line) {
  process.stderr.write(`${line}\n`)
}

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
