/** How is an id shown where there is no room for all of it? */

const SHOWN = 6

/** Ids differ at their end, not at their start. */
export function shortId(id: string): string {
  return id.length <= SHOWN + 2 ? id : `…${id.slice(-SHOWN)}`
}
