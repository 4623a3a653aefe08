// One value on its way through a schema. Owns the path to the part it is at, the resources it came through (which
// $dynamicRef and $recursiveRef ask for) and the faults. A part that is only tried out (anyOf, not, if ...) gives a
// verdict and no faults. Bounded in depth and in the number of schemas applied: past either the value is refused.

using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.JsonSchema;

internal sealed partial class JsonValidation(JsonSchemaValidator validator)
{
    private readonly List<JsonFault> _faults = [];
    private readonly List<string> _path = [];
    private readonly List<string> _resources = [];
    private JsonRule? _current;
    private JsonFault? _refusal;
    private int _applications;
    private int _depth;
    private int _trials;

    internal IReadOnlyList<JsonFault> Run(JsonValue schema, JsonValue instance)
    {
        Apply(schema, instance, evaluated: null);
        return _refusal is null ? _faults : [_refusal];
    }

    /// <summary>Applies a schema to a value.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="instance">The value.</param>
    /// <param name="evaluated">Where to note what was looked at, when the value is right.</param>
    private bool Apply(JsonValue schema, JsonValue instance, Evaluated? evaluated)
    {
        if (schema.Kind != JsonKind.Object)
        {
            return schema.Kind != JsonKind.False || Fail(_current, "", "nothing is allowed here");
        }

        var rule = validator.RuleOf(schema);
        if (_refusal is not null || !TryEnter(rule))
        {
            return false;
        }

        var (known, around) = (_resources.Count, _current);
        _current = rule;
        if (known == 0 || _resources[^1] != rule.Place.Base)
        {
            _resources.Add(rule.Place.Base);
        }

        var own = validator.IsTracking ? new Evaluated() : null;
        var isRight = CheckAll(rule, instance, own);
        if (isRight && own is not null)
        {
            evaluated?.Add(own);
        }

        _resources.RemoveRange(known, _resources.Count - known);
        _depth--;
        _current = around;
        return isRight;
    }

    private bool TryEnter(JsonRule rule)
    {
        if (_depth >= JsonSchemaValidator.MaxDepth)
        {
            var sentence = $"schemas lead into each other more than {JsonSchemaValidator.MaxDepth} deep";
            _refusal = new JsonFault(Pointer(), SchemaPlace(rule, ""), sentence);
            return false;
        }

        if (++_applications > JsonSchemaValidator.MaxApplications)
        {
            var sentence = $"more than {JsonSchemaValidator.MaxApplications} schemas would have to be applied";
            _refusal = new JsonFault(Pointer(), SchemaPlace(rule, ""), sentence);
            return false;
        }

        _depth++;
        return true;
    }

    private bool CheckAll(JsonRule rule, JsonValue instance, Evaluated? own)
    {
        var isRight = CheckReferences(rule, instance, own);
        if (rule.Place.Draft < JsonSchemaDraft.Draft2019 && (rule.References.Count > 0 || rule.Meta is not null))
        {
            // Before 2019-09 nothing beside $ref counts.
            return isRight;
        }

        foreach (var member in rule.Json.Members)
        {
            // Where nobody reads the faults, the first one is enough.
            if (!isRight && _trials > 0)
            {
                return false;
            }

            isRight &= CheckKeyword(rule, member.Key, member.Value, instance, own);
        }

        return isRight && CheckUnevaluated(rule, instance, own);
    }

    private bool CheckKeyword(JsonRule rule, string name, JsonValue value, JsonValue instance, Evaluated? own)
    {
        switch (name)
        {
            case "type": return CheckType(rule, value, instance);
            case "enum": return CheckEnum(rule, instance);
            case "const": return CheckConst(rule, instance);
            case "allOf": return CheckAllOf(value, instance, own);
            case "anyOf": return CheckAnyOf(rule, value, instance, own);
            case "oneOf": return CheckOneOf(rule, value, instance, own);
            case "not":
                return !Try(value, instance, new Evaluated()) || Fail(rule, name, "it is what is excluded");
            case "if" when rule.Place.Draft >= JsonSchemaDraft.Draft7:
                return CheckCondition(rule, value, instance, own);
        }

        return instance.Kind switch
        {
            JsonKind.Number => CheckNumber(rule, name, value, instance),
            JsonKind.String => CheckString(rule, name, value, instance),
            JsonKind.Array => CheckArray(rule, name, value, instance, own),
            JsonKind.Object => CheckObject(rule, name, value, instance, own),
            _ => true,
        };
    }

