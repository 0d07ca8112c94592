using System.Collections.Frozen;
using Google.Protobuf.Collections;
using Holdfast.Restate.Wire.Messages;

namespace Holdfast.Restate.Wire;

/// <summary>Headers are a list of pairs on the wire, and a dictionary here.</summary>
internal static class Headers
{
    /// <summary>A header that comes several times is one with all values, in their order, as HTTP has it.</summary>
    public static IReadOnlyDictionary<string, string> Of(RepeatedField<Header> pairs)
    {
        if (pairs.Count == 0)
            return FrozenDictionary<string, string>.Empty;
        var headers = new Dictionary<string, string>(pairs.Count, StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            if (!headers.TryAdd(pair.Key, pair.Value))
                headers[pair.Key] = $"{headers[pair.Key]}, {pair.Value}";
        }

        return headers;
    }

    public static void Write(IReadOnlyDictionary<string, string>? headers, RepeatedField<Header> to)
    {
        if (headers is null)
            return;
        foreach (var (name, value) in headers)
            to.Add(new Header { Key = name, Value = value });
    }
}
