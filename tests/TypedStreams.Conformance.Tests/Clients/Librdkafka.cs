// Loads the shared librdkafka into Confluent.Kafka, once. Its loader asks for "libdl", which newer glibc has only as
// libdl.so.2.
using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using TypedStreams.Testing;

namespace TypedStreams.Conformance.Tests.Clients;

internal static class Librdkafka
{
    private static readonly Lazy<bool> Loaded = new(Load);

    /// <summary>Call before the first use of Confluent.Kafka.</summary>
    internal static void Require() => Assert.True(Loaded.Value, $"{Tools.Librdkafka} could not be loaded.");

    private static bool Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, Resolve);
        return Library.Load(Tools.Librdkafka);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name switch
        {
            "libdl" => NativeLibrary.Load("libdl.so.2"),
            "librdkafka" => NativeLibrary.Load(Tools.Librdkafka),
            _ => 0,
        };
}
