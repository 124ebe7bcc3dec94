/** Which languages does the suite speak, and what does a text in all of them look like? */

/** `en` is the source; the others are complete in everything the suite ships. */
export const LANGUAGES = ['en', 'pt-BR', 'pt-PT', 'ca', 'es'] as const

/** A language that the suite speaks. */
export type Language = (typeof LANGUAGES)[number]

/** A text per language. Only English is required of an application's own catalog. */
export type Labels = { readonly en: string } & {
  readonly [K in Exclude<Language, 'en'>]?: string
}

/** A text in every language, as the suite's own catalogs have it. */
export type FullLabels = Readonly<Record<Language, string>>
