/**
 * Who comes by in the demo? Made-up people at made-up addresses.
 *
 * Their network addresses are those that are set aside for documentation (RFC 5737, RFC 3849).
 */
import { createHmac } from 'node:crypto'

const ADDRESS = {
  lisbon: '192.0.2.10',
  porto: '192.0.2.140',
  saoPaulo: '198.51.100.23',
  barcelona: '203.0.113.7',
  recife: '2001:db8:1::25',
  elsewhere: '203.0.113.200',
}

const BROWSER = {
  firefoxWindows:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0',
  chromeMac:
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  edgeWindows:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
  safariPhone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  chromeAndroid:
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
  chromeLinux:
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
}

/** The staff; Ana is the administrator whose demo link the terminal shows. */
export const STAFF = {
  ana: {
    name: 'Ana Exemplo',
    email: 'ana@example.com',
    role: 'admin',
    teams: ['Support', 'Billing'],
    address: ADDRESS.lisbon,
    userAgent: BROWSER.firefoxWindows,
    zone: 'Europe/Lisbon',
  },
  bruno: {
    name: 'Bruno Modelo',
    email: 'bruno@example.com',
    role: 'agent',
    teams: ['Support'],
    address: ADDRESS.saoPaulo,
    userAgent: BROWSER.chromeMac,
    zone: 'America/Sao_Paulo',
  },
  carla: {
    name: 'Carla Mostra',
    email: 'carla@example.com',
    role: 'agent',
    teams: ['Reports'],
    address: ADDRESS.barcelona,
    userAgent: BROWSER.edgeWindows,
    zone: 'Europe/Madrid',
  },
}

/** A client who uses the mobile app. */
export const EVA = {
  name: 'Eva Inventada',
  email: 'eva@example.com',
  address: ADDRESS.recife,
  userAgent: BROWSER.safariPhone,
  zone: 'America/Recife',
}

/** Where the other clients are when they ask about their data. */
export const CLIENT_AT_HOME = {
  address: ADDRESS.porto,
  userAgent: BROWSER.safariPhone,
  zone: 'Europe/Lisbon',
}

/** The manager of an organization, who looks after its clients. */
export const MARTA = {
  name: 'Marta Suposta',
  email: 'marta@bakery.example.com',
  address: ADDRESS.porto,
  userAgent: BROWSER.chromeAndroid,
  zone: 'Europe/Lisbon',
}

/** Somebody who tries passwords. */
export const STRANGER = { address: ADDRESS.elsewhere, userAgent: BROWSER.chromeLinux, zone: 'UTC' }

/** A program with an API key, and the mail server. */
export const IMPORTER = { address: ADDRESS.lisbon, userAgent: 'ContactImport/2.1', zone: 'UTC' }
export const MAIL_SERVER = { address: '192.0.2.25', userAgent: 'ExampleMail/4.0', zone: 'UTC' }

/** Where these addresses are: ready for `fixedLocations`. */
export const LOCATIONS = {
  '192.0.2.0/25': { country: 'PT', region: 'Lisboa', city: 'Lisboa' },
  '192.0.2.128/25': { country: 'PT', region: 'Porto', city: 'Porto' },
  '198.51.100.0/24': { country: 'BR', region: 'São Paulo', city: 'São Paulo' },
  '203.0.113.0/25': { country: 'ES', region: 'Catalunya', city: 'Barcelona' },
  '203.0.113.128/25': { country: 'NL', region: 'Noord-Holland', city: 'Amsterdam' },
  '2001:db8:1::/48': { country: 'BR', region: 'Pernambuco', city: 'Recife' },
}

/** A person's password: derived from the secret, so that none stands in the code. */
export function passwordOf(email, secret) {
  return createHmac('sha256', secret)
    .update(`password of ${email}`)
    .digest('base64url')
    .slice(0, 20)
}
