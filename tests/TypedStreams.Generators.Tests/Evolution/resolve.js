// Resolves values of one schema to another with avsc and compares with what the file says: resolve.js AVSC FILE.
'use strict';
const fs = require('fs');
const avro = require(process.argv[2]);

// Logical types are annotations: both sides are compared as what lies beneath them.
let count = 0;
const wrong = [];
for (const line of fs.readFileSync(process.argv[3], 'utf8').split('\n').filter((text) => text.length > 0)) {
  const { seed, written, read, values } = JSON.parse(line);
  try {
    const writer = avro.Type.forSchema(JSON.parse(written), { wrapUnions: true });
    const reader = avro.Type.forSchema(JSON.parse(read), { wrapUnions: true });
    const resolver = reader.createResolver(writer);
    for (const [before, after] of values) {
      const value = reader.fromBuffer(Buffer.from(before, 'hex'), resolver);
      const bytes = reader.toBuffer(value).toString('hex').toUpperCase();
      if (bytes !== after) {
        wrong.push(`seed ${seed}: ${before} is ${bytes} there and ${after} here\n${written}\n${read}`);
      }
      count++;
    }
  } catch (problem) {
    wrong.push(`seed ${seed}: ${problem.message}\n${written}\n${read}`);
  }
}
console.log(wrong.length === 0 ? `${count} values agree` : `${wrong.length} of ${count} differ\n${wrong.sort((one, other) => one.length - other.length).slice(0, 3).join('\n')}`);