    private bool CheckReferences(JsonRule rule, JsonValue instance, Evaluated? own)
    {
        var isRight = rule.Meta is not { } draft || CheckSchema(rule, draft, instance);
        foreach (var link in rule.References)
        {
            isRight &= Apply(TargetOf(rule, link), instance, own);
        }

        return isRight;
    }

    /// <summary>The outermost resource on the way here that has the anchor takes a dynamic reference over.</summary>
    private JsonValue TargetOf(JsonRule rule, JsonLink link)
    {
        if (link.DynamicName is { } name)
        {
            return _resources.Select(resource => validator.Anchored(resource, name))
                .FirstOrDefault(found => found is not null) ?? link.Target;
        }

        if (link.Keyword == "$recursiveRef" && validator.Recursive(rule.Place.Base) is not null)
        {
            return _resources.Select(validator.Recursive).FirstOrDefault(found => found is not null) ?? link.Target;
        }

        return link.Target;
    }

    private bool CheckSchema(JsonRule rule, JsonSchemaDraft draft, JsonValue instance)
    {
        try
        {
            JsonSchemaChecks.Check(instance, draft);
            return true;
        }
        catch (SchemaParseException problem)
        {
            return Fail(rule, "$ref", "it is no schema: " + problem.Message);
        }
    }

    private bool CheckAllOf(JsonValue parts, JsonValue instance, Evaluated? own)
    {
        var isRight = true;
        foreach (var part in parts.Items)
        {
            isRight &= Apply(part, instance, own);
        }

        return isRight;
    }

    private bool CheckAnyOf(JsonRule rule, JsonValue parts, JsonValue instance, Evaluated? own)
    {
        var isRight = false;
        foreach (var part in parts.Items)
        {
            isRight |= Try(part, instance, own);
            if (isRight && own is null)
            {
                return true;
            }
        }

        return isRight || Fail(rule, "anyOf", $"it is none of {parts.Items.Count} alternatives");
    }

    private bool CheckOneOf(JsonRule rule, JsonValue parts, JsonValue instance, Evaluated? own)
    {
        var count = parts.Items.Count(part => Try(part, instance, own));
        return count == 1 || Fail(
            rule, "oneOf", $"it is {count} of {parts.Items.Count} alternatives, and must be exactly one");
    }

    private bool CheckCondition(JsonRule rule, JsonValue condition, JsonValue instance, Evaluated? own)
    {
        var branch = rule.Json[Try(condition, instance, own) ? "then" : "else"];
        return branch is null || Apply(branch, instance, own);
    }

    private bool Try(JsonValue schema, JsonValue instance, Evaluated? evaluated)
    {
        _trials++;
        var isRight = Apply(schema, instance, evaluated);
        _trials--;
        return isRight;
    }

    /// <summary>Applies a schema to a part of the value.</summary>
    private bool ApplyInside(string step, JsonValue schema, JsonValue instance)
    {
        _path.Add(step);
        var isRight = Apply(schema, instance, evaluated: null);
        _path.RemoveAt(_path.Count - 1);
        return isRight;
    }

    private bool Fail(JsonRule? rule, string keyword, string message)
    {
        if (_trials == 0 && _faults.Count < JsonSchemaValidator.MaxFaults)
        {
            _faults.Add(new JsonFault(Pointer(), SchemaPlace(rule, keyword), message));
        }

        return false;
    }

    private string Pointer() => string.Concat(_path.Select(step => "/" + JsonSubschemas.Escape(step)));

    private static string SchemaPlace(JsonRule? rule, string keyword) =>
        $"{rule?.Place.Document}#{rule?.Place.Pointer}{(keyword.Length == 0 ? "" : "/" + keyword)}";
}
