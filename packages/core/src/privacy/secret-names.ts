/**
 * Which paths hold secrets by their very name?
 *
 * Their values never enter an event. Names only; what a schema's annotations say comes on top.
 */

const SECRET_NAMES: ReadonlySet<string> = new Set([
  'accesstoken',
  'apikey',
  'apisecret',
  'authtoken',
  'bearertoken',
  'clientsecret',
  'contrasena',
  'contrasenya',
  'cvc',
  'cvv',
  'encryptionkey',
  'hashedpassword',
  'idtoken',
  'mfasecret',
  'onetimepassword',
  'otp',
  'otpsecret',
  'passcode',
  'passphrase',
  'passwd',
  'password',
  'passworddigest',
  'passwordhash',
  'passwordresettoken',
  'passwordsalt',
  'pin',
  'privatekey',
  'pwd',
  'refreshtoken',
  'resetpasswordtoken',
  'resettoken',
  'salt',
  'secret',
  'secretkey',
  'senha',
  'sessiontoken',
  'signingkey',
  'token',
  'totpsecret',
  'twofactorsecret',
  'verificationtoken',
  'webhooksecret',
])

/** Words that make a secret of whatever stands before them: `cardToken`, `smtpPassword`. */
const SECRET_ENDINGS = [
  'accesskey',
  'apikey',
  'creditcard',
  'creditcardnumber',
  'cardnumber',
  'passphrase',
  'password',
  'passwordhash',
  'privatekey',
  'recoverycode',
  'recoverycodes',
  'secret',
  'secretanswer',
  'secretkey',
  'secretquestion',
  'securityanswer',
  'token',
  'totp',
]

/** True for `password`, `Password_Hash`, `apiKey`, `senha`, …: case and separators do not matter. */
export function isSecretName(key: string): boolean {
  const known = answers.get(key)
  if (known !== undefined) return known
  const answer = hasSecretName(key)
  if (answers.size >= MAX_ANSWERS) answers.clear()
  if (key.length <= MAX_KEY_LENGTH) answers.set(key, answer)
  return answer
}

/** An application has few names of fields, unless it takes ids or words for names. */
const MAX_ANSWERS = 2_000
const MAX_KEY_LENGTH = 100
const answers = new Map<string, boolean>()

function hasSecretName(key: string): boolean {
  const name = key.toLowerCase().replace(/[^a-z0-9]/g, '')
  return SECRET_NAMES.has(name) || SECRET_ENDINGS.some((ending) => name.endsWith(ending))
}
