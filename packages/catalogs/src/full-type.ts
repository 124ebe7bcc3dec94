/** What must an event type of a ready-made catalog have? */
import type { EventTypeDefinition, FullLabels } from '@rastro/core'

/** An event type with its label and its sentence in every language: the compiler counts them. */
export interface FullType extends EventTypeDefinition {
  readonly label: FullLabels
  readonly sentence: FullLabels
}

export type FullTypes = Readonly<Record<string, FullType>>
