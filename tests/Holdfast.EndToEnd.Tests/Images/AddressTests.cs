using System.Net;
using Holdfast.Images;
using Holdfast.Images.Screenshot.Network;

namespace Holdfast.EndToEnd.Tests.Images;

public sealed class AddressTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.251")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::7f00:1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("64:ff9b:1::808:808")]
    [InlineData("2001:0:808:808::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:a00:1::")]
    [InlineData("3fff::1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void An_address_that_is_not_public(string address) =>
        Assert.NotNull(AddressKind.OfNonPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("100.63.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("192.0.1.1")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::808:808")]
    [InlineData("2002:808:808::1")]
    [InlineData("2606:4700::1111")]
    [InlineData("2a00:1450::1")]
    public void An_address_that_is_public(string address) =>
        Assert.Null(AddressKind.OfNonPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.0.0.0/8", "x", "10.9.9.9", 80)]
    [InlineData("10.9.9.9", "x", "10.9.9.9", 80)]
    [InlineData("10.9.9.9:80", "x", "10.9.9.9", 80)]
    [InlineData("10.0.0.0/8:80", "x", "10.9.9.9", 80)]
    [InlineData("Wiki.internal", "wiki.INTERNAL.", "10.9.9.9", 80)]
    [InlineData("wiki.internal:80", "wiki.internal", "10.9.9.9", 80)]
    [InlineData("::1", "x", "::1", 80)]
    [InlineData("[::1]", "x", "::1", 80)]
    [InlineData("[::1]:80", "x", "::1", 80)]
    [InlineData("[fd00::/8]:80", "x", "fd00::2", 80)]
    [InlineData("fd00::/8", "x", "fd00::2", 80)]
    public void A_rule_admits(string rule, string host, string address, int port) =>
        Assert.True(Browsers.Rule(rule).Admits(host, IPAddress.Parse(address), port));

    [Theory]
    [InlineData("10.0.0.0/8", "x", "11.0.0.1", 80)]
    [InlineData("10.9.9.9:80", "x", "10.9.9.9", 81)]
    [InlineData("wiki.internal", "evil.wiki.internal", "10.9.9.9", 80)]
    [InlineData("wiki.internal:80", "wiki.internal", "10.9.9.9", 8080)]
    [InlineData("[::1]:80", "x", "::1", 81)]
    public void A_rule_does_not_admit(string rule, string host, string address, int port) =>
        Assert.False(Browsers.Rule(rule).Admits(host, IPAddress.Parse(address), port));

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("http://wiki.internal")]
    [InlineData("10.0.0.0/33")]
    [InlineData("wiki.internal:port")]
    [InlineData("[::1")]
    [InlineData("[::1]x:80")]
    public void Text_that_is_no_rule(string text) => Assert.False(AddressRule.TryParse(text, out _));
}
