using Holdfast.Images.Screenshot;
using Holdfast.Workflows;

namespace Holdfast.EndToEnd.Tests.Images;

public sealed class ScreenshotTests(Browsers browsers) : IClassFixture<Browsers>
{
    private static readonly double[] _green = [0, 255, 0];

    [Fact]
    public async Task Unless_told_otherwise_it_is_the_window_as_a_PNG()
    {
        var capture = await browsers.TakeAsync(browsers.Page("/red"));

        using var image = Pictures.Open(capture.Content);
        Assert.Equal("image/png", ImageContentType.Of(capture.Content));
        Assert.Equal((1388, 800), (image.Width, image.Height));
        Assert.Equal([255, 0, 0], Pictures.At(image, 700, 400)[..3]);
    }

    [Fact]
    public async Task The_window_has_the_size_and_density_that_were_asked_for()
    {
        var capture = await browsers.TakeAsync(
            browsers.Page("/red") with { Viewport = new(320, 200), DeviceScaleFactor = 2 });

        using var image = Pictures.Open(capture.Content);
        Assert.Equal((640, 400), (image.Width, image.Height));
    }

    [Fact]
    public async Task A_fragment_shows_its_part_of_the_page()
    {
        var capture = await browsers.TakeAsync(browsers.Page("/element#box"));

        using var image = Pictures.Open(capture.Content);
        Assert.Equal((1388, 800), (image.Width, image.Height));
        Assert.Equal(_green, Pictures.At(image, 60, 799 - 10)[..3]);
    }

    [Fact]
    public async Task A_full_page_goes_down_to_its_end()
    {
        var capture = await browsers.TakeAsync(browsers.Page("/tall") with { FullPage = true });

        using var image = Pictures.Open(capture.Content);
        Assert.Equal((1388, 3000), (image.Width, image.Height));
        Assert.Equal(_green, Pictures.At(image, 10, 2990)[..3]);
        Assert.Empty(capture.Remark);
    }

