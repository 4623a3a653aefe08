// A session of @confluentinc/schemaregistry with a registry: three formats, references, contexts, rules.
//   registry_confluent.js http://HOST:PORT   prints "ok" and ends with 0 when everything was answered as expected
const assert = require('node:assert')
const { create } = require('@bufbuild/protobuf')
const { FieldSchema } = require('@bufbuild/protobuf/wkt')

const {
  SchemaRegistryClient, AvroSerializer, AvroDeserializer, JsonSerializer, JsonDeserializer, ProtobufSerializer,
  ProtobufDeserializer, SerdeType, FieldEncryptionExecutor, LocalKmsDriver, RuleMode,
} = require('@confluentinc/schemaregistry')

async function session () {
  const client = new SchemaRegistryClient({ baseURLs: [process.argv[2]] })
  const auto = { autoRegisterSchemas: true }

  // Avro with a reference
  const address = '{"type":"record","name":"Address","namespace":"n","fields":[{"name":"street","type":"string"}]}'
  await client.register('node-address', { schema: address, schemaType: 'AVRO' })
  const person = {
    schema: '{"type":"record","name":"Person","namespace":"n","fields":[{"name":"home","type":"n.Address"}]}',
    schemaType: 'AVRO',
    references: [{ name: 'n.Address', subject: 'node-address', version: 1 }],
  }
  const id = await client.register('node-avro-value', person)
  assert.strictEqual(await client.getId('node-avro-value', person), id)
  assert.strictEqual((await client.getBySubjectAndId('node-avro-value', id)).references[0].subject, 'node-address')
  assert.deepStrictEqual(await client.getAllVersions('node-avro-value'), [1])
  const avro = new AvroSerializer(client, SerdeType.VALUE, { useLatestVersion: true })
  const avroBytes = await avro.serialize('node-avro', { home: { street: 'x' } })
  const avroBack = await new AvroDeserializer(client, SerdeType.VALUE, {}).deserialize('node-avro', avroBytes)
  assert.strictEqual(avroBack.home.street, 'x')

  // JSON Schema with a reference
  const sku = '{"$id":"sku.json","type":"string","minLength":1}'
  await client.register('sku.json', { schema: sku, schemaType: 'JSON' })
  await client.register('node-json-value', {
    schema: '{"type":"object","properties":{"sku":{"$ref":"sku.json"}}}',
    schemaType: 'JSON',
    references: [{ name: 'sku.json', subject: 'sku.json', version: 1 }],
  })
  const json = new JsonSerializer(client, SerdeType.VALUE, { useLatestVersion: true, validate: true })
  const jsonBytes = await json.serialize('node-json', { sku: 'a' })
  const jsonBack = await new JsonDeserializer(client, SerdeType.VALUE, {}).deserialize('node-json', jsonBytes)
  assert.deepStrictEqual(jsonBack, { sku: 'a' })
  await assert.rejects(json.serialize('node-json', { sku: '' }))
  assert.strictEqual(
    await client.testCompatibility('sku.json', 1, { schema: sku.replace(':1', ':2'), schemaType: 'JSON' }),
    false)

  // Protobuf with imports, which are registered on the way
  const protobuf = new ProtobufSerializer(client, SerdeType.VALUE, auto)
  protobuf.registry.add(FieldSchema)
  const field = create(FieldSchema, { name: 'f', number: 7 })
  const protoBytes = await protobuf.serialize('node-proto', field)
  const reader = new SchemaRegistryClient({ baseURLs: [process.argv[2]] })
  const protoBack = await new ProtobufDeserializer(reader, SerdeType.VALUE, {}).deserialize('node-proto', protoBytes)
  assert.strictEqual(protoBack.name, 'f')
  assert.strictEqual(protoBack.number, 7)
  const latest = await client.getLatestSchemaMetadata('node-proto-value')
  assert.strictEqual(latest.schemaType, 'PROTOBUF')

  await client.updateCompatibility('node-avro-value', 'FULL_TRANSITIVE')
  assert.strictEqual(await client.getCompatibility('node-avro-value'), 'FULL_TRANSITIVE')
  assert.deepStrictEqual(await client.deleteSubject('node-avro-value'), [1])
  assert.deepStrictEqual(await client.deleteSubject('node-avro-value', true), [1])

  // What travels with a schema, and where subjects live.
  const contract = {
    schema: '{"type":"record","name":"Contract","fields":[{"name":"id","type":"long"}]}',
    schemaType: 'AVRO',
    metadata: { properties: { owner: 'billing' } },
    ruleSet: {
      domainRules: [{ name: 'positive', kind: 'CONDITION', mode: 'WRITE', type: 'CEL', expr: 'message.id > 0' }]
    },
  }
  await client.register('node-contract-value', contract)
  const owned = await client.getLatestWithMetadata('node-contract-value', { owner: 'billing' })
  assert.strictEqual(owned.version, 1)
  assert.strictEqual(owned.ruleSet.domainRules[0].name, 'positive')
  assert.strictEqual((await client.getByGuid(owned.guid)).schema, contract.schema)
  await client.register(':.node:contract-value', { schema: '"long"', schemaType: 'AVRO' })
  assert.ok((await client.getAllSubjects()).includes(':.node:contract-value'))
  assert.strictEqual((await client.getBySubjectAndId(':.node:contract-value', 1)).schema, '"long"')
  await client.updateConfig('node-contract-value', { compatibilityLevel: 'FULL', normalize: true })
  assert.strictEqual((await client.getConfig('node-contract-value')).normalize, true)
  await encryption(client)
  console.log('ok')
}

// Fields that the serializer encrypts: its keys, wrapped, are kept by the registry.
async function encryption (client) {
  LocalKmsDriver.register()
  const executor = FieldEncryptionExecutor.register()
  await client.register('node-secret-value', {
    schema: JSON.stringify({
      type: 'record',
      name: 'Secret',
      fields: [{ name: 'open', type: 'string' }, { name: 'hidden', type: 'string', 'confluent:tags': ['PII'] }],
    }),
    schemaType: 'AVRO',
    ruleSet: {
      domainRules: [{
        name: 'hide',
        kind: 'TRANSFORM',
        mode: RuleMode.WRITEREAD,
        type: 'ENCRYPT',
        tags: ['PII'],
        params: {
          'encrypt.kek.name': 'node-kek',
          'encrypt.kms.type': 'local-kms',
          'encrypt.kms.key.id': 'id',
        },
        onFailure: 'ERROR,NONE',
      }],
    },
  })
  const serializer = new AvroSerializer(client, SerdeType.VALUE, {
    useLatestVersion: true, ruleConfig: { secret: 'not very' },
  })
  const bytes = await serializer.serialize('node-secret', { open: 'seen', hidden: 'unseen' })
  assert.ok(bytes.includes('seen') && !bytes.includes('unseen'))

  // A reader that has cached no key takes it from the registry.
  executor.executor.client = null
  const reader = new SchemaRegistryClient({ baseURLs: [process.argv[2]] })
  const deserializer = new AvroDeserializer(reader, SerdeType.VALUE, { ruleConfig: { secret: 'not very' } })
  const back = await deserializer.deserialize('node-secret', bytes)
  assert.strictEqual(back.hidden, 'unseen')
  const answer = await fetch(`${process.argv[2]}/dek-registry/v1/keks/node-kek/deks/node-secret-value`)
  assert.strictEqual((await answer.json()).version, 1)
}

session().catch(fault => {
  console.error(fault)
  process.exit(1)
})
