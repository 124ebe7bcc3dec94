/** Who did it, in a few words: a name where one is told, else what they are. */
import { label } from '@rastro/core'
import type { Actor, Catalog, Language } from '@rastro/core'

export function actorText(
  { type, name }: Actor,
  { catalog, language }: { readonly catalog: Catalog; readonly language: Language },
): string {
  const labels = catalog.actorTypes.get(type)?.label
  const role = labels === undefined ? type : label(labels, language)
  return name === undefined ? role : `${role}: ${name}`
}
