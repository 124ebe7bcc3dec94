/** Where does somebody sign in, to come back here? The application says, as one address. */

/** A path of this site, or a site's whole address: nothing that runs as a script. */
const SIGN_IN_URL = /^(?:\/(?![/\\])|https?:\/\/)[^\s"<>\\]*$/

/** What stands in it for the address to come back to. */
export const RETURN_SLOT = '{return}'

/** What may be said of `signInUrl`, for messages. */
export const SIGN_IN_URL_RULE = `must be an address such as '/sign-in?next=${RETURN_SLOT}'`

export function isSignInUrl(value: unknown): value is string {
  return typeof value === 'string' && SIGN_IN_URL.test(value)
}

/** @param back - Path and query to come back to, as sent. */
export function signInAddress(url: string, back: string): string {
  // Where the mount is the site's root, a path of two slashes would be another site's address.
  const path = back.replace(/^[/\\]+/, '/')
  return url.replaceAll(RETURN_SLOT, () => encodeURIComponent(path))
}
