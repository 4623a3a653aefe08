// A schema's JSON default as Avro bytes. In a union the default belongs to the first branch it fits.

using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.Avro;

internal static class DefaultEncoder
{
    internal static byte[] Encode(JsonValue value, AvroSchema schema)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(value, schema, output);
        return output.WrittenSpan.ToArray();
    }

    private static void Write(JsonValue value, AvroSchema schema, ArrayBufferWriter<byte> output)
    {
        switch (schema)
        {
            case AvroUnion union:
                var branch = union.Branches.TakeWhile(b => !AvroDefaults.Fits(value, b)).Count();
                branch = branch < union.Branches.Count ? branch : throw Misfit(value, schema);
                output.WriteLong(branch);
                Write(value, union.Branches[branch], output);
                break;
            case AvroRecord record:
                foreach (var field in record.Fields)
                {
                    Write(value[field.Name] ?? field.Default ?? throw Misfit(value, schema), field.Schema, output);
                }

                break;
            case AvroArray array:
                WriteBlock(value.Items.Count, output);
                foreach (var item in value.Items)
                {
                    Write(item, array.Items, output);
                }

                EndBlock(value.Items.Count, output);
                break;
            case AvroMap map:
                WriteBlock(value.Members.Count, output);
                foreach (var member in value.Members)
                {
                    WriteBytes(Encoding.UTF8.GetBytes(member.Key), output);
                    Write(member.Value, map.Values, output);
                }

                EndBlock(value.Members.Count, output);
                break;
            case AvroEnum symbols:
                var index = symbols.IndexOf(value.Text);
                output.WriteLong(index >= 0 ? index : throw Misfit(value, schema));
                break;
            case AvroFixed:
                output.Write(Encoding.Latin1.GetBytes(value.Text));
                break;
            default:
                WritePrimitive(value, schema, output);
                break;
        }
    }

    private static void WritePrimitive(JsonValue value, AvroSchema schema, ArrayBufferWriter<byte> output)
    {
        if (!AvroDefaults.Fits(value, schema))
        {
            throw Misfit(value, schema);
        }

        switch (schema.Type)
        {
            case AvroType.Boolean:
                output.Write([value.Kind == JsonKind.True ? (byte)1 : (byte)0]);
                break;
            case AvroType.Int or AvroType.Long:
                output.WriteLong(long.Parse(value.Text, CultureInfo.InvariantCulture));
                break;
            case AvroType.Float:
                BinaryPrimitives.WriteSingleLittleEndian(output.GetSpan(sizeof(float)), (float)Number(value));
                output.Advance(sizeof(float));
                break;
            case AvroType.Double:
                BinaryPrimitives.WriteDoubleLittleEndian(output.GetSpan(sizeof(double)), Number(value));
                output.Advance(sizeof(double));
                break;
            case AvroType.Bytes:
                WriteBytes(Encoding.Latin1.GetBytes(value.Text), output);
                break;
            case AvroType.String:
                WriteBytes(Encoding.UTF8.GetBytes(value.Text), output);
                break;
        }
    }

    private static double Number(JsonValue value) => double.Parse(value.Text, CultureInfo.InvariantCulture);

    private static void WriteBytes(byte[] bytes, ArrayBufferWriter<byte> output)
    {
        output.WriteLong(bytes.Length);
        output.Write(bytes);
    }

    private static void WriteBlock(int count, ArrayBufferWriter<byte> output) => output.WriteLong(count);

    private static void EndBlock(int count, ArrayBufferWriter<byte> output)
    {
        if (count > 0)
        {
            output.WriteLong(0);
        }
    }

    private static SchemaParseException Misfit(JsonValue value, AvroSchema schema) =>
        new($"The default {value} does not fit {schema.BranchName}; correct the reader's schema.", "");
}
