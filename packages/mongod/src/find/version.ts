/**
 * Does this file run here as a MongoDB server, and is it new enough?
 *
 * Running it is the only honest test: a binary for another C library or another OpenSSL looks the same.
 */
import { runCommand } from '../run-command.ts'

/** Reads at a chosen cluster time outside transactions, which capture needs, exist since 5.0. */
export const MINIMUM_MAJOR = 5

const VERSION_TIMEOUT_MS = 30_000

/**
 * Runs `<path> --version` and returns the version, for instance `6.0.5`.
 *
 * @throws Error with one line that says why this file cannot be used.
 */
export async function readMongodVersion(path: string): Promise<string> {
  const { code, stdout, stderr } = await runCommand([path, '--version'], {
    timeoutMs: VERSION_TIMEOUT_MS,
  })
  const version = /db version v(\d+\.\d+\.\d+\S*)/.exec(stdout)?.[1]
  if (code !== 0 || version === undefined) {
    const said = (stderr.trim() || stdout.trim()).split('\n', 1)[0] ?? ''
    throw new Error(`"${path} --version" ended with code ${code}${said === '' ? '' : `: ${said}`}`)
  }
  if (Number.parseInt(version, 10) < MINIMUM_MAJOR) {
    throw new Error(`${path} is MongoDB ${version}; expected at least ${MINIMUM_MAJOR}.0`)
  }
  return version
}
