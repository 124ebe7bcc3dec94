/** Which of the application's addresses are known, by kind of record? Grows as models are plugged. */
import { tryLink } from './link-template.ts'
import type { LinkMaker, LinkSubject } from './link-template.ts'

/** The application's addresses of records. */
export interface RecordLinks {
  /** The last one said of a type counts. */
  add(type: string, maker: LinkMaker): void
  tryLink(subject: LinkSubject): string | undefined
  /** Whether the type's address is made by a function: nobody else can make it. */
  isMade(type: string): boolean
  /** Those that are templates, by type. */
  templates(): ReadonlyMap<string, string>
}

/** Makes an empty list of them. */
export function createRecordLinks(): RecordLinks {
  const makers = new Map<string, LinkMaker>()
  return {
    add(type, maker) {
      makers.set(type, maker)
    },
    tryLink: (subject) => tryLink(makers.get(subject.type), subject),
    isMade: (type) => typeof makers.get(type) === 'function',
    templates: () =>
      new Map(
        [...makers].flatMap(([type, maker]) => (typeof maker === 'string' ? [[type, maker]] : [])),
      ),
  }
}
