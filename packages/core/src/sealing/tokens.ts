/**
 * How is something found that is stored encrypted?
 *
 * By a keyed digest of the exact text, beside the event and not in it: equal texts have equal
 * tokens, nothing else can be told from them without the key, and erasure deletes them. Kinds are
 * apart, so that a name never finds an address.
 */
import { createHmac } from 'node:crypto'
import type { DataKey } from './data-key.ts'

/** What a token stands for: who acted, the address, what a record is called. */
export type TokenKind = 'actor' | 'ip' | 'name'

/** Makes the tokens of one tenant: 23 characters. */
export type TokenMaker = (kind: TokenKind, text: string) => string

/** 128 bits. */
const TOKEN_CHARS = 22

/** Makes the maker from the tenant's key for tokens. */
export function createTokens({ secret }: DataKey): TokenMaker {
  return (kind, text) => {
    const digest = createHmac('sha256', secret).update(`${kind}\0${text}`).digest('base64url')
    return `${MARK[kind]}${digest.slice(0, TOKEN_CHARS)}`
  }
}

/** Tells the token of a record's name, for whoever keeps what it is called now. */
export function isNameToken(token: string): boolean {
  return token.startsWith(MARK.name)
}

const MARK: Readonly<Record<TokenKind, string>> = { actor: 'a', ip: 'i', name: 'n' }
