/** Somebody else saved first. Nothing is overwritten: theirs, mine, or both side by side. */
import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { Icon } from '../../components/icon.tsx'
import { pageUrl } from '../../core/boot.ts'
import { formatStamp } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import type { MessageKey } from '../../core/i18n.ts'
import { nameOf } from './config-types.ts'
import type { ClientMode, Config, Winner } from './config-types.ts'
import { isSame, settingOf } from './draft.ts'
import type { Draft } from './draft.ts'
import { whatOf } from './place-row.tsx'

const MODE_KEYS = {
  full: 'auditing.modeFull',
  summary: 'auditing.modeSummary',
} as const satisfies Record<ClientMode, MessageKey>

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

function Comparison({ before, theirs, draft }: ConflictBoxProps) {
  const rows = theirs.places.flatMap((place) => {
    const was = before.places.find((one) => one.place === place.place) ?? place
    const mine = settingOf(was, draft)
    if (isSame(was, place) && isSame(was, mine)) return []
    return [[place.label, whatOf(was), whatOf(place), whatOf(mine)] as const]
  })
  const myMode = draft.clientMode ?? before.clientMode
  if (theirs.clientMode !== before.clientMode || myMode !== before.clientMode) {
    const [was, their, mine] = [before.clientMode, theirs.clientMode, myMode]
    rows.push([t('auditing.mode'), t(MODE_KEYS[was]), t(MODE_KEYS[their]), t(MODE_KEYS[mine])])
  }
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
