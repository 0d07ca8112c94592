using Holdfast.Engine;

namespace Holdfast.Embedded.Journal;

/// <summary>The values that journal entries are made of: results, notification ids, await trees, targets.</summary>
internal static class ValueCodec
{
    private enum ResultTag : byte
    {
        Void = 0,
        Value = 1,
        Failure = 2,
        InvocationId = 3,
        StateKeys = 4,
    }

    public static void Write(this EntryWriter to, EntryResult result)
    {
        switch (result)
        {
            case EntryResult.Void:
                to.Byte((byte)ResultTag.Void);
                break;
            case EntryResult.Value value:
                to.Byte((byte)ResultTag.Value);
                to.Bytes(value.Bytes.Span);
                break;
            case EntryResult.Failure failure:
                to.Byte((byte)ResultTag.Failure);
                to.Number((ulong)failure.Code);
                to.Text(failure.Message);
                to.Pairs(failure.Metadata);
                break;
            case EntryResult.InvocationIdResult id:
                to.Byte((byte)ResultTag.InvocationId);
                to.Text(id.Id);
                break;
            case EntryResult.StateKeys keys:
                to.Byte((byte)ResultTag.StateKeys);
                to.Number((ulong)keys.Keys.Count);
                foreach (var key in keys.Keys)
                    to.Text(key);
                break;
            default:
                throw new System.Diagnostics.UnreachableException(result.GetType().Name);
        }
    }

    public static EntryResult Result(this ref EntryReader from) => (ResultTag)from.Byte() switch
    {
        ResultTag.Void => EntryResult.Nothing,
        ResultTag.Value => new EntryResult.Value(from.Bytes()),
        ResultTag.Failure => new EntryResult.Failure(checked((int)from.Number()), from.Text(), from.Pairs()),
        ResultTag.InvocationId => new EntryResult.InvocationIdResult(from.Text()),
        ResultTag.StateKeys => new EntryResult.StateKeys(from.Texts()),
        var tag => throw new InvalidDataException($"Unknown result tag {tag} in the journal"),
    };

    public static void Write(this EntryWriter to, NotificationId id)
    {
        to.Byte((byte)id.Kind);
        if (id.Kind == NotificationKind.NamedSignal)
            to.Text(id.Name!);
        else
            to.Number(id.Number);
    }

    public static NotificationId NotificationId(this ref EntryReader from) => (NotificationKind)from.Byte() switch
    {
        NotificationKind.Completion => Engine.NotificationId.Completion(checked((uint)from.Number())),
        NotificationKind.Signal => Engine.NotificationId.Signal(checked((uint)from.Number())),
        NotificationKind.NamedSignal => Engine.NotificationId.Signal(from.Text()),
        var kind => throw new InvalidDataException($"Unknown notification kind {kind} in the journal"),
    };

    /// <summary>A leaf is marked 255; a node is its combinator, then its branches.</summary>
    public static void Write(this EntryWriter to, AwaitTree tree)
    {
        switch (tree)
        {
            case AwaitTree.Leaf leaf:
                to.Byte(255);
                to.Write(leaf.Id);
                break;
            case AwaitTree.Node node:
                to.Byte((byte)node.Combinator);
                to.Number((ulong)node.Children.Count);
                foreach (var child in node.Children)
                    to.Write(child);
                break;
        }
    }

    public static AwaitTree AwaitTree(this ref EntryReader from)
    {
        var tag = from.Byte();
        if (tag == 255)
            return new AwaitTree.Leaf(from.NotificationId());
        var children = new AwaitTree[checked((int)from.Number())];
        for (var i = 0; i < children.Length; i++)
            children[i] = from.AwaitTree();
        return new AwaitTree.Node((Combinator)tag, children);
    }

    public static void Write(this EntryWriter to, Target target)
    {
        to.Text(target.Service);
        to.Text(target.Handler);
        to.OptionalText(target.Key);
    }

    public static Target Target(this ref EntryReader from) => new(from.Text(), from.Text(), from.OptionalText());

    public static void Write(this EntryWriter to, CallOptions options)
    {
        to.OptionalText(options.IdempotencyKey);
        to.Pairs(options.Headers);
    }

    public static CallOptions CallOptions(this ref EntryReader from)
    {
        var (idempotencyKey, headers) = (from.OptionalText(), from.Pairs());
        return idempotencyKey is null && headers is null
            ? Holdfast.CallOptions.None
            : new CallOptions { IdempotencyKey = idempotencyKey, Headers = headers };
    }

    public static void Write(this EntryWriter to, InvocationTarget target)
    {
        switch (target)
        {
            case InvocationTarget.ById byId:
                to.Byte(0);
                to.Text(byId.InvocationId);
                break;
            case InvocationTarget.ByIdempotencyKey byKey:
                to.Byte(1);
                to.Write(byKey.Target);
                to.Text(byKey.IdempotencyKey);
                break;
            case InvocationTarget.ByWorkflow workflow:
                to.Byte(2);
                to.Text(workflow.Workflow);
                to.Text(workflow.Key);
                break;
        }
    }

    public static InvocationTarget InvocationTarget(this ref EntryReader from) => from.Byte() switch
    {
        0 => new InvocationTarget.ById(from.Text()),
        1 => new InvocationTarget.ByIdempotencyKey(from.Target(), from.Text()),
        2 => new InvocationTarget.ByWorkflow(from.Text(), from.Text()),
        var tag => throw new InvalidDataException($"Unknown invocation target {tag} in the journal"),
    };

    private static string[] Texts(this ref EntryReader from)
    {
        var texts = new string[checked((int)from.Number())];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = from.Text();
        return texts;
    }
}
