using System.Text.Json;

namespace Holdfast.Images.Screenshot.DevTools;

// As https://chromedevtools.github.io/devtools-protocol describes them: only what is used.

internal sealed record CloseBrowser() : Command<Done>("Browser.close");

internal sealed record SetDownloadBehavior(string Behavior, string BrowserContextId)
    : Command<Done>("Browser.setDownloadBehavior");

internal sealed record GetProcessInfo() : Command<ProcessInfos>("SystemInfo.getProcessInfo");

internal sealed record ProcessInfos(IReadOnlyList<ProcessInfo> ProcessInfo);

internal sealed record ProcessInfo(string Type, int Id);

internal sealed record CreateBrowserContext(string ProxyServer, string ProxyBypassList)
    : Command<CreatedContext>("Target.createBrowserContext");

internal sealed record CreatedContext(string BrowserContextId);

internal sealed record DisposeBrowserContext(string BrowserContextId)
    : Command<Done>("Target.disposeBrowserContext");

internal sealed record CreateTarget(string Url, string BrowserContextId, int Width, int Height)
    : Command<CreatedTarget>("Target.createTarget");

internal sealed record CreatedTarget(string TargetId);

/// <summary>Flat sessions share the connection; others would wrap message into message.</summary>
internal sealed record AttachToTarget(string TargetId, bool Flatten = true)
    : Command<AttachedSession>("Target.attachToTarget");

internal sealed record AttachedSession(string SessionId);

internal sealed record SetAutoAttach(
    bool AutoAttach = true, bool WaitForDebuggerOnStart = true, bool Flatten = true)
    : Command<Done>("Target.setAutoAttach");

/// <summary>Nobody asks for bodies, so the renderer need not keep any.</summary>
internal sealed record EnableNetwork(int MaxTotalBufferSize = 0, int MaxResourceBufferSize = 0)
    : Command<Done>("Network.enable");

internal sealed record EnablePage() : Command<Done>("Page.enable");

internal sealed record AddScriptToEvaluateOnNewDocument(string Source)
    : Command<Done>("Page.addScriptToEvaluateOnNewDocument");

internal sealed record HandleJavaScriptDialog(bool Accept) : Command<Done>("Page.handleJavaScriptDialog");

/// <summary>Answered when the document has begun to arrive, or will not.</summary>
internal sealed record Navigate(string Url) : Command<Navigation>("Page.navigate");

internal sealed record Navigation(string? LoaderId, string? ErrorText);

internal sealed record GetLayoutMetrics() : Command<LayoutMetrics>("Page.getLayoutMetrics");

internal sealed record LayoutMetrics(LayoutViewport CssLayoutViewport, ContentSize CssContentSize);

internal sealed record LayoutViewport(double PageX, double PageY, double ClientWidth, double ClientHeight);

internal sealed record ContentSize(double X, double Y, double Width, double Height);

internal sealed record CaptureScreenshot(
    string Format, int? Quality, Clip? Clip, bool CaptureBeyondViewport, bool OptimizeForSpeed)
    : Command<Screenshot>("Page.captureScreenshot");

internal sealed record Clip(double X, double Y, double Width, double Height, double Scale);

internal sealed record Screenshot(byte[] Data);

internal sealed record CreateIsolatedWorld(string FrameId, string WorldName)
    : Command<IsolatedWorld>("Page.createIsolatedWorld");

internal sealed record IsolatedWorld(int ExecutionContextId);

internal sealed record SetDeviceMetricsOverride(
    int Width, int Height, double DeviceScaleFactor, bool Mobile, int ScreenWidth, int ScreenHeight)
    : Command<Done>("Emulation.setDeviceMetricsOverride");

internal sealed record SetEmulatedMedia(IReadOnlyList<MediaFeature> Features)
    : Command<Done>("Emulation.setEmulatedMedia");

internal sealed record MediaFeature(string Name, string Value);

internal sealed record SetFocusEmulationEnabled(bool Enabled)
    : Command<Done>("Emulation.setFocusEmulationEnabled");

internal sealed record Evaluate(
    string Expression, int? ContextId = null, bool AwaitPromise = true, bool ReturnByValue = true)
    : Command<Evaluated>("Runtime.evaluate");

internal sealed record Evaluated(RemoteObject Result, ExceptionDetails? ExceptionDetails);

internal sealed record RemoteObject(JsonElement? Value, string? Description);

internal sealed record ExceptionDetails(string Text, RemoteObject? Exception);

internal sealed record RunIfWaitingForDebugger() : Command<Done>("Runtime.runIfWaitingForDebugger");
