/**
 * What does a browser get that goes to the page?
 *
 * Always the same document: which screen an address means is the page's own business. What keeps a
 * visitor out is said on the page, under the status that the API would answer.
 */
import { pickLanguage } from '@rastro/core'
import type { JsonValue, Language } from '@rastro/core'
import type { AdminRequest, Answer } from '../http/exchange.ts'
import { readChoices } from './page-choices.ts'
import { pageAnswer } from './page-html.ts'
import { pageHeaders } from './page-policy.ts'
import type { PagePolicy } from './page-policy.ts'
import { isBasePath, pageRoot } from './page-root.ts'
import { trySlashRedirect } from './slash-redirect.ts'

export interface PageOptions {
  readonly csp: PagePolicy | undefined
  /** Where one signs in; `{return}` stands for the address to come back to. */
  readonly signInUrl: string | undefined
  readonly title: string | undefined
  readonly version: string
  /** For whoever reads none of the page's languages. */
  readonly language: Language
}

/** What the application is asked of a request. */
interface AskPage {
  readonly language: () => unknown
  readonly basePath: () => unknown
}

export interface Page {
  /** Answers the mount without its trailing slash; undefined for every other address. */
  tryRedirect(request: AdminRequest, askHost: AskPage): Answer | undefined
  /** `problem`: what the API would answer, where the visitor may not read the log. */
  answer(
    request: AdminRequest,
    asked: { readonly askHost: AskPage; readonly problem: Answer | undefined },
  ): Answer
}

export function createPage(
  options: PageOptions,
  given: {
    readonly languages: readonly Language[]
    readonly warnOnce: (message: string) => void
  },
): Page {
  const headers = pageHeaders(options.csp)

  function askedOf(ask: () => unknown, what: string): unknown {
    try {
      return ask()
    } catch {
      given.warnOnce(`${what} of the admin router threw`)
      return undefined
    }
  }

  function basePathOf({ basePath }: AskPage): string | undefined {
    const path = askedOf(basePath, 'basePath')
    if (path === undefined) return undefined
    if (isBasePath(path)) return path
    given.warnOnce('basePath of the admin router gave no path and was ignored')
    return undefined
  }

  /** What the person chose, what the application says, what the browser asks for. */
  function languageOf(
    request: AdminRequest,
    askHost: AskPage,
    chosen: string | undefined,
  ): Language {
    const told = askedOf(askHost.language, 'lang')
    const wishes = [chosen, told, request.header('accept-language')]
    for (const wish of wishes) {
      if (typeof wish !== 'string' || wish === '') continue
      const language = pickLanguage(wish, options.language)
      if (given.languages.includes(language)) return language
    }
    return options.language
  }

  return {
    tryRedirect(request, askHost) {
      const redirect = trySlashRedirect(request)
      const basePath = redirect === undefined ? undefined : basePathOf(askHost)
      if (redirect === undefined || basePath === undefined) return redirect
      const query = redirect.headers?.['Location']?.replace(/^[^?]*/, '') ?? ''
      return { status: 302, headers: { Location: pageRoot('/', basePath) + query } }
    },
    answer(request, { askHost, problem }) {
      const choices = readChoices(request)
      const { title, version, signInUrl } = options
      return pageAnswer({
        status: problem?.status ?? 200,
        headers: problem === undefined ? headers : { ...headers, 'Cache-Control': 'no-store' },
        root: pageRoot(request.path, basePathOf(askHost)),
        path: request.path,
        search: request.search,
        language: languageOf(request, askHost, choices.language),
        choices,
        title,
        boot: {
          version,
          languages: given.languages,
          ...(title === undefined ? {} : { title }),
          ...(signInUrl === undefined ? {} : { signInUrl }),
          ...(problem === undefined ? {} : { problem: problemJson(problem) }),
        },
      })
    },
  }
}

function problemJson({ status, body }: Answer): JsonValue {
  const json = body !== undefined && 'json' in body ? body.json : {}
  return { status, ...(json as { readonly [key: string]: JsonValue }) }
}
