namespace TypedStreams.Schemas.JsonSchema;

/// <summary>Something about a value that its schema does not allow.</summary>
/// <param name="Instance">Where in the value, as a JSON pointer; "" is the value itself.</param>
/// <param name="Schema">
/// Which keyword says so: "#" and a JSON pointer into the schema, behind the document's address when it is another.
/// </param>
/// <param name="Message">What is wrong, as one sentence.</param>
public sealed record JsonFault(string Instance, string Schema, string Message);
