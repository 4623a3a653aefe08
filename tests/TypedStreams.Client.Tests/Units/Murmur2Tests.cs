using System.Text;

namespace TypedStreams.Client.Tests;

public sealed class Murmur2Tests
{
    // The vectors of Kafka's own UtilsTest.testMurmur2.
    [Theory]
    [InlineData("21", -973932308)]
    [InlineData("foobar", -790332482)]
    [InlineData("a-little-bit-long-string", -985981536)]
    [InlineData("a-little-bit-longer-string", -1486304829)]
    [InlineData("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971)]
    [InlineData("abc", 479470107)]
    public void Hash_equals_the_Java_clients(string key, int expected) =>
        Assert.Equal(expected, unchecked((int)Murmur2.Hash(Encoding.UTF8.GetBytes(key))));

    [Fact]
    public void Partition_of_a_negative_hash_is_not_negative() =>
        Assert.Equal((-973932308 & 0x7fffffff) % 7, Murmur2.Partition("21"u8, 7));
}
