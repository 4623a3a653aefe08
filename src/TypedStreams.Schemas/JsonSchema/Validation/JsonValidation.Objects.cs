// Objects: properties, their names, and what one property asks of the others.

using TypedStreams.Schemas.Json;

namespace TypedStreams.Schemas.JsonSchema;

internal sealed partial class JsonValidation
{
    private bool CheckObject(JsonRule rule, string name, JsonValue value, JsonValue instance, Evaluated? own)
    {
        var draft = rule.Place.Draft;
        switch (name)
        {
            case "properties": return CheckProperties(value, instance, own);
            case "patternProperties": return CheckPatternProperties(rule, instance, own);
            case "additionalProperties": return CheckAdditionalProperties(rule, value, instance, own);
            case "required":
                return CheckRequired(rule, value, instance);
            case "minProperties" or "maxProperties" when value.Kind == JsonKind.Number:
                return IsWithin(name == "minProperties", instance.Members.Count, value)
                    || Fail(rule, name, $"its {instance.Members.Count} properties break {name} {value}");
            case "propertyNames" when draft >= JsonSchemaDraft.Draft6:
                return CheckNames(rule, value, instance);
            case "dependencies" when draft < JsonSchemaDraft.Draft2019:
            case "dependentRequired" or "dependentSchemas" when draft >= JsonSchemaDraft.Draft2019:
                return CheckDependencies(rule, name, value, instance, own);
            default:
                return true;
        }
    }

    private bool CheckRequired(JsonRule rule, JsonValue names, JsonValue instance)
    {
        var isRight = true;
        foreach (var name in names.Items.Where(name => instance[name.Text] is null))
        {
            isRight = Fail(rule, "required", $"the property \"{name.Text}\" is missing");
        }

        return isRight;
    }

    private bool CheckNames(JsonRule rule, JsonValue schema, JsonValue instance)
    {
        var isRight = true;
        foreach (var member in instance.Members)
        {
            isRight &= Try(schema, JsonValue.String(member.Key), evaluated: null)
                || Fail(rule, "propertyNames", $"the name \"{member.Key}\" is not allowed");
        }

        return isRight;
    }

    private bool CheckProperties(JsonValue properties, JsonValue instance, Evaluated? own)
    {
        var isRight = true;
        foreach (var property in properties.Members)
        {
            if (instance[property.Key] is { } inner)
            {
                isRight &= ApplyInside(property.Key, property.Value, inner);
                own?.Add(property.Key);
            }
        }

        return isRight;
    }

    private bool CheckPatternProperties(JsonRule rule, JsonValue instance, Evaluated? own)
    {
        var isRight = true;
        foreach (var (pattern, schema) in rule.NamePatterns)
        {
            foreach (var member in instance.Members)
            {
                if (Matches(rule, pattern, member.Key))
                {
                    isRight &= ApplyInside(member.Key, schema, member.Value);
                    own?.Add(member.Key);
                }
            }
        }

        return isRight;
    }

    private bool CheckAdditionalProperties(JsonRule rule, JsonValue schema, JsonValue instance, Evaluated? own)
    {
        var isRight = true;
        var named = rule.Json["properties"];
        foreach (var member in instance.Members)
        {
            if (named?[member.Key] is not null
                || rule.NamePatterns.Exists(pattern => Matches(rule, pattern.Key, member.Key)))
            {
                continue;
            }

            isRight &= schema.Kind == JsonKind.False
                ? Fail(rule, "additionalProperties", $"the property \"{member.Key}\" is not allowed")
                : ApplyInside(member.Key, schema, member.Value);
            own?.Add(member.Key);
        }

        return isRight;
    }

    private bool CheckDependencies(
        JsonRule rule, string keyword, JsonValue dependencies, JsonValue instance, Evaluated? own)
    {
        var isRight = true;
        foreach (var dependency in dependencies.Members.Where(dependency => instance[dependency.Key] is not null))
        {
            if (dependency.Value.Kind is not (JsonKind.Array or JsonKind.String))
            {
                isRight &= Apply(dependency.Value, instance, own);
                continue;
            }

            // draft-04 and older allowed one name without an array around it.
            IReadOnlyList<JsonValue> names =
                dependency.Value.Kind == JsonKind.Array ? dependency.Value.Items : [dependency.Value];
            foreach (var name in names.Where(name => instance[name.Text] is null))
            {
                var sentence = $"with \"{dependency.Key}\" there must be \"{name.Text}\", which is missing";
                isRight = Fail(rule, keyword, sentence);
            }
        }

        return isRight;
    }

    /// <summary>What no other keyword has looked at, which is known when all others are done.</summary>
    private bool CheckUnevaluated(JsonRule rule, JsonValue instance, Evaluated? own)
    {
        if (own is null || rule.Place.Draft < JsonSchemaDraft.Draft2019)
        {
            return true;
        }

        return instance.Kind switch
        {
            JsonKind.Object when rule.Json["unevaluatedProperties"] is { } schema =>
                CheckOtherProperties(rule, schema, instance, own),
            JsonKind.Array when rule.Json["unevaluatedItems"] is { } schema =>
                CheckOtherItems(rule, schema, instance, own),
            _ => true,
        };
    }

    private bool CheckOtherProperties(JsonRule rule, JsonValue schema, JsonValue instance, Evaluated own)
    {
        var isRight = true;
        foreach (var member in instance.Members.Where(member => !own.Has(member.Key)))
        {
            isRight &= schema.Kind == JsonKind.False
                ? Fail(rule, "unevaluatedProperties", $"nothing describes the property \"{member.Key}\"")
                : ApplyInside(member.Key, schema, member.Value);
        }

        own.AddAll();
        return isRight;
    }
}
