using System.Text;
using System.Text.Json.Nodes;

namespace Holdfast.Testing.Hostile;

/// <summary>
/// Workflow definitions that nobody would write: valid ones, changed in structure, in values or in bytes. The same for
/// the same seed.
/// </summary>
internal sealed class DefinitionMutator(int seed)
{
    private const int DeepNesting = 5_000;

    private static readonly string[] _valid =
    [
        """
        {"id":"a","steps":[
        {"service":"puppeteer-service","parameters":{"url":"http://x/","viewport":{"width":9,"height":9}}},
        {"service":"rotate-img-service","parameters":{"angle":90}},
        {"service":"blur-img-service","parameters":{"blur":5}}]}
        """,
        """
        {"id":"b","steps":[
        {"service":"blur-img-service","imgInputPath":"uploads/a.png","parameters":{"blur":1}}]}
        """,
        """
        {"request":
        "{\"id\":\"c\",\"steps\":[{\"service\":\"puppeteer-service\",\"parameters\":{\"url\":\"http://x/\"}}]}"}
        """,
    ];

    private static readonly string[] _texts =
    [
        "", " ", "id", "steps", "service", "request", "parameters", "imgInputPath", "url", "__proto__", "constructor",
        "puppeteer-service", "rotate-img-service", "workflow-run", "../../etc/passwd", "/etc/passwd", "uploads/..",
        "file:///etc/passwd", "http://[::1", "javascript:0", "\0", "\ud800", "é😀", "a\nb", "%00", "{}", "[]", "null",
        new string('x', 5_000),
    ];

    private static readonly string[] _numbers =
        ["0", "-0", "-1", "1e400", "-1e400", "1E-400", "2147483648", "9223372036854775808", "0.1", "1.0", "1e9"];

    private readonly Random _random = new(seed);

    /// <summary>The next one.</summary>
    public byte[] Next()
    {
        var text = _valid[_random.Next(_valid.Length)];
        if (_random.Next(50) == 0)
            return Encoding.UTF8.GetBytes(Deep());
        var root = JsonNode.Parse(text);
        for (var change = _random.Next(4); change > 0; change--)
            root = Change(root);
        var bytes = Encoding.UTF8.GetBytes(root?.ToJsonString() ?? "null");
        return _random.Next(4) == 0 ? Damage(bytes) : bytes;
    }

    private JsonNode? Change(JsonNode? root)
    {
        var places = new List<JsonNode>();
        Collect(root, places);
        if (places.Count == 0 || _random.Next(30) == 0)
            return Any(depth: 0);
        switch (places[_random.Next(places.Count)])
        {
            case JsonObject fields:
                ChangeObject(fields);
                break;
            case JsonArray items:
                ChangeArray(items);
                break;
        }

        return root;
    }

    private void ChangeObject(JsonObject fields)
    {
        var names = fields.Select(field => field.Key).ToList();
        var name = names.Count > 0 ? names[_random.Next(names.Count)] : "id";
        switch (_random.Next(4))
        {
            case 0:
                fields.Remove(name);
                break;
            case 1:
                fields[Text()] = Any(depth: 0);
                break;
            case 2:
                // The same under a name that is nearly right.
                var moved = fields[name]?.DeepClone();
                fields.Remove(name);
                fields[_random.Next(2) == 0 ? name.ToUpperInvariant() : name + "s"] = moved;
                break;
            default:
                fields[name] = Any(depth: 0);
                break;
        }
    }

    private void ChangeArray(JsonArray items)
    {
        switch (_random.Next(4))
        {
            case 0:
                items.Clear();
                break;
            case 1 when items.Count > 0:
                // More steps than anyone wants.
                var copied = items[_random.Next(items.Count)];
                for (var copies = _random.Next(300); copies > 0; copies--)
                    items.Add(copied?.DeepClone());
                break;
            case 2 when items.Count > 0:
                items[_random.Next(items.Count)] = Any(depth: 0);
                break;
            default:
                items.Add(Any(depth: 0));
                break;
        }
    }

    private JsonNode? Any(int depth) => _random.Next(depth < 4 ? 8 : 5) switch
    {
        0 => JsonNode.Parse(_numbers[_random.Next(_numbers.Length)]),
        1 => null,
        2 => _random.Next(2) == 0,
        3 or 4 => Text(),
        5 => new JsonArray([.. Enumerable.Range(0, _random.Next(4)).Select(_ => Any(depth + 1))]),
        _ => new JsonObject(Enumerable.Range(0, _random.Next(4))
            .Select(_ => KeyValuePair.Create(Text(), Any(depth + 1))).DistinctBy(field => field.Key)),
    };

    private string Text() => _texts[_random.Next(_texts.Length)];

    private string Deep()
    {
        var depth = _random.Next(DeepNesting);
        return _random.Next(2) == 0
            ? $$"""{"id":"a","steps":{{new string('[', depth)}}{{new string(']', depth)}}}"""
            : $$"""{"id":"a","steps":[{"service":"puppeteer-service","parameters":{{Nested(depth)}}}]}""";

        static string Nested(int depth) => string.Concat(Enumerable.Repeat("""{"url":""", depth))
            + "1" + new string('}', depth);
    }

    private byte[] Damage(byte[] bytes)
    {
        var damaged = bytes.ToList();
        for (var change = 1 + _random.Next(3); change > 0 && damaged.Count > 0; change--)
        {
            var at = _random.Next(damaged.Count);
            switch (_random.Next(4))
            {
                case 0:
                    damaged.RemoveAt(at);
                    break;
                case 1:
                    damaged.Insert(at, (byte)_random.Next(256));
                    break;
                case 2:
                    damaged[at] ^= (byte)(1 << _random.Next(8));
                    break;
                default:
                    damaged.RemoveRange(at, damaged.Count - at);
                    break;
            }
        }

        return [.. damaged];
    }

    private static void Collect(JsonNode? node, List<JsonNode> places)
    {
        switch (node)
        {
            case JsonObject fields:
                places.Add(fields);
                foreach (var (_, value) in fields)
                    Collect(value, places);
                break;
            case JsonArray items:
                places.Add(items);
                foreach (var item in items)
                    Collect(item, places);
                break;
        }
    }
}
