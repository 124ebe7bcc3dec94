/**
 * Where does a machine keep what belongs to a user's programs and to no project?
 *
 * Outside the application's folder, so that it is neither committed nor copied into an image.
 */
import { homedir, tmpdir, userInfo } from 'node:os'
import { isAbsolute, join } from 'node:path'

const FOLDER = 'audit-keys'

/** The folder of keys that nobody said a place for. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string {
  const { XDG_STATE_HOME: state, LOCALAPPDATA: local } = env
  if (process.platform === 'win32' && local !== undefined && isAbsolute(local)) {
    return join(local, FOLDER)
  }
  if (state !== undefined && isAbsolute(state)) return join(state, FOLDER)
  const home = homedir()
  // Some containers have users without a home.
  if (home === '' || home === '/' || !isAbsolute(home)) {
    return join(tmpdir(), `${FOLDER}-${userInfo().uid}`)
  }
  return join(home, '.local', 'state', FOLDER)
}
