// Drives a running registry with @kafkajs/confluent-schema-registry: node kafkajs.mjs http://HOST:PORT
import assert from 'node:assert'
import registryModule from '@kafkajs/confluent-schema-registry'

const { SchemaRegistry, SchemaType, COMPATIBILITY } = registryModule
const schema = {
  type: SchemaType.AVRO,
  schema: '{"type":"record","name":"Order","namespace":"js","fields":[{"name":"id","type":"long"},{"name":"note","type":"string"}]}',
}

const registry = new SchemaRegistry({ host: process.argv[2] })
const { id } = await registry.register(schema, { subject: 'js/orders-value', compatibility: COMPATIBILITY.FULL })
const again = await registry.register(schema, { subject: 'js/orders-value', compatibility: COMPATIBILITY.FULL })
assert.strictEqual(again.id, id)
assert.strictEqual(await registry.getLatestSchemaId('js/orders-value'), id)
assert.strictEqual(await registry.getRegistryId('js/orders-value', 1), id)
assert.strictEqual(await registry.getRegistryIdBySchema('js/orders-value', schema), id)

const bytes = await registry.encode(id, { id: 7, note: 'hi' })
assert.strictEqual(bytes.readInt32BE(1), id)
const other = new SchemaRegistry({ host: process.argv[2] })
const decoded = await other.decode(bytes)
assert.strictEqual(Number(decoded.id), 7)
assert.strictEqual(decoded.note, 'hi')
console.log('ok')
