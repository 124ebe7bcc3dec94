/** Where does the demo keep what it needs again? */
import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Returns the demo's folder in the user's cache.
 *
 * @param env - `XDG_CACHE_HOME` decides, else `HOME`.
 */
export function userFolder(env: NodeJS.ProcessEnv): string {
  const base = env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache')
  return join(base, 'audit-demo')
}
