// A session of @kafkajs/confluent-schema-registry with a registry: Avro, JSON Schema and Protobuf, with references.
//   registry_kafkajs.js http://HOST:PORT   prints "ok" and ends with 0 when everything was answered as expected
const assert = require('node:assert')
const { SchemaRegistry, SchemaType, COMPATIBILITY } = require('@kafkajs/confluent-schema-registry')

const schema = {
  type: SchemaType.AVRO,
  schema: JSON.stringify({
    type: 'record',
    name: 'Order',
    namespace: 'js',
    fields: [{ name: 'id', type: 'long' }, { name: 'note', type: 'string' }]
  }),
}

async function session () {
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

  // JSON Schema and Protobuf, each with a reference.
  await registry.register(
    { type: SchemaType.JSON, schema: '{"$id":"js-sku.json","type":"string","minLength":1}' },
    { subject: 'js-sku.json' })
  const cart = await registry.register(
    {
      type: SchemaType.JSON,
      schema: '{"type":"object","properties":{"sku":{"$ref":"js-sku.json"}}}',
      references: [{ name: 'js-sku.json', subject: 'js-sku.json', version: 1 }],
    },
    { subject: 'js-cart-value' })
  assert.deepStrictEqual(await other.decode(await registry.encode(cart.id, { sku: 'a' })), { sku: 'a' })
  await assert.rejects(registry.encode(cart.id, { sku: '' }))

  await registry.register(
    { type: SchemaType.PROTOBUF, schema: 'syntax = "proto3";\npackage js;\nmessage Money { int64 cents = 1; }' },
    { subject: 'js-money.proto' })
  const bill = await registry.register(
    {
      type: SchemaType.PROTOBUF,
      schema: 'syntax = "proto3";\npackage js;\nimport "js-money.proto";\n' +
        'message Bill { Money total = 1; string to = 2; }',
      references: [{ name: 'js-money.proto', subject: 'js-money.proto', version: 1 }],
    },
    { subject: 'js-bill-value' })
  const paid = await other.decode(await registry.encode(bill.id, { total: { cents: 7 }, to: 'me' }))
  assert.strictEqual(Number(paid.total.cents), 7)
  assert.strictEqual(paid.to, 'me')
  console.log('ok')
}

session().catch(fault => {
  console.error(fault)
  process.exit(1)
})
