/** Somebody else saved first. Nothing is overwritten: theirs, mine, or both side by side. */
import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Icon } from '../../components/icon.tsx'
import { pageUrl } from '../../core/boot.ts'
import { formatStamp } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { nameOf } from './config-types.ts'
import type { Config, Winner } from './config-types.ts'
import { NO_DRAFT, isSame, modeOf, settingOf } from './draft.ts'
import type { Draft } from './draft.ts'
import { modeText, placeModeText } from './mode-words.ts'
import { whatOf } from './place-row.tsx'

export interface ConflictBoxProps {
  readonly winner: Winner | null
  readonly before: Config
  readonly theirs: Config
  readonly draft: Draft
  readonly onTheirs: () => void
  readonly onMine: () => void
}

export function ConflictBox(props: ConflictBoxProps) {
  const { winner, onTheirs, onMine } = props
  const [isComparing, setComparing] = useState(false)
  return (
    <div class="save-bar conflict" role="alert">
      <Icon name="alert" />
      <p>
        {winner === null ? (
          t('state.conflict')
        ) : (
          <a href={pageUrl(`events/${winner.event}`)}>
            {t('auditing.conflict', { who: nameOf(winner.by), at: formatStamp(winner.at) })}
          </a>
        )}{' '}
        {t('auditing.conflictText')}
      </p>
      <div class="save-actions">
        <Button onClick={() => setComparing(true)}>{t('auditing.compare')}</Button>
        <Button onClick={onTheirs}>{t('auditing.theirs')}</Button>
        <Button kind="primary" onClick={onMine}>
          {t('auditing.mine')}
        </Button>
      </div>
      {isComparing ? (
        <Dialog title={t('auditing.compareTitle')} onClose={() => setComparing(false)}>
          <Comparison {...props} />
        </Dialog>
      ) : null}
    </div>
  )
}

type ComparedRow = readonly [name: string, was: string, their: string, mine: string]

function Comparison({ before, theirs, draft }: ConflictBoxProps) {
  const rows = comparedRows(before, theirs, draft)
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t('auditing.compareTitle')}>
      <table class="lines">
        <thead>
          <tr>
            <th scope="col">{t('auditing.setting')}</th>
            <th scope="col">{t('auditing.before')}</th>
            <th scope="col">{t('auditing.theirsColumn')}</th>
            <th scope="col">{t('auditing.mineColumn')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, was, their, mine]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{was}</td>
              <td>{their}</td>
              <td>{mine}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function comparedRows(before: Config, theirs: Config, draft: Draft): readonly ComparedRow[] {
  const rows: ComparedRow[] = []
  for (const place of theirs.places) {
    const was = before.places.find((one) => one.place === place.place) ?? place
    const mine = settingOf(was, draft)
    if (!isSame(was, place) || !isSame(was, mine)) {
      rows.push([place.label, whatOf(was), whatOf(place), whatOf(mine)])
    }
    const modes = [modeOf(place, before, NO_DRAFT), modeOf(place, theirs, NO_DRAFT)] as const
    const myMode = modeOf(place, before, draft)
    if (modes[0] === modes[1] && modes[0] === myMode) continue
    rows.push([
      t('auditing.modeOf', { place: place.label }),
      placeModeText(modes[0], before, NO_DRAFT),
      placeModeText(modes[1], theirs, NO_DRAFT),
      placeModeText(myMode, before, draft),
    ])
  }
  const myMode = draft.clientMode ?? before.clientMode
  if (theirs.clientMode !== before.clientMode || myMode !== before.clientMode) {
    const modes = [before.clientMode, theirs.clientMode, myMode] as const
    rows.push([t('auditing.mode'), modeText(modes[0]), modeText(modes[1]), modeText(modes[2])])
  }
  const mine = draft.showLastValue ?? before.showLastValue
  if (theirs.showLastValue !== before.showLastValue || mine !== before.showLastValue) {
    const [was, their, own] = [before.showLastValue, theirs.showLastValue, mine].map((one) =>
      t(one ? 'auditing.lastValueOn' : 'auditing.lastValueOff'),
    )
    rows.push([t('auditing.lastValue'), was ?? '', their ?? '', own ?? ''])
  }
  return rows
}
