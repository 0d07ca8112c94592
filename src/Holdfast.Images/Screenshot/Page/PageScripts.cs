namespace Holdfast.Images.Screenshot.Page;

/// <summary>What is evaluated inside pages.</summary>
internal static class PageScripts
{
    /// <summary>
    /// Waits for the document. Looks again now and then, because a page that writes itself loses its listeners.
    /// </summary>
    public const string Parsed = "async () => { while (document.readyState === 'loading')" + NextState;

    /// <summary>Waits for all that the document loads.</summary>
    public const string Loaded = "async () => { while (document.readyState !== 'complete')" + NextState;

    /// <summary>Waits for fonts.</summary>
    public const string HasFonts = "() => document.fonts.ready.then(() => 0)";

    private const string NextState =
        """
          await new Promise(next => {
            document.addEventListener('readystatechange', next, { once: true })
            setTimeout(next, 100)
          })
        }
        """;

    /// <summary>
    /// Ends animations where they lead to and hides the caret, so that two captures look alike. Rules for every element
    /// have all of it painted again, so a page in which nothing moves gets none, unless it is told that it will.
    /// </summary>
    public const string HoldStill =
        """
        willMove => {
          const animations = document.getAnimations()
          for (const animation of animations) {
            try { animation.finish() } catch { animation.cancel() }
          }
          const isFocused = ![null, document.body, document.documentElement].includes(document.activeElement)
          if (!willMove && !isFocused && animations.length === 0) return
          const still = new CSSStyleSheet()
          const rules = 'caret-color: transparent !important; transition: none !important'
          still.replaceSync(`*, *::before, *::after { ${rules} }`)
          document.adoptedStyleSheets = [...document.adoptedStyleSheets, still]
        }
        """;

    /// <summary>Scrolls through the page once, so that images that load when seen do, and waits for them.</summary>
    public const string ShowLazyImages =
        """
        async () => {
          const mostScreens = 100
          const root = document.scrollingElement
          if (!root) return
          for (let screen = 0; screen < mostScreens && screen * innerHeight < root.scrollHeight; screen++) {
            scrollTo({ top: screen * innerHeight, behavior: 'instant' })
            await new Promise(painted => requestAnimationFrame(() => setTimeout(painted, 20)))
          }
          scrollTo({ top: 0, behavior: 'instant' })
          const seen = image => image.complete ? null : new Promise(done => { image.onload = image.onerror = done })
          await Promise.all([...document.images].map(seen))
        }
        """;

    /// <summary>Where an element is on the page, in CSS pixels: left, top, width, height; null: nowhere.</summary>
    public const string AreaOfElement =
        $$"""
        selector => {
          {{FirstElement}}
          const element = first(document)
          if (!element) return null
          const box = element.getBoundingClientRect()
          const x = Math.floor(box.left + scrollX)
          const y = Math.floor(box.top + scrollY)
          return [x, y, Math.ceil(box.right + scrollX) - x, Math.ceil(box.bottom + scrollY) - y]
        }
        """;

    /// <summary>Waits until the first element that matches a selector can be seen.</summary>
    public const string ElementIsVisible =
        $$"""
        async selector => {
          {{FirstElement}}
          const isVisible = element => {
            if (!element?.checkVisibility({ visibilityProperty: true })) return false
            const box = element.getBoundingClientRect()
            return box.width > 0 && box.height > 0
          }
          while (!isVisible(first(document))) await new Promise(next => setTimeout(next, 50))
        }
        """;

    /// <summary>Evaluated before the scripts of each document: a worker would outlive its page.</summary>
    public const string NoServiceWorkers =
        "if (navigator.serviceWorker) navigator.serviceWorker.register = async () => {}";

    // Inside of open shadow trees, too.
    private const string FirstElement =
        """
          const first = root => {
            const found = root.querySelector(selector)
            if (found) return found
            for (const { shadowRoot } of root.querySelectorAll('*')) {
              const inside = shadowRoot && first(shadowRoot)
              if (inside) return inside
            }
            return null
          }
        """;
}
