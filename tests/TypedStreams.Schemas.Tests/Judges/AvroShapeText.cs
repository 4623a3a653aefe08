// Prints a shape as a schema text: a named type in full where it comes first, by name after that; names in each of the
// spellings that mean the same (dotted, with "namespace", inherited); a default of the right type where one exists.

using System.Text.Json.Nodes;

namespace TypedStreams.Schemas.Tests.Judges;

internal sealed class AvroShapeText(Random random)
{
    private readonly HashSet<AvroShape> _defined = [];

    internal static string Of(AvroShape shape, Random random) =>
        new AvroShapeText(random).Print(shape, "").ToJsonString();

    private JsonNode Print(AvroShape shape, string space) => shape.Kind switch
    {
        "union" => new JsonArray([.. shape.Inner.Select(branch => Print(branch, space))]),
        "array" => Annotate(shape, new JsonObject
        {
            ["type"] = "array",
            ["items"] = Print(shape.Inner[0], space),
        }),
        "map" => Annotate(shape, new JsonObject { ["values"] = Print(shape.Inner[0], space), ["type"] = "map" }),
        _ when shape.IsNamed => _defined.Add(shape) ? Define(shape, space) : Refer(shape, space),
        _ when shape.Logical is not null => Annotate(shape, new JsonObject { ["type"] = shape.Kind }),
        _ => JsonValue.Create(shape.Kind),
    };

    private JsonValue Refer(AvroShape shape, string space) =>
        JsonValue.Create(shape.Space == space && random.Next(2) == 0 ? shape.Name : shape.Full);

    private JsonObject Define(AvroShape shape, string space)
    {
        var json = new JsonObject { ["type"] = shape.Kind };
        switch (random.Next(3))
        {
            case 0 when shape.Space == space:
                json["name"] = shape.Name;
                break;
            case 1:
                json["name"] = shape.Full;
                break;
            default:
                json["name"] = shape.Name;
                json["namespace"] = shape.Space;
                break;
        }

        if (shape.Aliases.Count > 0)
        {
            json["aliases"] = Texts(shape.Aliases);
        }

        switch (shape.Kind)
        {
            case "enum":
                json["symbols"] = Texts(shape.Symbols);
                if (shape.EnumDefault is not null)
                {
                    json["default"] = shape.EnumDefault;
                }

                break;
            case "fixed":
                json["size"] = shape.Size;
                break;
            default:
                json["fields"] = new JsonArray([.. shape.Fields.Select(field => Field(field, shape.Space))]);
                break;
        }

        return Annotate(shape, json);
    }

    private JsonObject Field(AvroFieldShape field, string space)
    {
        var json = new JsonObject { ["name"] = field.Name, ["type"] = Print(field.Type, space) };
        if (field.HasDoc)
        {
            json["doc"] = "what it means";
            json["order"] = "descending";
        }

        if (field.Aliases.Count > 0)
        {
            json["aliases"] = Texts(field.Aliases);
        }

        if (field.HasDefault && TryDefault(field.Type, depth: 0, out var value))
        {
            json["default"] = value;
        }

        return json;
    }

    /// <summary>A default for a type; false where the type is too deep to have a small one.</summary>
    private static bool TryDefault(AvroShape shape, int depth, out JsonNode? value)
    {
        value = shape.Kind switch
        {
            "null" => null,
            "boolean" => false,
            "int" or "long" => 7,
            "float" or "double" => 1.5,
            "bytes" => "\u00ff",
            "string" => "s",
            "array" => new JsonArray(),
            "map" => new JsonObject(),
            "enum" => shape.Symbols[0],
            "fixed" => new string('a', shape.Size),
            _ => null,
        };
        if (shape.Kind == "union")
        {
            return TryDefault(shape.Inner[0], depth, out value);
        }

        return shape.Kind != "record" || TryRecord(shape, depth, out value);
    }

    private static bool TryRecord(AvroShape shape, int depth, out JsonNode? value)
    {
        var json = new JsonObject();
        value = json;
        foreach (var field in shape.Fields)
        {
            if (depth == 2 || !TryDefault(field.Type, depth + 1, out var inner))
            {
                return false;
            }

            json[field.Name] = inner;
        }

        return true;
    }

    private static JsonObject Annotate(AvroShape shape, JsonObject json)
    {
        if (shape.Logical is not null)
        {
            json["logicalType"] = shape.Logical;
            if (shape.Logical == "decimal")
            {
                json["precision"] = 4;
                json["scale"] = 2;
            }
        }

        return json;
    }

    private static JsonArray Texts(IEnumerable<string> texts) =>
        new([.. texts.Select(text => (JsonNode)JsonValue.Create(text))]);
}
