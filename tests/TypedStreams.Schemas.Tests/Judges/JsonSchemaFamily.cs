// Random JSON Schemas with values near what they ask for. Left out is what the judge is known to see otherwise, and the
// table of cases says why: divisors that are no binary fractions, and patterns that depend on the dialect. The seed
// decides everything.

using System.Text.Json.Nodes;

namespace TypedStreams.Schemas.Tests.Judges;

internal sealed class JsonSchemaFamily
{
    private static readonly string[] Names = ["a", "b", "ab", "xa"];
    private static readonly string[] Types = ["null", "boolean", "integer", "number", "string", "array", "object"];
    private static readonly string[] Values =
        ["null", "true", "false", "0", "1", "1.0", "2", "2.5", "-1", "\"\"", "\"a\"", "\"ab\"", "\"xab\"", "[]", "{}"];

    private readonly Random _random;
    private readonly int _draft;
    private readonly bool _looksBack;

    // Definitions refer to nothing, so that no schema leads into itself.
    private bool _isDefinition;

    private JsonSchemaFamily(int seed, int draft)
    {
        _random = new Random(seed);
        _draft = draft;
        _looksBack = draft >= 2019 && _random.Next(2) == 0;
    }

    /// <summary>A schema of a draft and some values.</summary>
    internal static (string Schema, List<string> Instances) Generate(int seed, int draft, int count)
    {
        var family = new JsonSchemaFamily(seed, draft);
        var schema = family.Object(depth: 0);
        family._isDefinition = true;
        schema["definitions"] = new JsonObject { ["x"] = family.Object(depth: 2), ["y"] = family.Object(depth: 2) };
        return (schema.ToJsonString(), [.. Enumerable.Range(0, count).Select(_ => family.Instance(depth: 0))]);
    }

    private JsonNode Schema(int depth) => _draft >= 6 && _random.Next(8) == 0
        ? JsonValue.Create(_random.Next(3) > 0)
        : Object(depth);

    private JsonObject Object(int depth)
    {
        var json = new JsonObject();
        if (!_isDefinition && depth > 0 && _random.Next(6) == 0)
        {
            json["$ref"] = "#/definitions/" + Pick("x", "y");
        }

        for (var keywords = _random.Next(depth > 2 ? 2 : 4) + (depth == 0 ? 1 : 0); keywords > 0; keywords--)
        {
            Add(json, depth);
        }

        return json;
    }

    private void Add(JsonObject json, int depth)
    {
        var isDeep = depth > 2;
        switch (_random.Next(isDeep ? 9 : 24))
        {
            case 0 or 1: json["type"] = _random.Next(3) == 0 ? List(2, () => Pick(Types)) : Pick(Types); break;
            case 2: json["enum"] = List(3, () => JsonNode.Parse(Pick(Values))); break;
            case 3: Limit(json); break;
            case 4: json[Pick("minLength", "maxLength", "minItems", "maxItems")] = _random.Next(3); break;
            case 5: json[Pick("minProperties", "maxProperties")] = _random.Next(3); break;
            case 6: json["pattern"] = Pick("a", "^a", "b+", "^(x|a)"); break;
            case 7: json["required"] = List(2, () => Pick(Names)); break;
            case 8: Since(json, 6, "const", () => JsonNode.Parse(Pick(Values))); break;
            case 9 or 10: json["properties"] = Map(depth); break;
            case 11: json["patternProperties"] = new JsonObject { [Pick("a", "^x", "b$")] = Schema(depth + 1) }; break;
            case 12: json["additionalProperties"] = Schema(depth + 1); break;
            case 13: Items(json, depth); break;
            case 14: json[Pick("allOf", "anyOf", "oneOf")] = List(2, () => Schema(depth + 1)); break;
            case 15: json[Pick("anyOf", "oneOf")] = List(3, () => Schema(depth + 1)); break;
            case 16: json["not"] = Schema(depth + 1); break;
            case 17:
                Since(json, 7, "if", () => Schema(depth + 1));
                Since(json, 7, Pick("then", "else"), () => Schema(depth + 1));
                break;
            case 18: Contains(json, depth); break;
            case 19: Dependencies(json, depth); break;
            case 20: json["uniqueItems"] = true; break;
            case 21: Since(json, 6, "propertyNames", () => Schema(depth + 1)); break;
            case 22 when _looksBack: json["unevaluatedProperties"] = Schema(depth + 1); break;
            case 23 when _looksBack: json["unevaluatedItems"] = Schema(depth + 1); break;
            default: json["multipleOf"] = Pick(1, 2); break;
        }
    }

    private void Limit(JsonObject json)
    {
        var name = Pick("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");
        json[name] = _draft == 4 && name[0] == 'e' ? true : Pick(0, 1, 2);
        if (_draft == 4 && name[0] == 'e')
        {
            // In draft-04 the flag needs its limit.
            json["m" + name[10..]] = Pick(0, 1, 2);
        }
    }

    private void Items(JsonObject json, int depth)
    {
        switch (_random.Next(3))
        {
            case 0: json["items"] = Schema(depth + 1); break;
            case 1 when _draft == 2020:
                json["prefixItems"] = List(2, () => Schema(depth + 1));
                break;
            case 1:
                json["items"] = List(2, () => Schema(depth + 1));
                break;
            default:
                json[_draft == 2020 ? "items" : "additionalItems"] = Schema(depth + 1);
                break;
        }
    }

    private void Contains(JsonObject json, int depth)
    {
        Since(json, 6, "contains", () => Schema(depth + 1));
        if (_random.Next(2) == 0)
        {
            Since(json, 2019, Pick("minContains", "maxContains"), () => _random.Next(3));
        }
    }

    private void Dependencies(JsonObject json, int depth)
    {
        var isNames = _random.Next(2) == 0;
        JsonNode value = isNames ? List(2, () => Pick(Names)) : Schema(depth + 1);
        var keyword = _draft < 2019 ? "dependencies" : isNames ? "dependentRequired" : "dependentSchemas";
        json[keyword] = new JsonObject { [Pick(Names)] = value };
    }

    private JsonObject Map(int depth)
    {
        var json = new JsonObject();
        for (var count = 1 + _random.Next(2); count > 0; count--)
        {
            json[Pick(Names)] = Schema(depth + 1);
        }

        return json;
    }

    private void Since(JsonObject json, int draft, string keyword, Func<JsonNode?> value)
    {
        if (_draft >= draft)
        {
            json[keyword] = value();
        }
    }

    private string Instance(int depth) => _random.Next(depth > 1 ? 2 : 5) switch
    {
        0 or 1 => Pick(Values),
        2 => "[" + string.Join(',', Enumerable.Range(0, _random.Next(4)).Select(_ => Instance(depth + 1))) + "]",
        _ => "{" + string.Join(',', SomeNames().Select(name => $"\"{name}\":{Instance(depth + 1)}")) + "}",
    };

    private IEnumerable<string> SomeNames() => Names.Where(_ => _random.Next(2) == 0);

    /// <summary>A list of one to some different entries.</summary>
    private JsonArray List(int most, Func<JsonNode?> entry)
    {
        var seen = new HashSet<string>();
        var list = new JsonArray();
        for (var count = 1 + _random.Next(most); count > 0; count--)
        {
            var value = entry();
            if (seen.Add(value?.ToJsonString() ?? "null"))
            {
                list.Add(value);
            }
        }

        return list;
    }

    private T Pick<T>(params T[] pool) => pool[_random.Next(pool.Length)];
}
