/**
 * Where does somebody who is signed out go? To the application, and then back here: in a window of
 * its own where this one holds what is not saved yet.
 */
import { boot } from './boot.ts'
import { isGuarded } from './router.ts'

export function signIn(): void {
  const { pathname, search, href } = location
  const url = boot.signInUrl?.replaceAll('{return}', encodeURIComponent(pathname + search))
  if (isGuarded()) open(url ?? href, '_blank', 'noopener')
  else if (url === undefined) location.reload()
  else location.assign(url)
}
