import { ManifestError } from './errors.ts'
import type { Fields } from './fields.ts'

/** Versions of the manifest format, and of the mapping ABI, whose supported part this engine implements. */
const SPEC_VERSIONS = [
  '0.0.4',
  '0.0.5',
  '0.0.6',
  '0.0.7',
  '0.0.8',
  '0.0.9',
  '1.0.0',
  '1.1.0',
  '1.2.0',
  '1.3.0',
  '1.4.0',
]
const API_VERSIONS = ['0.0.5', '0.0.6', '0.0.7', '0.0.8', '0.0.9']
const FEATURES = ['nonFatalErrors', 'ipfsOnEthereumContracts', 'fullTextSearch']
/** The version of the manifest from which on templates can be files. */
const FILES_VERSION = '0.0.7'
const BLOCK_FILTERS = ['polling', 'once', 'call']

/**
 * Refuses, by name, what the engine cannot do yet: a subgraph that it would run differently from graph-node must not
 * run at all.
 * @throws ManifestError UNSUPPORTED
 */
export function refuseUnsupported(manifest: Fields, file: string): void {
  const refuse = (feature: string): never => {
    throw new ManifestError('UNSUPPORTED', `${file}: ${feature} is not supported by this engine; run it on graph-node`)
  }
  const refuseApiVersion = (mapping: Fields) => {
    const apiVersion = mapping.text('apiVersion')
    if (!API_VERSIONS.includes(apiVersion)) refuse(`${mapping.place}.apiVersion ${apiVersion}`)
  }
  const version = manifest.text('specVersion')
  if (!SPEC_VERSIONS.includes(version)) refuse(`specVersion ${version}`)
  if (manifest.has('graft')) refuse('graft')
  for (const feature of manifest.has('features') ? manifest.texts('features') : []) {
    if (!FEATURES.includes(feature)) refuse(`the feature ${feature}`)
  }
  const templates = manifest.list('templates')
  const areFiles = version >= FILES_VERSION ? templates.filter(isFileKind) : []
  for (const template of areFiles) refuseApiVersion(template.fields('mapping'))
  for (const source of [...manifest.list('dataSources'), ...templates.filter((item) => !areFiles.includes(item))]) {
    const kind = source.string('kind')
    if (kind !== 'ethereum' && kind !== 'ethereum/contract') refuse(`${source.place}.kind ${kind}`)
    const mapping = source.fields('mapping')
    if (mapping.string('kind') !== 'ethereum/events') refuse(`${mapping.place}.kind ${mapping.string('kind')}`)
    refuseApiVersion(mapping)
    for (const handler of mapping.list('blockHandlers')) {
      if (!handler.has('filter')) continue
      const filter = handler.fields('filter')
      if (!BLOCK_FILTERS.includes(filter.string('kind'))) refuse(`${filter.place}.kind ${filter.string('kind')}`)
    }
  }
}

/** Whether a template's data sources are files of IPFS. */
export function isFileKind(template: Fields): boolean {
  return template.string('kind') === 'file/ipfs'
}
