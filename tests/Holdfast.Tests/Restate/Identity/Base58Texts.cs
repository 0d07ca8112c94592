using CsCheck;
using Holdfast.Restate.Endpoint.Identity;

namespace Holdfast.Tests.Restate.Identity;

public sealed class Base58Texts
{
    [Theory]
    [InlineData("11111111111111111111111111111111", "0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(
        "JEKNVnkbo3jma5nREBBJCDoXFVeKkD56V3xKrvRmWxFG",
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    public void Known_texts_are_read(string text, string hex)
    {
        Span<byte> bytes = stackalloc byte[32];
        Assert.True(Base58.TryDecode(text, bytes));
        Assert.Equal(hex, Convert.ToHexString(bytes));
    }

    [Fact]
    public void What_is_written_is_read_back() =>
        Gen.Select(Gen.Byte.Array[32], Gen.Int[0, 32]).Sample((bytes, zeros) =>
        {
            bytes.AsSpan(0, zeros).Clear();
            Span<byte> read = stackalloc byte[32];
            return Base58.TryDecode(Signer.Base58(bytes), read) && read.SequenceEqual(bytes);
        });

    [Fact]
    public void Texts_of_other_lengths_are_refused() =>
        Gen.Byte.Array[0, 80].Where(bytes => bytes.Length != 32).Sample(bytes =>
        {
            Span<byte> read = stackalloc byte[32];
            return !Base58.TryDecode(Signer.Base58(bytes), read);
        });

    [Theory]
    [InlineData("0")]
    [InlineData("O")]
    [InlineData("I")]
    [InlineData("l")]
    [InlineData("+")]
    [InlineData("é")]
    public void Texts_in_another_alphabet_are_refused(string character) =>
        Assert.False(Base58.TryDecode(new string('1', 31) + character, stackalloc byte[32]));
}
