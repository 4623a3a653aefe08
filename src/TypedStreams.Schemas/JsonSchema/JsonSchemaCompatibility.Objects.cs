// Objects: properties by their content model, required names, dependencies.

using System.Text.RegularExpressions;

namespace TypedStreams.Schemas.JsonSchema;

public sealed partial class JsonSchemaCompatibility
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromMilliseconds(100);

    private void CompareObjects(JsonObject original, JsonObject update)
    {
        CompareProperties(original, update);
        CompareRequired(original, update);
        CompareLimits(original.MaxProperties, update.MaxProperties, "maxProperties", "MAX_PROPERTIES");
        CompareLimits(original.MinProperties, update.MinProperties, "minProperties", "MIN_PROPERTIES");
        CompareAdditional(original.Additional, update.Additional, "additionalProperties", "ADDITIONAL_PROPERTIES");
        CompareAdditional(
            original.Unevaluated, update.Unevaluated, "unevaluatedProperties", "UNEVALUATED_PROPERTIES");
        CompareDependencies(original, update);
    }

    private void CompareProperties(JsonObject original, JsonObject update)
    {
        foreach (var property in original.Properties)
        {
            Inside("properties/" + property.Key, () =>
            {
                if (update.Properties.TryGetValue(property.Key, out var other))
                {
                    Compare(property.Value, other);
                }
                else
                {
                    Report(KindOfRemoved(property.Key, property.Value, update));
                }
            });
        }

        foreach (var property in update.Properties.Where(property => !original.Properties.ContainsKey(property.Key)))
        {
            Inside("properties/" + property.Key, () => CompareAdded(property.Key, property.Value, original, update));
        }
    }

    private string KindOfRemoved(string name, JsonNode property, JsonObject update)
    {
        if (update.IsOpen)
        {
            return JsonDifferences.PropertyRemovedFromOpenContentModel;
        }

        if (update.IsClosed)
        {
            return Plain(property) is JsonNothing
                ? JsonDifferences.PropertyWithFalseRemovedFromClosedContentModel
                : JsonDifferences.PropertyRemovedFromClosedContentModel;
        }

        return CoverOf(name, update) is var cover && (cover is null || Fits(property, cover))
            ? JsonDifferences.PropertyRemovedIsCoveredByPartiallyOpenContentModel
            : JsonDifferences.PropertyRemovedNotCoveredByPartiallyOpenContentModel;
    }

    private void CompareAdded(string name, JsonNode property, JsonObject original, JsonObject update)
    {
        if (original.IsOpen)
        {
            Report(
                Plain(property) is JsonAnything ? JsonDifferences.PropertyWithEmptySchemaAddedToOpenContentModel
                : !update.Required.Contains(name) ? JsonDifferences.OptionalPropertyAddedToOpenContentModel
                : HasDefault(property) ? JsonDifferences.RequiredPropertyWithDefaultAddedToOpenContentModel
                : JsonDifferences.RequiredPropertyAddedToOpenContentModel);
            return;
        }

        if (!original.IsClosed)
        {
            var cover = CoverOf(name, original);
            var fits = cover is null ? Plain(property) is JsonAnything : Fits(cover, property);
            Report(fits
                ? JsonDifferences.PropertyAddedIsCoveredByPartiallyOpenContentModel
                : JsonDifferences.PropertyAddedNotCoveredByPartiallyOpenContentModel);
        }

        Report(
            !update.Required.Contains(name) ? JsonDifferences.OptionalPropertyAddedToUnopenContentModel
            : HasDefault(property) ? JsonDifferences.RequiredPropertyWithDefaultAddedToUnopenContentModel
            : JsonDifferences.RequiredPropertyAddedToUnopenContentModel);
    }

    /// <summary>What a name not listed must be in a partially open object; null when it may be anything.</summary>
    private static JsonNode? CoverOf(string name, JsonObject schema)
    {
        foreach (var pattern in schema.PatternProperties)
        {
            try
            {
                if (Regex.IsMatch(name, pattern.Key, RegexOptions.None, PatternTimeout))
                {
                    return pattern.Value;
                }
            }
            catch (Exception problem) when (problem is ArgumentException or RegexMatchTimeoutException)
            {
                // A pattern that cannot be tried covers nothing that could be relied on.
                return new JsonNothing();
            }
        }

        return schema.Beyond;
    }

    private void CompareRequired(JsonObject original, JsonObject update)
    {
        foreach (var name in update.Required.Where(name => !original.Required.Contains(name)))
        {
            // A property that is new was judged as such.
            if (original.Properties.ContainsKey(name) || !update.Properties.TryGetValue(name, out var property))
            {
                var hasDefault = update.Properties.TryGetValue(name, out property) && HasDefault(property);
                Inside("required/" + name, () => Report(hasDefault
                    ? JsonDifferences.RequiredAttributeWithDefaultAdded
                    : JsonDifferences.RequiredAttributeAdded));
            }
            else if (original.IsOpen && Plain(property) is JsonAnything)
            {
                Inside("required/" + name, () => Report(HasDefault(property)
                    ? JsonDifferences.RequiredAttributeWithDefaultAdded
                    : JsonDifferences.RequiredAttributeAdded));
            }
        }

        foreach (var name in original.Required.Where(name => !update.Required.Contains(name)))
        {
            Inside("required/" + name, () => Report(JsonDifferences.RequiredAttributeRemoved));
        }
    }

    private static bool HasDefault(JsonNode node) => node.Default is not null || Plain(node).Default is not null;

    private void CompareDependencies(JsonObject original, JsonObject update)
    {
        foreach (var name in original.DependentNames.Keys.Union(update.DependentNames.Keys))
        {
            Inside("dependencies/" + name, () => CompareNames(
                original.DependentNames.TryGetValue(name, out var from) ? from : null,
                update.DependentNames.TryGetValue(name, out var to) ? to : null));
        }

        foreach (var name in original.DependentSchemas.Keys.Union(update.DependentSchemas.Keys))
        {
            Inside("dependencies/" + name, () =>
            {
                if (!original.DependentSchemas.TryGetValue(name, out var from))
                {
                    Report(JsonDifferences.DependencySchemaAdded);
                }
                else if (!update.DependentSchemas.TryGetValue(name, out var to))
                {
                    Report(JsonDifferences.DependencySchemaRemoved);
                }
                else
                {
                    Compare(from, to);
                }
            });
        }
    }

    private void CompareNames(HashSet<string>? original, HashSet<string>? update)
    {
        if (original is null || update is null)
        {
            Report(original is null ? JsonDifferences.DependencyArrayAdded : JsonDifferences.DependencyArrayRemoved);
        }
        else if (!original.SetEquals(update))
        {
            Report(
                update.IsSupersetOf(original) ? JsonDifferences.DependencyArrayExtended
                : update.IsSubsetOf(original) ? JsonDifferences.DependencyArrayNarrowed
                : JsonDifferences.DependencyArrayChanged);
        }
    }
}
