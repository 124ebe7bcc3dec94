/**
 * Which paths are likely to hold data about a person, by their names alone?
 *
 * A hint for whoever has not annotated them, and never more: what is masked is decided by
 * annotations. The usual names of five languages, in whole words.
 */

const LIKELY: ReadonlySet<string> = new Set(
  [
    // Addresses to write to.
    'email mail emailaddress correo correoelectronico correu correuelectronic correio',
    'phone phonenumber telephone mobile mobilephone cellphone fax whatsapp tel',
    'telefone celular telemovel telefono movil telefon mobil',
    // What a person is called. `name` alone counts beside another of these.
    'firstname lastname fullname surname givenname familyname middlename maidenname nickname',
    'sobrenome apelido nomecompleto apellido apellidos nombrecompleto cognom cognoms nomcomplet',
    // Numbers of documents.
    'cpf rg cnh nif nie dni nuss ssn sin bsn passport passportnumber passaporte pasaporte passaport',
    'taxid nationalid idnumber documentnumber documento document identitynumber cartaocidadao niss pis',
    // When and where.
    'birth birthdate birthday birthyear dateofbirth dob birthplace age',
    'nascimento datanascimento datadenascimento nacimiento fechanacimiento fechadenacimiento naixement datanaixement datadenaixement',
    'address street streetaddress zip zipcode postcode postalcode homeaddress',
    'endereco rua cep morada codigopostal direccion calle adreca carrer codipostal',
    // Accounts and bodies.
    'iban bic bankaccount accountnumber contabancaria cuentabancaria comptebancari pix pixkey chavepix',
    'gender sex genero sexo genere sexe ethnicity religion nationality nacionalidade nacionalidad nacionalitat maritalstatus estadocivil',
    'bloodtype health diagnosis allergies',
  ].flatMap((line) => line.split(' ')),
)

const NAMES: ReadonlySet<string> = new Set(['name', 'nome', 'nombre', 'nom'])

/**
 * Returns those of the paths whose last segment is named like personal data.
 *
 * @param paths - Of one model, joined by dots. `name` counts where another one does: things have
 * names too.
 */
export function likelyPersonalPaths(paths: readonly string[]): readonly string[] {
  const likely = new Set(paths.filter((path) => LIKELY.has(lastOf(path))))
  const isAboutPeople = likely.size > 0
  return paths.filter(
    (path) => likely.has(path) || (isAboutPeople && NAMES.has(path.toLowerCase())),
  )
}

/** True for a name that is usual for data about a person, or for what somebody is called. */
export function isLikelyPersonal(name: string): boolean {
  return LIKELY.has(lastOf(name)) || NAMES.has(name.toLowerCase())
}

function lastOf(path: string): string {
  const named = path.split('.').filter((segment) => segment !== '*' && !segment.startsWith('$'))
  return (named.at(-1) ?? '')
    .toLowerCase()
    .normalize('NFD')
    .replace(/[^a-z0-9]/g, '')
}
