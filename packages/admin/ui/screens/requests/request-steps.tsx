/** What can be done with a request now, and the dialog of each step. */
import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import type { IconName } from '../../components/icon.tsx'
import { announce } from '../../core/announce.ts'
import { formatNumber } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { labelOf, meta } from '../../core/meta.ts'
import { useRequest } from '../../core/use-request.ts'
import type { RequestJson, Step } from './request-types.ts'
import { StepDialog } from './step-dialog.tsx'
import type { StepDialogProps, StepField } from './step-dialog.tsx'
import type { OneRequest } from './use-one-request.ts'

export interface RequestStepsProps {
  readonly request: RequestJson
  readonly step: OneRequest['step']
}

type Shown = Pick<StepDialogProps, 'title' | 'button' | 'isDanger' | 'fields' | 'onSend'>

const ICONS: Readonly<Record<Step, IconName>> = {
  verified: 'user',
  approved: 'check',
  completed: 'check',
  refused: 'ban',
  extended: 'clock',
  merged: 'link',
  withdrawn: 'undo',
  link: 'download',
}

/** Seldom needed, and not in the way of what is. */
const RARE: ReadonlySet<Step> = new Set(['extended', 'merged', 'withdrawn'])

/** What nobody is led to do, also where it stands first. */
const ASIDE: ReadonlySet<Step> = new Set([...RARE, 'refused', 'link'])

const ORDER = Object.keys(ICONS) as Step[]

export function RequestSteps({ request, step }: RequestStepsProps) {
  const [open, setOpen] = useState<Step>()
  const can = ORDER.filter((one) => request.can.includes(one))
  if (can.length === 0) return null
  const texts: Readonly<Record<Step, string>> = {
    verified: t('requests.verify'),
    approved: t('requests.approve'),
    refused: t('requests.refuse'),
    completed: t(request.kind === 'erasure' ? 'requests.erase' : 'requests.complete'),
    extended: t('requests.extend'),
    merged: t('requests.merge'),
    withdrawn: t('requests.withdraw'),
    link: t('requests.renewLink'),
  }
  return (
    <div class="picker">
      {can.map((one, index) => (
        <Button
          key={one}
          icon={ICONS[one]}
          kind={index === 0 && !ASIDE.has(one) ? 'primary' : RARE.has(one) ? 'quiet' : 'plain'}
          onClick={() => setOpen(one)}
        >
          {texts[one]}
        </Button>
      ))}
      {open === undefined ? null : (
        <StepDialog
          {...dialogOf(open, texts[open], { request, step })}
          onClose={() => setOpen(undefined)}
        >
          {open === 'completed' && request.kind === 'erasure' ? (
            <WhatGoes request={request} />
          ) : null}
          {open === 'approved' && request.kind !== 'erasure' ? (
            <p class="muted">{t('requests.approveText')}</p>
          ) : null}
          {open === 'merged' ? <p class="notice">{t('requests.mergeText')}</p> : null}
          {open === 'link' ? <p class="muted">{t('requests.linkText')}</p> : null}
        </StepDialog>
      )}
    </div>
  )
}

function dialogOf(open: Step, title: string, { request, step }: RequestStepsProps): Shown {
  const note: StepField = { name: 'note', label: t('requests.note') }
  const hint = t('requests.told')
  const reason: StepField = { name: 'reason', label: t('requests.reason'), hint }
  const needed = { ...reason, isNeeded: true }
  const base = { title, button: title }
  switch (open) {
    case 'verified': {
      const method = { name: 'method', label: t('requests.method'), hint: t('requests.methodHint') }
      const fields = [{ ...method, isNeeded: true }, note]
      return { ...base, fields, onSend: (said) => step('verify', said) }
    }
    case 'approved': {
      const options = [
        { value: 'deleted', label: t('requests.deleted') },
        { value: 'anonymised', label: t('requests.anonymised') },
      ]
      const how = { name: 'method', label: t('requests.how'), hint: t('requests.howHint'), options }
      const fields = request.kind === 'erasure' ? [how, reason] : [reason]
      return {
        ...base,
        fields,
        onSend: async (said) => told(await step('decide', { ...said, approve: true })),
      }
    }
    case 'refused': {
      const basis = { name: 'basis', label: t('requests.basis'), hint: t('requests.basisHint') }
      const onSend: Shown['onSend'] = (said) => step('decide', { ...said, approve: false })
      return { ...base, isDanger: true, fields: [needed, basis], onSend }
    }
    case 'completed': {
      const isErasure = request.kind === 'erasure'
      const end = request.id.slice(-6)
      const typed = { name: 'typed', label: t('requests.type', { end }), mustBe: end }
      // What anybody wrote goes with the person.
      const fields = isErasure ? [typed] : [{ ...note, hint }]
      return { ...base, isDanger: isErasure, fields, onSend: (said) => step('complete', said) }
    }
    case 'extended':
      return { ...base, fields: [needed], onSend: (said) => step('extend', said) }
    case 'merged': {
      const id = { name: 'id', label: t('requests.personId'), isNeeded: true }
      const type = { name: 'type', label: t('requests.personType') }
      const onSend: Shown['onSend'] = ({ note: why, ...subject }) =>
        step('ids', { subject, note: why })
      return { ...base, fields: [id, type, { ...note, isNeeded: true }], onSend }
    }
    case 'withdrawn':
      return { ...base, fields: [note], onSend: (said) => step('withdraw', said) }
    default:
      return { ...base, fields: [], onSend: async () => told(await step('link', {})) }
  }
}

/** Whether the person was sent the link. */
function told({ delivery }: RequestJson): void {
  if (delivery === 'delivered') announce(t('requests.delivered'))
  if (delivery === 'failed') announce(t('requests.notDelivered'))
}

interface Data {
  readonly places: readonly { readonly place: string; readonly n: number }[]
}

/** What an erasure will make unreadable. */
function WhatGoes({ request }: { readonly request: RequestJson }) {
  const { data } = useRequest<Data>(`api/requests/${request.id}/data`)
  return (
    <>
      <p class="notice">{t('requests.eraseText')}</p>
      <ul class="muted">
        {data?.places.map(({ place, n }) => (
          <li key={place}>
            {labelOf(meta.get()?.places, place)}: <strong>{formatNumber(n)}</strong>
          </li>
        ))}
      </ul>
    </>
  )
}
