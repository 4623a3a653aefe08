// Data-contract rules as @confluentinc/schemaregistry runs them. One request a line on standard input, one answer a line
// on standard output, in the same order. Bytes are {"$bytes": hex}; whole numbers beyond a double are their digits.
//   rules.js http://HOST:PORT
// {"op":"cel","expr":E,"message":M}                      {"value":V} or {"error":text}
// {"op":"view","expr":E,"topic":T,"bytes":hex}           the same over a Protobuf message, without a prefix
// {"op":"write","format":F,"topic":T,"value":V}          {"bytes":hex} or {"error":text}
// {"op":"read","format":F,"topic":T,"bytes":hex}         {"value":V} or {"error":text}
const readline = require('node:readline')
const { create, createFileRegistry, createMutableRegistry, fromBinary } = require('@bufbuild/protobuf')
const { celEnv, isCelError, parse, plan } = require('@bufbuild/cel')
const {
  FileDescriptorProtoSchema, file_google_protobuf_descriptor: descriptors, file_google_protobuf_timestamp: timestamp,
  file_google_protobuf_duration: duration, file_google_protobuf_wrappers: wrappers,
} = require('@bufbuild/protobuf/wkt')
const {
  SchemaRegistryClient, AvroSerializer, AvroDeserializer, JsonSerializer, JsonDeserializer, ProtobufSerializer,
  ProtobufDeserializer, SerdeType, CelExecutor, CelFieldExecutor, EncryptionExecutor, FieldEncryptionExecutor,
  LocalKmsDriver, file_confluent_meta: meta,
} = require('@confluentinc/schemaregistry')

console.warn = () => {}
LocalKmsDriver.register()
const cel = CelExecutor.register()
CelFieldExecutor.register()
EncryptionExecutor.register()
FieldEncryptionExecutor.register()

const client = new SchemaRegistryClient({ baseURLs: [process.argv[2]], cacheLatestTtlSecs: 1 })
const settings = { useLatestVersion: true, ruleConfig: { secret: 'not very' } }
const serdes = {
  AVRO: [new AvroSerializer(client, SerdeType.VALUE, settings), new AvroDeserializer(client, SerdeType.VALUE, settings)],
  JSON: [new JsonSerializer(client, SerdeType.VALUE, settings), new JsonDeserializer(client, SerdeType.VALUE, settings)],
}

const imports = {
  'confluent/meta.proto': meta,
  'google/protobuf/descriptor.proto': descriptors,
  'google/protobuf/timestamp.proto': timestamp,
  'google/protobuf/duration.proto': duration,
  'google/protobuf/wrappers.proto': wrappers,
}

// Protobuf messages have classes; here they are made from the schema that the registry has.
async function protobuf (topic) {
  const latest = await client.getLatestSchemaMetadata(`${topic}-value`, 'serialized')
  const file = fromBinary(FileDescriptorProtoSchema, Buffer.from(latest.schema, 'base64'))
  const registry = createFileRegistry(file, (name) => imports[name])
  const message = registry.getFile(file.name).messages[0]
  return [message, createMutableRegistry(message), registry]
}

const decode = (value) => Array.isArray(value) ? value.map(decode)
  : value === null || typeof value !== 'object' ? value
    : '$bytes' in value ? Buffer.from(value.$bytes, 'hex')
      : '$int' in value ? BigInt(value.$int)
        : Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, decode(inner)]))

const encode = (value) => typeof value === 'bigint' ? Number(value)
  : value instanceof Uint8Array ? { $bytes: Buffer.from(value).toString('hex') }
    : Array.isArray(value) ? value.map(encode)
      : value === null || typeof value !== 'object' ? value
        : Object.fromEntries(Object.entries(value).filter(([name]) => !name.startsWith('$'))
          .map(([name, inner]) => [name, encode(inner)]))

async function answer (request) {
  const { op, format, topic } = request
  if (op === 'cel') {
    const context = { rule: { expr: request.expr, kind: 'CONDITION' }, target: { schema: '', schemaType: 'JSON' } }
    const message = decode(request.message)
    const value = await cel.execute(context, message, { message })
    return isCelError(value) ? { error: 'no value' } : { value: encode(value) }
  }

  if (op === 'view') {
    // The client's own executor gives its expressions no registry, so that they cannot look into any message.
    const [type, , registry] = await protobuf(topic)
    const program = plan(celEnv({ registry }), parse(request.expr))
    const value = program({ message: fromBinary(type, Buffer.from(request.bytes, 'hex')) })
    return isCelError(value) ? { error: 'no value' } : { value: encode(value) }
  }

  if (format === 'PROTOBUF') {
    const [message, registry] = await protobuf(topic)
    if (op === 'write') {
      const serializer = new ProtobufSerializer(client, SerdeType.VALUE, { ...settings, registry })
      return { bytes: (await serializer.serialize(topic, create(message, decode(request.value)))).toString('hex') }
    }
    const deserializer = new ProtobufDeserializer(client, SerdeType.VALUE, settings)
    return { value: encode(await deserializer.deserialize(topic, Buffer.from(request.bytes, 'hex'))) }
  }

  return op === 'write'
    ? { bytes: (await serdes[format][0].serialize(topic, decode(request.value))).toString('hex') }
    : { value: encode(await serdes[format][1].deserialize(topic, Buffer.from(request.bytes, 'hex'))) }
}

async function main () {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const reply = await answer(JSON.parse(line)).catch((fault) => ({ error: String(fault?.message ?? fault) }))
    process.stdout.write(JSON.stringify(reply) + '\n')
  }
}

main()
