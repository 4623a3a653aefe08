// AES-SIV (RFC 5297) with one associated text: encryption that gives the same bytes for the same text, so that
// encrypted values can still be compared. CMAC (RFC 4493) is the last block of CBC over the text with its end
// prepared; CTR is ECB over counters. Not thread-safe.

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TypedStreams.Rules.Encryption;

internal sealed class AesSiv : IDisposable
{
    internal const int BlockBytes = 16;

    private readonly Aes _mac = Aes.Create();
    private readonly Aes _counter = Aes.Create();
    private readonly byte[] _whole = new byte[BlockBytes];
    private readonly byte[] _padded = new byte[BlockBytes];

    /// <param name="key">Two AES keys of equal length, the one for authentication first: 32, 48 or 64 bytes.</param>
    internal AesSiv(ReadOnlySpan<byte> key)
    {
        _mac.SetKey(key[..(key.Length / 2)]);
        _counter.SetKey(key[(key.Length / 2)..]);
        _mac.EncryptEcb(new byte[BlockBytes], _whole, PaddingMode.None);
        Double(_whole);
        _whole.CopyTo(_padded, 0);
        Double(_padded);
    }

    /// <summary>The synthetic vector, then the encrypted text.</summary>
    internal byte[] Seal(ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain)
    {
        var output = new byte[BlockBytes + plain.Length];
        Vector(associated, plain, output);
        plain.CopyTo(output.AsSpan(BlockBytes));
        Count(output.AsSpan(0, BlockBytes), output.AsSpan(BlockBytes));
        return output;
    }

    /// <exception cref="CryptographicException">It was not sealed with this key, or was changed.</exception>
    internal byte[] Open(ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedText)
    {
        if (sealedText.Length < BlockBytes)
        {
            throw new CryptographicException("The text is too short to be encrypted.");
        }

        var plain = sealedText[BlockBytes..].ToArray();
        Count(sealedText[..BlockBytes], plain);
        Span<byte> vector = stackalloc byte[BlockBytes];
        Vector(associated, plain, vector);
        if (!CryptographicOperations.FixedTimeEquals(vector, sealedText[..BlockBytes]))
        {
            CryptographicOperations.ZeroMemory(plain);
            throw new CryptographicException("The text was not encrypted with this key, or was changed.");
        }

        return plain;
    }

    public void Dispose()
    {
        _mac.Dispose();
        _counter.Dispose();
    }

    // S2V, section 2.4.
    private void Vector(ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> vector)
    {
        Span<byte> sum = stackalloc byte[BlockBytes];
        Span<byte> one = stackalloc byte[BlockBytes];
        sum.Clear();
        Mac(sum, sum);
        Double(sum);
        Mac(associated, one);
        Xor(sum, one);
        if (plain.Length >= BlockBytes)
        {
            var text = plain.ToArray();
            Xor(text.AsSpan(text.Length - BlockBytes), sum);
            Mac(text, vector);
            CryptographicOperations.ZeroMemory(text);
            return;
        }

        Double(sum);
        one.Clear();
        plain.CopyTo(one);
        one[plain.Length] = 0x80;
        Xor(one, sum);
        Mac(one, vector);
    }

    private void Mac(ReadOnlySpan<byte> text, Span<byte> mac)
    {
        var blocks = Math.Max(1, (text.Length + BlockBytes - 1) / BlockBytes);
        var buffer = new byte[blocks * BlockBytes];
        text.CopyTo(buffer);
        var isWhole = text.Length == buffer.Length;
        if (!isWhole)
        {
            buffer[text.Length] = 0x80;
        }

        Xor(buffer.AsSpan(buffer.Length - BlockBytes), isWhole ? _whole : _padded);
        _mac.EncryptCbc(buffer, stackalloc byte[BlockBytes], buffer, PaddingMode.None);
        buffer.AsSpan(buffer.Length - BlockBytes).CopyTo(mac);
        CryptographicOperations.ZeroMemory(buffer);
    }

    // Section 2.5: two bits of the vector are cleared, so that 32-bit counters do.
    private void Count(ReadOnlySpan<byte> vector, Span<byte> text)
    {
        var stream = new byte[(text.Length + BlockBytes - 1) / BlockBytes * BlockBytes];
        Span<byte> counter = stackalloc byte[BlockBytes];
        vector.CopyTo(counter);
        counter[8] &= 0x7F;
        counter[12] &= 0x7F;
        var low = BinaryPrimitives.ReadUInt128BigEndian(counter);
        for (var at = 0; at < stream.Length; at += BlockBytes)
        {
            BinaryPrimitives.WriteUInt128BigEndian(stream.AsSpan(at), low++);
        }

        if (stream.Length > 0)
        {
            _counter.EncryptEcb(stream, stream, PaddingMode.None);
        }

        Xor(text, stream);
    }

    private static void Xor(Span<byte> into, ReadOnlySpan<byte> with)
    {
        for (var i = 0; i < into.Length; i++)
        {
            into[i] ^= with[i];
        }
    }

    // In the field of 2^128, without telling the highest bit by time.
    private static void Double(Span<byte> block)
    {
        var value = BinaryPrimitives.ReadUInt128BigEndian(block);
        var carry = (byte)(0 - (byte)(value >> 127)) & 0x87;
        BinaryPrimitives.WriteUInt128BigEndian(block, (value << 1) ^ (UInt128)(uint)carry);
    }
}
