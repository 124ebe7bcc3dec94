/**
 * Which line takes whose elements? A line that comes takes those of one that goes.
 *
 * To make twenty lines anew costs twice what it costs to write other words into twenty that are
 * there, and a jump in a long list is just that. Lines that stay keep theirs, and no line's elements
 * change places: moved in the document, they would lose the focus.
 */

export interface KeyedRow {
  readonly id: string
  readonly key: number
}

/**
 * Gives each row its key, by those of the last picture.
 *
 * @param ids - In their order in the document, each once.
 * @param before - What was returned for the last picture.
 */
export function keyedRows(
  ids: readonly string[],
  before: readonly KeyedRow[],
): readonly KeyedRow[] {
  const places = new Map(before.map(({ id }, place) => [id, place]))
  const staying = new Set(ids)
  let fresh = before.reduce((most, { key }) => Math.max(most, key), -1) + 1
  let place = 0
  return ids.map((id) => {
    const own = places.get(id)
    const old = before[own ?? place]
    if (own === undefined && (old === undefined || staying.has(old.id))) return { id, key: fresh++ }
    place = Math.max(place, (own ?? place) + 1)
    return { id, key: old?.key ?? fresh++ }
  })
}
