namespace TypedStreams.Testing;

/// <summary>A temporary directory that goes away with the test.</summary>
public sealed class DataDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("typedstreams-");

    public string Path => _directory.FullName;

    public void Dispose() => _directory.Delete(recursive: true);
}
