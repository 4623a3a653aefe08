namespace TypedStreams;

/// <summary>
/// Names the cases of an abstract type or interface, in the order of the schema (Avro: a union; Protobuf: a oneof;
/// JSON: oneOf with the property "$type"). Optional when the cases are nested in the type: then they are its nested
/// types, in their order. Add new cases at the end.
/// </summary>
/// <param name="cases">Records or classes that derive from the type.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, Inherited = false)]
public sealed class UnionAttribute(params Type[] cases) : Attribute
{
    /// <summary>The cases.</summary>
    public IReadOnlyList<Type> Cases { get; } = cases;
}
