/** What does the API say of a request, as far as the screens need it? */

export type Kind = 'access' | 'portability' | 'correction' | 'erasure' | 'objection'
export type State = 'received' | 'verified' | 'approved' | 'done' | 'refused' | 'withdrawn'

export interface By {
  readonly type: string
  readonly id?: string
  readonly name?: string
}

export interface Subject {
  readonly type: string
  readonly id: string
  readonly name?: string
}

export interface RequestJson {
  readonly id: string
  readonly kind: Kind
  readonly state: State
  readonly subject: Subject
  readonly ids: readonly Subject[]
  readonly openedAt: string
  readonly openedBy: 'person' | 'staff'
  readonly message?: string
  readonly proof?: string
  readonly dueAt: string
  readonly rule: string
  readonly extended: boolean
  readonly overdue: boolean
  readonly identity?: { readonly at: string; readonly by: By; readonly method: string }
  readonly decision?: {
    readonly at: string
    readonly by: By
    readonly outcome: 'approved' | 'refused'
    readonly reason?: string
    readonly basis?: string
    readonly method?: 'anonymised' | 'deleted'
  }
  readonly outcome?: {
    readonly at: string
    readonly by: By
    readonly note?: string
    readonly certificates?: readonly string[]
  }
  readonly link?: { readonly expiresAt: string; readonly usedAt?: string }
  readonly steps: readonly {
    readonly at: string
    readonly by: By
    readonly step: Step | 'opened' | 'downloaded'
    readonly note?: string
  }[]
  readonly can: readonly Step[]
  readonly delivery?: 'delivered' | 'failed' | 'none'
}

export type Step =
  'verified' | 'merged' | 'extended' | 'approved' | 'refused' | 'completed' | 'withdrawn' | 'link'

/** True where nothing is left to be done. */
export function isClosed({ state }: RequestJson): boolean {
  return state === 'done' || state === 'refused' || state === 'withdrawn'
}

/** When that came about; undefined where something is left. */
export function closedAt(request: RequestJson): string | undefined {
  const { outcome, decision, steps } = request
  return isClosed(request) ? (outcome?.at ?? decision?.at ?? steps.at(-1)?.at) : undefined
}

/** What a person is called; the end of the id of one whose name is unknown, or was erased. */
export function personName({ type, id, name }: Subject): string {
  return name ?? `${type} …${id.slice(-6)}`
}

/** The words for each value; whole texts, so that none is joined from parts. */
export const KIND_KEYS = {
  access: 'requests.access',
  portability: 'requests.portability',
  correction: 'requests.correction',
  erasure: 'requests.erasure',
  objection: 'requests.objection',
} as const satisfies Record<Kind, string>

export const STATE_KEYS = {
  received: 'requests.received',
  verified: 'requests.verified',
  approved: 'requests.approved',
  done: 'requests.done',
  refused: 'requests.refused',
  withdrawn: 'requests.withdrawn',
} as const satisfies Record<State, string>