    [Fact]
    public async Task A_page_that_is_too_tall_is_cut_and_people_are_told()
    {
        var capture = await browsers.TakeAsync(
            browsers.Page("/endless") with { FullPage = true, Viewport = new(100, 500) });

        using var image = Pictures.Open(capture.Content);
        Assert.Equal((100, 16_384), (image.Width, image.Height));
        Assert.Equal([0, 0, 255], Pictures.At(image, 50, 16_380)[..3]);
        Assert.Contains("100×16384 of 100×40000", capture.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_that_load_when_seen_are_loaded_for_a_full_page()
    {
        await browsers.TakeAsync(browsers.Page("/lazy") with { FullPage = true });

        Assert.Equal(5, browsers.Site.Images);
    }

    [Fact]
    public async Task One_element_can_be_captured_wherever_it_is()
    {
        var capture = await browsers.TakeAsync(browsers.Page("/element") with { Selector = "#box" });

        using var image = Pictures.Open(capture.Content);
        Assert.Equal((120, 80), (image.Width, image.Height));
        Assert.Equal(_green, Pictures.At(image, 2, 2)[..3]);
    }

    [Theory]
    [InlineData("Png", "image/png")]
    [InlineData("Jpeg", "image/jpeg")]
    [InlineData("Webp", "image/webp")]
    public async Task Every_format_is_what_it_says(string format, string contentType)
    {
        var capture = await browsers.TakeAsync(
            browsers.Page("/red") with { Format = Enum.Parse<ScreenshotFormat>(format), Quality = 50 });

        using var image = Pictures.Open(capture.Content);
        Assert.Equal(contentType, ImageContentType.Of(capture.Content));
        Assert.Equal((1388, 800), (image.Width, image.Height));
    }

    [Fact]
    public async Task It_waits_for_an_element_that_comes_late()
    {
        var capture = await browsers.TakeAsync(
            browsers.Page("/late") with { WaitForSelector = "#late", Selector = "#late" });

        Assert.Equal("image/png", ImageContentType.Of(capture.Content));
    }

    [Fact]
    public async Task Dialogs_and_popups_stop_nothing()
    {
        foreach (var page in new[] { "/dialogs", "/popups" })
        {
            var capture = await browsers.TakeAsync(browsers.Page(page) with { TimeoutMs = 20_000 });
            using var image = Pictures.Open(capture.Content);
            Assert.Equal(_green, Pictures.At(image, 700, 400)[..3]);
        }
    }

    [Fact]
    public async Task Animations_are_captured_where_they_end()
    {
        var capture = await browsers.TakeAsync(browsers.Page("/fading"));

        using var image = Pictures.Open(capture.Content);
        Assert.Equal(_green, Pictures.At(image, 700, 400)[..3]);
    }

    [Fact]
    public async Task What_moves_when_it_is_seen_is_captured_where_it_ends()
    {
        browsers.Site.Html = """
            <!doctype html><style>#box { height: 100px; background: #f00; transition: background 100s }
              #box.seen { background: #0f0 }</style>
            <body style='margin:0'><div style='height:3000px'></div><div id=box></div><script>
              new IntersectionObserver(([box]) => box.isIntersecting && box.target.classList.add('seen')).observe(box)
            </script>
            """;

        var capture = await browsers.TakeAsync(browsers.Page("/html") with { FullPage = true });

        using var image = Pictures.Open(capture.Content);
        Assert.Equal(_green, Pictures.At(image, 700, 3050)[..3]);
    }

    [Fact]
    public async Task Every_page_is_told_the_same_of_its_reader()
    {
        browsers.Site.Html = """
            <!doctype html><body><script>
              const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions()
              const prefers = query => matchMedia(`(prefers-${query})`).matches
              const told = async () => [
                locale, timeZone, new Date(0).getTimezoneOffset(), navigator.language, navigator.languages,
                prefers('color-scheme: light'), prefers('reduced-motion: reduce'), document.hasFocus(),
                typeof await navigator.serviceWorker.register('/nowhere.js'),
                screen.width, screen.height, innerWidth, innerHeight, devicePixelRatio,
                await (await fetch('/language')).text() ].join(' ')
              told().catch(String).then(text => {
                document.title = text
                document.body.insertAdjacentHTML('beforeend', `<p id=done>${text}</p>`)
                fetch('/told?' + encodeURIComponent(text))
              })
            </script>
            """;

        await browsers.TakeAsync(
            browsers.Page("/html") with { WaitForSelector = "#done", WaitUntil = WaitUntil.NetworkIdle });

        Assert.Equal(
            "en-US UTC 0 en-US en-US true true true undefined 1388 800 1388 800 1 en-US", browsers.Site.Told);
    }

    [Fact]
    public async Task It_waits_until_the_network_is_quiet()
    {
        browsers.Site.Html = """
            <!doctype html><body style='background:#f00'><script>
              let steps = 0
              const step = async () => {
                await fetch('/slow')
                if (++steps < 8) step()
                else document.body.style.background = '#0f0'
              }
              onload = step
            </script>
            """;

        var capture = await browsers.TakeAsync(browsers.Page("/html") with { WaitUntil = WaitUntil.NetworkIdle });

        using var image = Pictures.Open(capture.Content);
        Assert.Equal(_green, Pictures.At(image, 700, 400)[..3]);
    }

    [Fact]
    public async Task An_element_inside_of_a_shadow_tree_is_found()
    {
        browsers.Site.Html = """
            <!doctype html><body><div id=host></div><script>
              host.attachShadow({ mode: 'open' }).innerHTML =
                '<p id=inside style="width:90px;height:40px;background:#0f0"></p>'
            </script>
            """;

        var capture = await browsers.TakeAsync(browsers.Page("/html") with { Selector = "#inside" });

        using var image = Pictures.Open(capture.Content);
        Assert.Equal((90, 40), (image.Width, image.Height));
    }

    [Fact]
    public async Task No_page_sees_what_another_left_behind()
    {
        for (var visit = 0; visit < 2; visit++)
        {
            var capture = await browsers.TakeAsync(browsers.Page("/cookie"));
            using var image = Pictures.Open(capture.Content);
            Assert.Equal(_green, Pictures.At(image, 700, 400)[..3]);
        }
    }

    [Fact]
    public async Task Fonts_that_never_come_do_not_hold_it_up_for_ever()
    {
        var capture = await browsers.TakeAsync(
            browsers.Page("/slow-font") with { WaitUntil = WaitUntil.DocumentParsed });

        Assert.Empty(capture.Remark);
    }

    [Fact]
    public async Task Eight_at_once_all_get_their_own_page()
    {
        var captures = await Task.WhenAll(Enumerable.Range(1, 8).Select(async at =>
        {
            var capture = await browsers.TakeAsync(browsers.Page("/red") with { Viewport = new(100 + at, 50) });
            using var image = Pictures.Open(capture.Content);
            return image.Width;
        }));

        Assert.Equal(Enumerable.Range(101, 8), captures);
    }
}
