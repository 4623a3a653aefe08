// CEL on the whole message, and CEL_FIELD on its fields.

using TypedStreams.Rules.Values;

namespace TypedStreams.Rules.Execution;

/// <summary>CEL: a condition on <c>message</c>, or a new message.</summary>
internal sealed class CelRule(RuleDefinition definition, CelScript script) : CompiledRule(definition)
{
    internal override void Run(ValueTree tree, RuleRun run)
    {
        var message = tree.Message;
        if (!script.TryEvaluate(new Dictionary<string, object?>(1) { ["message"] = message }, out var value))
        {
            return;
        }

        if (Definition.IsCondition)
        {
            Refuse(Definition, CelScript.Flag(value, "The condition"));
        }
        else if (value is null)
        {
            throw new RuleFailedException(RuleFailure.Value, "the new message is null");
        }
        else if (!ReferenceEquals(value, message))
        {
            ValueLimits.Require(value);
            tree.Replace(value);
        }
    }

    internal static void Refuse(RuleDefinition rule, bool isTrue)
    {
        if (!isTrue)
        {
            throw new RuleFailedException(
                RuleFailure.Condition,
                rule.Doc is { Length: > 0 } doc ? doc : $"the condition is false: {rule.Expr}");
        }
    }
}

/// <summary>CEL_FIELD: a condition on each field, or its new value.</summary>
internal sealed class CelFieldRule(RuleDefinition definition, CelScript script) : CompiledRule(definition)
{
    internal override void Run(ValueTree tree, RuleRun run) => tree.Visit(new Visitor(this, script, run));

    private sealed class Visitor(CelFieldRule rule, CelScript script, RuleRun run) : FieldVisitor(rule.Definition, run)
    {
        private protected override object? Apply(
            FieldPlace place, FieldType type, object value, object message)
        {
            if (!type.IsPrimitive())
            {
                return value;
            }

            // A number without fraction in a field of numbers with one is such a number all the same.
            var seen = type is FieldType.Double or FieldType.Float && value is long whole ? (double)whole : value;
            var variables = new Dictionary<string, object?>(6)
            {
                ["value"] = seen,
                ["name"] = place.Name,
                ["fullName"] = place.FullName,
                ["typeName"] = type.NameOf(),
                ["tags"] = place.Tags.ToArray<object?>(),
                ["message"] = message,
            };
            if (!script.TryEvaluate(variables, out var after))
            {
                return value;
            }

            if (!rule.Definition.IsCondition)
            {
                ValueLimits.Require(after);
                return after;
            }

            CelRule.Refuse(rule.Definition, CelScript.Flag(after, "The condition"));
            return value;
        }
    }
}

/// <summary>Looks at the fields that have one of the rule's tags; at all when it has none.</summary>
internal abstract class FieldVisitor(RuleDefinition rule, RuleRun run) : IFieldRule
{
    public bool Wants(FieldPlace place) =>
        run.Missing is null && (rule.Tags.Count == 0 || rule.Tags.Overlaps(place.Tags));

    object? IFieldRule.Apply(FieldPlace place, FieldType type, object value, object message)
    {
        run.Field = place.FullName;
        return Apply(place, type, value, message);
    }

    private protected abstract object? Apply(FieldPlace place, FieldType type, object value, object message);
}
