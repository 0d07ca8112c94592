using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Holdfast.S3;
using Holdfast.Testing.Restate;
using Holdfast.Workflows;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Restate.Tests.S3;

/// <summary>What the S3 store does about everything that is not the plain case.</summary>
public sealed class S3Answers(ObjectStorage storage) : IClassFixture<ObjectStorage>, IAsyncDisposable
{
    private static readonly ArtifactReference _image = new("generated-images/a-0.png");

    private readonly S3Stores _stores = new(storage);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _stores.DisposeAsync();

    [Fact]
    public async Task A_missing_bucket_is_told_with_the_command_that_makes_it()
    {
        var store = _stores.Open(options => options.Bucket = "not-there");

        var write = await Assert.ThrowsAsync<IOException>(() => store.WriteAsync(_image, new byte[1], Token));
        var read = await Assert.ThrowsAsync<IOException>(() => store.ReadAsync(_image, Token));

        Assert.Contains("aws s3 mb s3://not-there", write.Message, StringComparison.Ordinal);
        Assert.Contains($"at {storage.Address}: there is no such bucket", read.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_credentials_are_told_and_not_final()
    {
        var bucket = await storage.MakeBucketAsync();
        var store = _stores.Open(options => (options.Bucket, options.SecretKey) = (bucket, "wrong"));

        var error = await Assert.ThrowsAsync<IOException>(() => store.WriteAsync(_image, new byte[1], Token));

        Assert.Contains("SignatureDoesNotMatch", error.Message, StringComparison.Ordinal);
        Assert.Contains("s3:PutObject", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told()
    {
        var nobody = new Uri($"http://127.0.0.1:{LoopbackPorts.Next()}");
        var store = _stores.Open(options => (options.Bucket, options.ServiceUrl) = ("any", nobody));

        var error = await Assert.ThrowsAsync<IOException>(() => store.ReadAsync(_image, Token));

        Assert.Contains($"at {nobody}", error.Message, StringComparison.Ordinal);
        Assert.Contains("Is the server there", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up()
    {
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start();
        var store = _stores.Open(options =>
        {
            options.Bucket = "any";
            options.ServiceUrl = new($"http://{deaf.LocalEndpoint}");
            options.Timeout = TimeSpan.FromMilliseconds(100);
            options.MaxRetries = 0;
        });

        var error = await Assert.ThrowsAsync<IOException>(() => store.ReadAsync(_image, Token));

        Assert.Contains("did not answer within 0.1 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Objects_are_named_by_prefix_and_reference()
    {
        var bucket = await storage.MakeBucketAsync();
        var store = _stores.Open(options => (options.Bucket, options.Prefix) = (bucket, "team/holdfast/"));
        await store.WriteAsync(_image, "bytes"u8.ToArray(), Token);

        using var client = Client();
        var objects = await client.ListObjectsV2Async(new() { BucketName = bucket }, Token);

        Assert.Equal(["team/holdfast/generated-images/a-0.png"], objects.S3Objects.Select(one => one.Key));
        var other = _stores.Open(options => options.Bucket = bucket);
        Assert.Null(await other.OpenReadAsync(_image, Token));
    }

    [Fact]
    public async Task A_stream_never_mixes_two_contents()
    {
        var bucket = await storage.MakeBucketAsync();
        var store = _stores.Open(options => options.Bucket = bucket);
        await store.WriteAsync(_image, new byte[100_000], Token);

        await using var stream = (await store.OpenReadAsync(_image, Token))!;
        await stream.ReadExactlyAsync(new byte[10], Token);
        await store.WriteAsync(_image, Enumerable.Repeat((byte)1, 100_000).ToArray(), Token);
        stream.Position = 50_000;

        var error = await Assert.ThrowsAsync<IOException>(() => stream.ReadExactlyAsync(new byte[10], Token).AsTask());
        Assert.Contains("read it again", error.Message, StringComparison.Ordinal);
    }

    // Why the store turns them off: with the SDK's defaults this server, as many others, refuses the upload.
    [Fact]
    public async Task The_default_checksums_of_the_SDK_are_more_than_this_server_knows()
    {
        var bucket = await storage.MakeBucketAsync();
        using var client = Client();

        var error = await Assert.ThrowsAsync<AmazonS3Exception>(() => client.PutObjectAsync(
            new PutObjectRequest { BucketName = bucket, Key = "a", ContentBody = "content" }, Token));

        Assert.Equal(HttpStatusCode.NotImplemented, error.StatusCode);
    }

    [Theory]
    [InlineData("", null, null, "Bucket is empty")]
    [InlineData("b", "key", null, "one of AccessKey and SecretKey")]
    [InlineData("b", null, "ftp://somewhere", "whole http or https address")]
    public void Wrong_options_are_told_when_they_are_given(string bucket, string? key, string? url, string problem)
    {
        var error = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddHoldfast(holdfast =>
            holdfast.AddWorkflows(workflows => workflows.UseS3(options =>
            {
                options.Bucket = bucket;
                options.AccessKey = key;
                options.ServiceUrl = url is null ? null : new Uri(url);
            }))));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    private AmazonS3Client Client() => new(
        new BasicAWSCredentials(ObjectStorage.AccessKey, ObjectStorage.SecretKey),
        new AmazonS3Config { ServiceURL = storage.Address.ToString(), ForcePathStyle = true });
}
