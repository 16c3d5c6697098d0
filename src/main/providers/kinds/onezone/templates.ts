import type { FieldTemplate } from '../../../../shared/model/kind.ts'
import { typeText } from './types.ts'

function template(id: string, label: string, help: string, caveats: readonly object[]): FieldTemplate {
  return {
    id,
    label,
    help,
    values: {
      persistence: 'named',
      type: typeText('accessToken'),
      target: '',
      caveats: JSON.stringify(caveats),
    },
  }
}

const rest = { type: 'interface', interface: 'rest' }
const oneclient = { type: 'interface', interface: 'oneclient' }
const readonly = { type: 'data.readonly' }
const service = (...whitelist: string[]): object => ({ type: 'service', whitelist })

/**
 * What tokens are made for, as Onezone's own interface offers it. A placeholder such as an empty list is for the person
 * to fill in: the form says so. Onedata source: onezone-gui.
 */
export const templates: readonly FieldTemplate[] = [
  template(
    'onezone-rest',
    'Onezone REST',
    'For scripts that manage users, groups, spaces and tokens through the REST interface of Onezone. Fits as credential here.',
    [rest, service('ozw-onezone')],
  ),
  template(
    'oneprovider-rest',
    'Oneprovider REST and CDMI',
    'For scripts that read and write data through the REST or CDMI interface of any Oneprovider.',
    [rest, service('opw-*')],
  ),
  template(
    'onepanel-rest',
    'Onepanel REST',
    'For scripts that administer clusters. Panels accept no interface caveat, so it is restricted by service alone.',
    [service('ozp-onezone', 'opp-*')],
  ),
  template(
    'oneclient',
    'Oneclient',
    'For mounting spaces as a file system. It is for data only, and manages nothing.',
    [oneclient],
  ),
  template(
    'oneclient-oneprovider',
    'Oneclient in one Oneprovider',
    'For mounting spaces from a certain Oneprovider: replace the asterisk in opw-* by its id.',
    [oneclient, service('opw-*')],
  ),
  template('readonly-data', 'Read-only data', 'For reading data by any interface, without changing any.', [
    readonly,
  ]),
  template(
    'readonly-data-user',
    'Read-only data for a user',
    'For a certain user who reads data: replace the asterisk in usr-* by the user’s id. The user has to prove who they are.',
    [readonly, { type: 'consumer', whitelist: ['usr-*'] }],
  ),
  template(
    'restricted-data',
    'Restricted data',
    'For reading certain files and folders: give their paths. Without a path nothing can be made of it.',
    [readonly, { type: 'data.path', whitelist: [] }],
  ),
  {
    id: 'identity',
    label: 'Identity',
    help: 'Proves who its owner is, and gives access to nothing.',
    values: { persistence: 'named', type: typeText('identityToken'), target: '', caveats: '[]' },
  },
  {
    id: 'custom',
    label: 'Custom',
    help: 'Everything its owner may do, without restrictions. Add what it needs.',
    values: { persistence: 'named', type: typeText('accessToken'), target: '', caveats: '[]' },
  },
]
