namespace Holdfast.Images.Screenshot.Browser;

/// <summary>What the browser is started with, besides the way to talk to it.</summary>
internal static class ChromiumFlags
{
    private static readonly string[] _always =
    [
        "--no-startup-window",
        "--hide-scrollbars",
        "--mute-audio",

        // Containers have 64 MB there.
        "--disable-dev-shm-usage",

        // Nothing but the page that was asked for goes over the network, or is written down.
        "--disable-background-networking",
        "--disable-breakpad",
        "--disable-client-side-phishing-detection",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-domain-reliability",
        "--disable-extensions",
        "--disable-field-trial-config",
        "--disable-search-engine-choice-screen",
        "--disable-sync",
        "--dns-prefetch-disable",
        "--metrics-recording-only",
        "--no-default-browser-check",
        "--no-first-run",
        "--no-pings",
        "--no-service-autorun",
        "--password-store=basic",
        "--use-mock-keychain",

        // Pages paint at once and at full speed, though nobody looks at them.
        "--disable-back-forward-cache",
        "--disable-background-timer-throttling",
        "--disable-backgrounding-occluded-windows",
        "--disable-hang-monitor",
        "--disable-ipc-flooding-protection",
        "--disable-renderer-backgrounding",
        "--allow-pre-commit-input",

        // The same pixels on every machine: painted in software, in one colour space, without the machine's font hints.
        "--disable-gpu",
        "--disable-lcd-text",
        "--font-render-hinting=none",
        "--force-color-profile=srgb",
        "--lang=en-US",
        "--accept-lang=en-US",

        // Each page has a proxy of its own, and that is its only way out. What belongs to no page has none: nobody
        // listens there. UDP would not go through a proxy.
        "--proxy-server=127.0.0.1:1",
        "--proxy-bypass-list=<-loopback>",
        "--disable-quic",

        // Pages open no windows and tell nobody the machine's addresses.
        "--block-new-web-contents",
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",

        "--disable-features=DialMediaRouteProvider,GlobalMediaControls,HttpsUpgrades,MediaRouter,"
            + "NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,Translate,"
            + "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose",
        "--enable-features=CDPScreenshotNewSurface",
    ];

    public static IReadOnlyList<string> For(ChromiumInstallation chromium, string profile, bool sandbox) =>
    [
        chromium.IsHeadlessShell ? "--headless" : "--headless=new",
        "--user-data-dir=" + profile,
        .. sandbox ? Array.Empty<string>() : ["--no-sandbox"],
        .. _always,
    ];
}
