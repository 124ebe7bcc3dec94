/** A request that came by another way is opened on the person's behalf: with proof. */
import { useState } from 'preact/hooks'
import { Select, TextField } from '../../components/field.tsx'
import { api } from '../../core/api.ts'
import { t } from '../../core/i18n.ts'
import { navigate } from '../../core/router.ts'
import { FormDialog } from './form-dialog.tsx'
import { KIND_KEYS } from './request-types.ts'
import type { Kind, RequestJson } from './request-types.ts'

const KINDS = Object.keys(KIND_KEYS) as Kind[]

export function OpenDialog({ onClose }: { readonly onClose: () => void }) {
  const [kind, setKind] = useState<string>('access')
  const [type, setType] = useState('')
  const [id, setId] = useState('')
  const [proof, setProof] = useState('')
  const [message, setMessage] = useState('')

  async function send(): Promise<void> {
    const subject = { id: id.trim(), ...(type.trim() === '' ? {} : { type: type.trim() }) }
    const body = { kind, subject, proof, ...(message.trim() === '' ? {} : { message }) }
    const { id: made } = await api<RequestJson>('api/requests', { method: 'POST', body })
    navigate(`requests/${made}`)
  }

  return (
    <FormDialog
      title={t('requests.open')}
      button={t('requests.open')}
      fields={['subject.id', 'subject.type', 'proof']}
      onSend={send}
      onClose={onClose}
    >
      {(refused) => {
        const wrong = (name: string) => (refused === name ? { error: t('requests.missing') } : {})
        return (
          <>
            <Select
              label={t('requests.kind')}
              value={kind}
              options={KINDS.map((value) => ({ value, label: t(KIND_KEYS[value]) }))}
              onChange={setKind}
            />
            <TextField
              label={t('requests.personId')}
              value={id}
              {...wrong('subject.id')}
              onInput={setId}
            />
            <TextField
              label={t('requests.personType')}
              hint={t('requests.personTypeHint')}
              value={type}
              {...wrong('subject.type')}
              onInput={setType}
            />
            <TextField
              label={t('requests.proof')}
              hint={t('requests.proofHint')}
              value={proof}
              {...wrong('proof')}
              onInput={setProof}
            />
            <TextField label={t('requests.message')} value={message} onInput={setMessage} />
          </>
        )
      }}
    </FormDialog>
  )
}
