namespace TypedStreams.Client.Tests;

/// <summary>A cluster whose connections can be cut behind its back.</summary>
public interface ITransactionCluster : ICluster
{
    /// <summary>How many connections were cut.</summary>
    int Cuts { get; }

    /// <summary>Cuts at every answer whose number this divides; 0 never.</summary>
    int CutEvery { get; set; }
}
