// What a code fix needs to know to mend a difference: read off the recorded schema and the new one. Keys that are
// absent are fixes that would not help.

using System.Collections.Immutable;
using TypedStreams.Generators.Model;
using TypedStreams.Schemas.Avro;
using TypedStreams.Schemas.Json;
using TypedStreams.Schemas.JsonSchema;
using TypedStreams.Schemas.Protobuf;
using TypedStreams.Schemas.Recorded;

namespace TypedStreams.Generators.Compatibility;

internal sealed class BreakFixes
{
    private readonly ImmutableDictionary<string, string?>.Builder _keys =
        ImmutableDictionary.CreateBuilder<string, string?>();

    private readonly Break _item;
    private readonly ContractModel _contract;
    private readonly IReadOnlyList<string> _names;

    private BreakFixes(Break item, ContractModel contract)
    {
        _item = item;
        _contract = contract;
        _names = BreakPlace.NamesOf(item, contract.Message);
    }

    internal static ImmutableDictionary<string, string?> Of(Break item, ContractModel contract)
    {
        var fixes = new BreakFixes(item, contract);
        switch (item.Version.Format)
        {
            case "Avro":
                fixes.Avro();
                break;
            case "Protobuf":
                fixes.Protobuf();
                break;
            default:
                fixes.Json();
                break;
        }

        return fixes._keys.ToImmutable();
    }

    private void Avro()
    {
        var old = AvroParser.Parse(_item.Version.Text, references: null, validate: false);
        var holder = _names.Count == 0 ? null : AvroRecordAt(old, _names.Take(_names.Count - 1));
        switch (_item.Difference.KindName)
        {
            case AvroDifferences.ReaderFieldMissingDefaultValue when _item.IsNewReader && holder is not null:
                _keys[FixKeys.Default] = "";
                var current = AvroParser.Parse(_contract.Schemas[0].Text);
                if (AvroRecordAt(current, _names.Take(_names.Count - 1)) is { } record
                    && record.Field(_names[_names.Count - 1]) is { } added)
                {
                    var gone = holder.Fields
                        .Where(field => record.Field(field.Name) is null)
                        .Where(field => AvroCompatibility.Check(added.Schema, field.Schema).Count == 0)
                        .Select(field => field.Name).ToArray();
                    Names(gone, FixKeys.Aliases, FixKeys.Names);
                    if (record.Fields.Count(field => field.Default is null && holder.Field(field.Name) is null) > 1)
                    {
                        _keys[FixKeys.Ambiguous] = "";
                    }
                }

                break;
            case AvroDifferences.ReaderFieldMissingDefaultValue when !_item.IsNewReader:
                if (holder?.Field(_item.Difference.Message) is { } lost)
                {
                    Restore(lost.Name, RestoredType.Of(lost.Schema, _contract.Message));
                }

                break;
            case AvroDifferences.NameMismatch when _item.IsNewReader:
                // "expected: full.Name"
                _keys[FixKeys.TypeName] = _item.Difference.Message.Substring("expected: ".Length);
                break;
        }
    }

    private static AvroRecord? AvroRecordAt(AvroSchema schema, IEnumerable<string> names)
    {
        var record = schema as AvroRecord;
        foreach (var name in names)
        {
            record = Held(record?.Field(name)?.Schema) as AvroRecord;
        }

        return record;

        static AvroSchema? Held(AvroSchema? schema) => schema switch
        {
            AvroArray array => Held(array.Items),
            AvroMap map => Held(map.Values),
            AvroUnion union => Held(union.Branches.FirstOrDefault(branch => branch.Type != AvroType.Null)),
            _ => schema,
        };
    }

    /// <summary>A member whose number is taken by another one: its old number, or one that nobody ever had.</summary>
    private void Protobuf()
    {
        var fields = BreakPlace.Of(_item, _contract.Message);
        if (fields.Count != 1
            || ProtoParser.Parse(_item.Version.Text, references: null, validate: false).FirstMessage is not { } old
            || ProtoParser.Parse(_contract.Schemas[0].Text).FirstMessage is not { } current
            || current.AllFields.FirstOrDefault(field => field.Number == fields[0].Number) is not { } field)
        {
            return;
        }

        var before = old.AllFields.FirstOrDefault(other => other.Name == field.Name);
        if (before is null)
        {
            var free = old.AllFields.Concat(current.AllFields).Max(other => other.Number) + 1;
            _keys[FixKeys.Number] = free.ToString();
        }
        else if (before.Number != field.Number)
        {
            _keys[FixKeys.Number] = before.Number.ToString();
        }
    }

    private void Json()
    {
        if (_names.Count == 0)
        {
            return;
        }

        var name = _names[_names.Count - 1];
        var above = _names.Take(_names.Count - 1).ToArray();
        var old = JsonObjectAt(JsonValue.Parse(_item.Version.Text), above)?["properties"];
        var current = JsonObjectAt(JsonValue.Parse(_contract.Schemas[0].Text), above)?["properties"];
        switch (_item.Difference.KindName)
        {
            case JsonDifferences.RequiredPropertyAddedToUnopenContentModel when _item.IsNewReader:
                _keys[FixKeys.Default] = "";
                var gone = old?.Members.Where(property => current?[property.Key] is null)
                    .Where(property => Plain(property.Value) == Plain(current?[name]))
                    .Select(property => property.Key);
                Names([.. gone ?? []], FixKeys.Names);
                break;
            case JsonDifferences.RequiredAttributeAdded when _item.IsNewReader:
                _keys[FixKeys.Default] = "";
                break;
            case JsonDifferences.RequiredPropertyAddedToUnopenContentModel when !_item.IsNewReader:
            case JsonDifferences.PropertyRemovedFromClosedContentModel when _item.IsNewReader:
                if (old?[name] is { } lost)
                {
                    Restore(name, RestoredType.Of(lost, _contract.Message));
                }

                break;
        }

        static string Plain(JsonValue? schema) => schema is null ? "" : JsonValue.Object(
            [.. schema.Members.Where(member => member.Key is not ("description" or "default"))]).ToString();
    }

    private static JsonValue? JsonObjectAt(JsonValue root, IEnumerable<string> names)
    {
        JsonValue? at = root;
        foreach (var name in names)
        {
            at = at?["properties"]?[name];
            while (at is not null && at["properties"] is null)
            {
                at = at["items"] ?? at["additionalProperties"]
                    ?? at["oneOf"]?.Items.FirstOrDefault(part => part["$ref"] is not null)
                    ?? at["allOf"]?.Items.FirstOrDefault()
                    ?? (at["$ref"] is { } reference ? Target(root, reference.Text) : null);
            }
        }

        return at;

        static JsonValue? Target(JsonValue root, string reference) => reference == "#"
            ? root
            : root["definitions"]?[reference.Substring(reference.LastIndexOf('/') + 1)];
    }

    private void Names(string[] names, params string[] keys)
    {
        foreach (var key in names.Length > 0 ? keys : [])
        {
            _keys[key] = string.Join(";", names);
        }
    }

    private void Restore(string name, RestoredType? type)
    {
        if (type is not null)
        {
            _keys[FixKeys.RestoredName] = name;
            _keys[FixKeys.RestoredType] = type.CSharp;
            if (type.Attribute is { } attribute)
            {
                _keys[FixKeys.RestoredAttribute] = attribute;
            }
        }
    }
}
