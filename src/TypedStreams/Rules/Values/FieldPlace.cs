namespace TypedStreams.Rules.Values;

/// <summary>A field as a rule sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="FullName">With what it is a part of: <c>shop.Order.note</c>, in JSON <c>$.lines.note</c>.</param>
/// <param name="Tags">What the schema and the metadata tag it with.</param>
internal sealed record FieldPlace(string Name, string FullName, IReadOnlySet<string> Tags);

/// <summary>What a rule does with one value of a field; a list or map has one visit for each of its values.</summary>
internal interface IFieldRule
{
    /// <summary>Whether fields at this place are visited.</summary>
    bool Wants(FieldPlace place);

    /// <summary>The value for the field: the same object when nothing changes.</summary>
    /// <param name="place">The field.</param>
    /// <param name="type">The type of the value.</param>
    /// <param name="value">The value; never null.</param>
    /// <param name="message">The message that the field is in.</param>
    object? Apply(FieldPlace place, FieldType type, object value, object message);
}
