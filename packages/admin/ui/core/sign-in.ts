/** Where does somebody who is signed out go? To the application, and then back here. */
import { boot } from './boot.ts'

export function signIn(): void {
  if (boot.signInUrl === undefined) {
    location.reload()
    return
  }
  const { pathname, search } = location
  location.assign(boot.signInUrl.replaceAll('{return}', encodeURIComponent(pathname + search)))
}
