using System.Security.Cryptography;
using System.Text;
using TypedStreams.Rules.Encryption;

namespace TypedStreams.Tests.Rules;

public class AesSivTests
{
    // RFC 5297, appendix A.1: deterministic encryption with one associated text.
    private static readonly byte[] Key = Convert.FromHexString(
        "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");

    private static readonly byte[] Associated = Convert.FromHexString(
        "101112131415161718191a1b1c1d1e1f2021222324252627");

    private static readonly byte[] Plain = Convert.FromHexString("112233445566778899aabbccddee");

    private const string Sealed = "85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c";

    [Fact]
    public void Vector_of_the_RFC_is_sealed_and_opened()
    {
        using var siv = new AesSiv(Key);

        var output = siv.Seal(Associated, Plain);

        Assert.Equal(Sealed, Convert.ToHexStringLower(output));
        Assert.Equal(Plain, siv.Open(Associated, output));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(4096)]
    public void Any_length_comes_back_and_no_changed_byte_is_taken(int length)
    {
        using var siv = new AesSiv(RandomNumberGenerator.GetBytes(64));
        var plain = RandomNumberGenerator.GetBytes(length);

        var output = siv.Seal([], plain);

        Assert.Equal(plain, siv.Open([], output));
        Assert.Equal(output, siv.Seal([], plain));
        output[^1] ^= 1;
        Assert.Throws<CryptographicException>(() => siv.Open([], output));
        Assert.Throws<CryptographicException>(() => siv.Open([], output[..15]));
    }

    [Theory]
    [InlineData(TinkKey.Gcm128)]
    [InlineData(TinkKey.Gcm256)]
    [InlineData(TinkKey.Siv256)]
    public void Keys_are_those_of_their_algorithm_and_of_no_other(string algorithm)
    {
        var key = TinkKey.Create(algorithm);
        var cipher = TinkKey.ToCipher(algorithm, key);
        var text = Encoding.UTF8.GetBytes("text");

        Assert.Equal(text, cipher.Decrypt(cipher.Encrypt(text)));
        Assert.Throws<CryptographicException>(() => cipher.Decrypt(text));
        foreach (var other in new[] { TinkKey.Gcm128, TinkKey.Gcm256, TinkKey.Siv256 }.Except([algorithm]))
        {
            Assert.Throws<CryptographicException>(() => TinkKey.ToCipher(other, key));
        }

        Assert.Throws<CryptographicException>(() => TinkKey.ToCipher(algorithm, [0xFF]));
    }
}
