/**
 * Which number does the next ticket or chat get?
 *
 * Two at once may be given the same; the unique index then refuses the second, who tries again.
 */
export async function nextNumber(Model) {
  const last = await Model.findOne({}, { number: 1 }).sort({ number: -1 }).lean()
  return (last?.number ?? 1000) + 1
}
