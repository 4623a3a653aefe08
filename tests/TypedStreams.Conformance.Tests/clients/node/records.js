// Records as JSON lines; the format and the command line are described in ../python/records.py.
const fs = require('node:fs')

const unhex = (text) => (text === null ? null : Buffer.from(text, 'hex'))
const hex = (bytes) => (bytes === null || bytes === undefined ? null : Buffer.from(bytes).toString('hex'))

function load (path) {
  return fs.readFileSync(path, 'ascii').split('\n').filter(Boolean).map((line) => {
    const record = JSON.parse(line)
    return {
      partition: record.partition,
      key: unhex(record.key),
      value: unhex(record.value),
      headers: record.headers.map(([name, value]) => [name, unhex(value)])
    }
  })
}

function line (topic, partition, offset, key, value, headers) {
  return JSON.stringify({
    topic,
    partition,
    offset: Number(offset),
    key: hex(key),
    value: hex(value),
    headers: headers.map(([name, bytes]) => [name.toString(), hex(bytes)])
  }) + '\n'
}

function run (produce, consume) {
  const [verb, bootstrap, topic, third, fourth] = process.argv.slice(2)
  const work = verb === 'produce'
    ? produce(bootstrap, topic, third, load(fourth))
    : consume(bootstrap, topic.split(','), third, Number(fourth)).then((lines) => fs.writeSync(1, lines.join('')))
  work.then(() => process.exit(0), (fault) => {
    console.error(require('node:util').inspect(fault, { depth: 8 }))
    process.exit(1)
  })
}

module.exports = { run, line }
