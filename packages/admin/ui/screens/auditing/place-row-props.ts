/** What one place's row is given. */
import type { ClientMode, Config, ConfigPlace, PlaceActivity } from './config-types.ts'
import type { Draft, Setting } from './draft.ts'

export interface PlaceRowProps {
  readonly place: ConfigPlace
  readonly setting: Setting
  readonly config: Config
  readonly draft: Draft
  readonly activity: PlaceActivity | undefined
  /** Id of the text that says why nothing can be changed. */
  readonly lockedBy: string | undefined
  readonly onChange: (setting: Setting) => void
  /** How much is kept of people's data here; null as everywhere. */
  readonly onMode: (mode: ClientMode | null) => void
}
