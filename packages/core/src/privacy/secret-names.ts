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

/** True for `password`, `Password_Hash`, `apiKey`, `senha`, …: case and separators do not matter. */
export function isSecretName(key: string): boolean {
  return SECRET_NAMES.has(key.toLowerCase().replace(/[^a-z0-9]/g, ''))
}
