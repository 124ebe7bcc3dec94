/** How is Jest run? On the built tests, as native ES modules, against a server that is given. */
import { inRepository } from './repository.js'
import { runShown } from './run.js'

const JEST = inRepository('node_modules', 'jest', 'bin', 'jest.js')

/**
 * Runs Jest with this process's arguments and returns its exit code.
 *
 * @param {string} config - Path of its configuration.
 * @param {NodeJS.ProcessEnv} env - What tests find in the environment beside what is there already.
 */
export function runJest(config, env) {
  return runShown([process.execPath, JEST, '--config', config, ...jestArguments()], {
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
