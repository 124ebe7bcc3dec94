/** Which of a place's properties does a changed path mean? */
import type { PlaceDefinition } from './definition.ts'
import { isIndex } from '../values/is-index.ts'
import type { FoundProperty, Properties, PropertyDefinition } from './property.ts'

/** Finds what a place says of a path; a trash has the properties of its place. */
export function tryProperty(
  places: ReadonlyMap<string, PlaceDefinition>,
  place: string,
  path: readonly string[],
): FoundProperty | undefined {
  for (const name of place.startsWith(TRASH) ? [place, place.slice(TRASH.length)] : [place]) {
    const properties = places.get(name)?.properties
    const found = properties && findIn(properties, path)
    if (found !== undefined) return found
  }
  return undefined
}

/** What the nearer source says counts, part by part. */
export function mergeProperties(
  farther: Properties | undefined,
  nearer: Properties | undefined,
): Properties | undefined {
  if (farther === undefined || nearer === undefined) return nearer ?? farther
  const merged: Record<string, PropertyDefinition> = { ...farther }
  for (const [path, property] of Object.entries(nearer)) {
    merged[path] = { ...(Object.hasOwn(farther, path) ? farther[path] : {}), ...property }
  }
  return merged
}

const TRASH = 'trash.'

function findIn(properties: Properties, path: readonly string[]): FoundProperty | undefined {
  const whole = own(properties, path)
  if (whole !== undefined) return { property: whole, indexes: [] }
  const named = path.filter((segment) => !isIndex(segment))
  const property = named.length === path.length ? undefined : own(properties, named)
  if (property !== undefined) return { property, indexes: path.filter(isIndex) }
  return findByStar(properties, path)
}

function own(properties: Properties, path: readonly string[]): PropertyDefinition | undefined {
  const key = path.join('.')
  return Object.hasOwn(properties, key) ? properties[key] : undefined
}

function findByStar(properties: Properties, path: readonly string[]): FoundProperty | undefined {
  for (const [key, property] of Object.entries(properties)) {
    if (!key.includes('*')) continue
    const pattern = key.split('.')
    const isMatch =
      pattern.length === path.length &&
      pattern.every((segment, at) => segment === '*' || segment === path[at])
    if (isMatch) return { property, indexes: path.filter((_, at) => pattern[at] === '*') }
  }
  return undefined
}
