namespace TypedStreams.Protocol.Generators.Model;

internal enum MessageShape
{
    Request,
    Response,
    Data,
    TypedRecord,
}

/// <summary>Everything that is emitted for one annotated class.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Shape">What it implements.</param>
/// <param name="ApiName">Name of the API; empty for data.</param>
/// <param name="ApiKey">Number of the API; -1 for data.</param>
/// <param name="RecordType">Record type; -1 when it has none.</param>
/// <param name="FlexibleVersions">Versions with compact lengths and tagged fields.</param>
/// <param name="Root">The class itself.</param>
/// <param name="Structs">Its nested classes.</param>
internal sealed record MessageModel(
    string Namespace,
    MessageShape Shape,
    string ApiName,
    int ApiKey,
    int RecordType,
    VersionRange FlexibleVersions,
    StructModel Root,
    EquatableArray<StructModel> Structs)
{
    public VersionRange Range => Root.Range;
}
