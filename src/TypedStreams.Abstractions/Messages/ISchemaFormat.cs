namespace TypedStreams;

/// <summary>A format as a type, so that a codec can be asked for through a type parameter.</summary>
public interface ISchemaFormat
{
    /// <summary>Which format it is.</summary>
    static abstract SchemaFormat Format { get; }
}
