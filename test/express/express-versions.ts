/**
 * Both versions of Express that the suite works with.
 */
import { createRequire } from 'node:module'
import type express from 'express'

export type Express = typeof express
export type App = ReturnType<Express>

const require = createRequire(import.meta.url)

/** Express 4 is installed under another name, and its typings are not; those of 5 are near enough. */
export const EXPRESS_VERSIONS: readonly { readonly name: string; readonly express: Express }[] = [
  { name: 'Express 4', express: require('express4') as Express },
  { name: 'Express 5', express: require('express') as Express },
]

/** The newest, for what does not depend on the version. */
export const newest: Express = require('express') as Express
