/**
 * Where does somebody go after signing in? Back to where they came from, if that is here.
 *
 * The address comes from a link that anybody may have written: only a path of this application
 * counts, or a sign-in would lead to a page that merely looks like it.
 */

/** Any origin would do: it stands for the one that nobody else can have. */
const HERE = 'http://helpdesk.invalid'

/** Returns the path that `return` holds, or undefined if it is missing or leads elsewhere. */
export function tryReadReturn(source) {
  const text = source?.return
  if (typeof text !== 'string' || !text.startsWith('/') || !URL.canParse(text, HERE)) {
    return undefined
  }
  // Read as a browser reads it, which skips tabs and takes backslashes for slashes.
  const { origin, pathname, search, hash } = new URL(text, HERE)
  // "/.//example.com" is a path of ours here, and another host once it stands alone.
  return origin === HERE && !pathname.startsWith('//') ? pathname + search + hash : undefined
}
