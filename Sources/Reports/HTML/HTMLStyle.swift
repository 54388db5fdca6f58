/// The one style of a page. The page's Content-Security-Policy names it by its hash, so that no other style holds.
enum HTMLStyle {
    /// SHA-256 of `text` in base64, which a test reckons anew.
    static let hash = "2a+qt3jL3jkoT2uEoJx+GjsqcNauNtR2MWnNzxBj/jQ="

    static let text =
        SVGStyle.colours + """
            *{box-sizing:border-box}
            body{margin:0 auto;padding:1rem;max-width:60rem;font:1rem/1.5 system-ui,"DejaVu Sans",sans-serif;\
            color:var(--ink);background:var(--page);overflow-wrap:anywhere}
            h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0 1rem}
            h2{font-size:1.125rem;line-height:1.3;margin:0 0 .5rem}
            section{margin:0 0 1.5rem}
            p,ul,dl{margin:.5rem 0}
            ul{padding-left:1.25rem}
            li,td,dd,code{unicode-bidi:isolate}
            code,pre{font-family:ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;font-size:.9375em}
            pre{margin:.25rem 0 .75rem;padding:.5rem .75rem;background:var(--panel);border:1px solid var(--edge);\
            border-radius:.375rem;white-space:pre-wrap}
            .cause{border-left:.375rem solid var(--crit);padding-left:1rem}
            .grade{font-weight:700;font-family:ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace}
            h1 .grade{border:.125rem solid;border-radius:.375rem;padding:0 .5rem;margin-right:.25rem}
            .crit{color:var(--crit)}.warn{color:var(--warn)}.ok{color:var(--ok)}.info{color:var(--info)}\
            .unknown{color:var(--unknown)}.faint{color:var(--faint)}
            .label{font-weight:600;margin:.5rem 0 0}
            dl{display:grid;grid-template-columns:minmax(6rem,max-content) 1fr;gap:.25rem 1rem}
            dt{color:var(--faint)}
            dd{margin:0}
            table{border-collapse:collapse;width:100%;margin:.5rem 0}
            th,td{text-align:left;vertical-align:top;padding:.375rem .75rem .375rem 0;border-bottom:1px solid var(--edge);\
            min-width:6rem}
            th{color:var(--faint);font-weight:600;overflow-wrap:normal}
            .picture{display:block;width:26rem;max-width:100%;height:auto}
            @media (max-width:40rem){
            dl{grid-template-columns:1fr;gap:0}
            dd{margin-bottom:.5rem}
            thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
            tr{display:block;padding:.375rem 0;border-bottom:1px solid var(--edge)}
            td{display:block;padding:.125rem 0;border:0}
            td:empty{display:none}
            td::before{content:attr(data-label) ": ";color:var(--faint)}
            }
            @media print{body{max-width:none;padding:0}section{break-inside:avoid}pre{border-color:#000}}

            """ + SVGStyle.text
}
