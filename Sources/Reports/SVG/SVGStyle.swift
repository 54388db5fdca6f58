/// The look of drawings, light and dark. Whatever a colour says stands there as a word, too.
enum SVGStyle {
    /// Those of a page as well.
    static let colours = """
        :root{color-scheme:light dark;--ink:#1b1f24;--faint:#57606a;--page:#fff;--panel:#f6f8fa;--edge:#8c959f;\
        --crit:#b3001e;--warn:#8a4b00;--ok:#116329;--info:#0550ae;--unknown:#6e3fa3}
        @media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--faint:#9ba5b0;--page:#0d1117;--panel:#161b22;\
        --edge:#6e7681;--crit:#ff8f8a;--warn:#e3b341;--ok:#6fdd8b;--info:#79c0ff;--unknown:#d2a8ff}}

        """

    static let text = """
        svg text{font:13px ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;fill:var(--ink);white-space:pre}
        svg .strong{font-weight:700}
        svg .faint{fill:var(--faint)}
        svg .crit{fill:var(--crit)}
        svg .ok{fill:var(--ok)}
        svg .unknown{fill:var(--unknown)}
        svg .end{text-anchor:end}
        svg .box{fill:var(--panel);stroke:var(--edge);stroke-width:1.5}
        svg .broken{stroke:var(--crit);stroke-width:3}
        svg .page{fill:var(--page)}
        svg .rule{stroke:var(--edge);stroke-width:.5}
        svg .joint{fill:none;stroke:var(--ink);stroke-width:1.5}
        svg .doubt{stroke-dasharray:5 4;stroke:var(--unknown)}
        """
}
