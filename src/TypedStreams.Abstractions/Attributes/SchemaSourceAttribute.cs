using System.ComponentModel;

namespace TypedStreams;

/// <summary>
/// On types that were made of a schema file (<see cref="MessageAttribute.Schema"/>): the text of the file, which is
/// what is registered. Written by the generator.
/// </summary>
/// <param name="text">The schema.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class SchemaSourceAttribute(string text) : Attribute
{
    /// <summary>The schema.</summary>
    public string Text { get; } = text;
}
