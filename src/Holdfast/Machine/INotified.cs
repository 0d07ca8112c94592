using Holdfast.Engine;

namespace Holdfast.Machine;

/// <summary>Is told once when the notification that it stands for is shown to the handler.</summary>
internal interface INotified
{
    void Notified(EntryResult result);
}
