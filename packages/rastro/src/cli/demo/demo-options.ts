/** What was asked of the demo? */
import { resolve } from 'node:path'
import { UsageError } from '../usage-error.ts'

export interface DemoOptions {
  readonly isFresh: boolean
  /** One line for a program on stdout, everything else on stderr. */
  readonly isJson: boolean
  /** Absolute; undefined for the user's cache folder. */
  readonly dataDir: string | undefined
  readonly port: number | undefined
}

/**
 * @param env - `PORT` counts where `--port` says nothing.
 * @throws {@link UsageError} for a port that is none.
 */
export function readDemoOptions(
  given: {
    readonly flags: ReadonlySet<string>
    readonly texts: ReadonlyMap<string, string>
  },
  env: NodeJS.ProcessEnv = process.env,
): DemoOptions {
  const dataDir = given.texts.get('data-dir')
  const asked = given.texts.get('port')
  return {
    isFresh: given.flags.has('fresh'),
    isJson: given.flags.has('json'),
    dataDir: dataDir === undefined ? undefined : resolve(dataDir),
    port:
      asked === undefined ? readPort(env['PORT'] || undefined, 'PORT') : readPort(asked, '--port'),
  }
}

function readPort(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port
  throw new UsageError(`${name} must be a whole number from 1 to 65535; got '${text}'`)
}
