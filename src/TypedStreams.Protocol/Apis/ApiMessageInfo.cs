// Which versions of each API the types of this assembly can do, and which header goes with each. The table is
// generated from the annotated requests. A broker may advertise less, and for Produce and JoinGroup more (KIP-896).
using System.Diagnostics.CodeAnalysis;

namespace TypedStreams.Protocol;

/// <summary>Versions and headers of one API.</summary>
/// <param name="Key">The API.</param>
/// <param name="MinVersion">Lowest version that can be read and written.</param>
/// <param name="MaxVersion">Highest version that can be read and written.</param>
/// <param name="FlexibleFrom">First flexible version; <see cref="short.MaxValue"/> when there is none.</param>
public sealed partial record ApiMessageInfo(ApiKey Key, short MinVersion, short MaxVersion, short FlexibleFrom)
{
    private static readonly ApiMessageInfo[] Table = CreateTable();
    private static readonly ApiMessageInfo?[] ByKey = IndexByKey();

    /// <summary>Every API with types in this assembly, by ascending key.</summary>
    public static IReadOnlyList<ApiMessageInfo> All => Table;

    /// <summary>The row of <paramref name="key"/>; false when this assembly has no types for it.</summary>
    public static bool TryGet(ApiKey key, [NotNullWhen(true)] out ApiMessageInfo? info)
    {
        info = (uint)key < (uint)ByKey.Length ? ByKey[(int)key] : null;
        return info is not null;
    }

    /// <summary>True when <paramref name="version"/> can be read and written.</summary>
    public bool Supports(short version) => version >= MinVersion && version <= MaxVersion;

    /// <summary>
    /// Version of the <see cref="Messages.RequestHeader"/> in front of a request: 2 when flexible, else 1.
    /// </summary>
    public static short RequestHeaderVersion(bool flexible) => flexible ? (short)2 : (short)1;

    /// <summary>
    /// Version of the <see cref="Messages.ResponseHeader"/> in front of a response: 1 when flexible, else 0. Always 0
    /// for ApiVersions, whose client may not know yet what the broker can do (KIP-511).
    /// </summary>
    public static short ResponseHeaderVersion(ApiKey key, bool flexible) =>
        flexible && key != ApiKey.ApiVersions ? (short)1 : (short)0;

    /// <summary>Version of the request header for <paramref name="version"/> of this API.</summary>
    public short RequestHeaderVersion(short version) => RequestHeaderVersion(version >= FlexibleFrom);

    /// <summary>Version of the response header for <paramref name="version"/> of this API.</summary>
    public short ResponseHeaderVersion(short version) => ResponseHeaderVersion(Key, version >= FlexibleFrom);

    private static ApiMessageInfo?[] IndexByKey()
    {
        var index = new ApiMessageInfo?[(int)Table[^1].Key + 1];
        foreach (ApiMessageInfo row in Table)
            index[(int)row.Key] = row;
        return index;
    }
}
