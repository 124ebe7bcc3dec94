/** Which words stand on the person's own page? */
import type { RequestKind, RequestState, RequestStepName } from '@rastro/core'

export interface PageWords {
  readonly title: string
  readonly intro: string
  readonly language: string
  readonly skip: string
  readonly back: string
  readonly held: string
  readonly heldText: string
  readonly noHeld: string
  readonly moreHeld: string
  readonly where: string
  readonly entries: string
  readonly latest: string
  readonly ask: string
  readonly kind: string
  readonly kinds: Readonly<Record<RequestKind, string>>
  readonly kindHints: Readonly<Record<RequestKind, string>>
  readonly message: string
  readonly messageHint: string
  readonly written: string
  readonly send: string
  readonly own: string
  readonly none: string
  readonly states: Readonly<Record<RequestState, string>>
  readonly opened: string
  readonly due: string
  readonly overdue: string
  readonly decision: string
  readonly basis: string
  readonly done: string
  readonly note: string
  readonly complaint: string
  readonly certificate: string
  readonly steps: string
  readonly step: Readonly<Record<RequestStepName, string>>
  readonly you: string
  readonly staff: string
  readonly withdraw: string
  readonly download: string
  readonly downloadText: string
  readonly looks: string
  readonly looksText: string
  readonly noLooks: string
  readonly when: string
  readonly who: string
  readonly purpose: string
  readonly review: string
  readonly signedOut: string
  readonly signIn: string
  readonly notFound: string
  readonly linkInvalid: string
  readonly refused: string
  readonly busy: string
  readonly failed: string
}
