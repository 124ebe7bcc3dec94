/** All places by section, and the search over them. */
import { Button } from '../../components/button.tsx'
import { TextField } from '../../components/field.tsx'
import { StateBox } from '../../components/screen-state.tsx'
import { t } from '../../core/i18n.ts'
import { labelOf, meta } from '../../core/meta.ts'
import type { ClientMode, Config, ConfigPlace, PlaceActivity } from './config-types.ts'
import { settingOf } from './draft.ts'
import type { Draft, Setting } from './draft.ts'
import { PlaceRow } from './place-row.tsx'

export interface PlaceGroupsProps {
  readonly config: Config
  readonly draft: Draft
  readonly activity: ReadonlyMap<string, PlaceActivity> | undefined
  readonly sought: string
  readonly lockedBy: string | undefined
  readonly onSeek: (text: string) => void
  readonly onChange: (place: ConfigPlace, setting: Setting) => void
  readonly onMode: (place: string, mode: ClientMode | null) => void
}

export function PlaceGroups(props: PlaceGroupsProps) {
  const { config, draft, activity, sought, lockedBy, onSeek, onChange, onMode } = props
  const { places } = config
  const found = places.filter((place) => isFound(place, sought))
  const on = places.filter((place) => settingOf(place, draft).on).length
  return (
    <section aria-labelledby="audited-places">
      <div class="screen-head">
        <h2 id="audited-places">{t('auditing.places')}</h2>
        <output class="muted">{t('auditing.count', { n: places.length, on })}</output>
        <div class="seek">
          <TextField label={t('auditing.seek')} value={sought} onInput={onSeek} />
        </div>
      </div>
      {found.length === 0 ? (
        <StateBox
          icon="search"
          title={t('auditing.notFound')}
          actions={<Button onClick={() => onSeek('')}>{t('auditing.showAll')}</Button>}
        />
      ) : (
        sectionsOf(found).map(([section, some]) => (
          <section key={section} class="place-group" aria-label={section}>
            <h3>{section}</h3>
            <ul class="sheet">
              {some.map((place) => (
                <PlaceRow
                  key={place.place}
                  place={place}
                  setting={settingOf(place, draft)}
                  config={config}
                  draft={draft}
                  activity={activity?.get(place.place)}
                  lockedBy={lockedBy}
                  onChange={(setting) => onChange(place, setting)}
                  onMode={(mode) => onMode(place.place, mode)}
                />
              ))}
            </ul>
          </section>
        ))
      )}
    </section>
  )
}

/**
 * In the order in which they come up. What may be changed stands first: a section of locked rows
 * at the top would look as if nothing could be done here.
 */
function sectionsOf(
  places: readonly ConfigPlace[],
): readonly (readonly [string, readonly ConfigPlace[]])[] {
  const sections = new Map<string, ConfigPlace[]>()
  const inOrder = places.toSorted((a, b) => Number(a.locked !== null) - Number(b.locked !== null))
  for (const place of inOrder) {
    const name = place.section ?? t('auditing.otherPlaces')
    const some = sections.get(name)
    if (some === undefined) sections.set(name, [place])
    else some.push(place)
  }
  return [...sections].toSorted(([, a], [, b]) => lockedPart(a) - lockedPart(b))
}

function lockedPart(places: readonly ConfigPlace[]): number {
  return places.filter(({ locked }) => locked !== null).length / places.length
}

function isFound({ place, label, operations }: ConfigPlace, sought: string): boolean {
  const words = [place, label, ...Object.keys(operations).map(operationLabel)].map(folded)
  return folded(sought)
    .split(/\s+/)
    .every((part) => words.some((word) => word.includes(part)))
}

function operationLabel(name: string): string {
  return labelOf(meta.get()?.operations, name)
}

/** As people search: without case and accents. */
function folded(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLocaleLowerCase()
    .trim()
}
