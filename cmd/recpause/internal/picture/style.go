package picture

import (
	"fmt"
	"strings"
)

// A palette is the colours of one scheme. Each pair that must be told apart has the contrast that WCAG 2 asks of it at level AA,
// which a test sees to.
type palette struct{ paper, ink, muted, grid, wave, tint, hatch, pattern, green, greenEdge, amber, amberEdge, note, lie, onLie, lieText string }

var light = palette{
	paper: "#ffffff", ink: "#1b1f24", muted: "#57606a", grid: "#d8dee4", wave: "#0a58ad", tint: "#e4effb", hatch: "#7d8590", pattern: "#f3f4f6",
	green: "#e6f4ea", greenEdge: "#2f7d4f", amber: "#fff1cc", amberEdge: "#946200", note: "#7a2fb5", lie: "#b3261e", onLie: "#ffffff", lieText: "#b3261e",
}

var dark = palette{
	paper: "#12161c", ink: "#e8edf2", muted: "#a3adb8", grid: "#2d343c", wave: "#6cb6ff", tint: "#16283c", hatch: "#7d8794", pattern: "#1d232b",
	green: "#12301f", greenEdge: "#4fae77", amber: "#3a2c06", amberEdge: "#d4a72c", note: "#d2a8ff", lie: "#ffb4ab", onLie: "#4a0a06", lieText: "#ffb4ab",
}

func (p palette) variables() string {
	var b strings.Builder
	for _, v := range [...][2]string{
		{"paper", p.paper}, {"ink", p.ink}, {"muted", p.muted}, {"grid", p.grid}, {"wave", p.wave}, {"tint", p.tint}, {"hatch", p.hatch}, {"pattern", p.pattern},
		{"green", p.green}, {"green-edge", p.greenEdge}, {"amber", p.amber}, {"amber-edge", p.amberEdge}, {"note", p.note}, {"lie", p.lie}, {"on-lie", p.onLie}, {"lie-text", p.lieText},
	} {
		fmt.Fprintf(&b, "--%s:%s;", v[0], v[1])
	}
	return b.String()
}

// styleSheet returns the style sheet: the colours by scheme, then who has which.
func styleSheet() string {
	l, d := light.variables(), dark.variables()
	return "svg.recpause{" + l + "}\n" +
		"@media (prefers-color-scheme:dark){svg.recpause{" + d + "}}\n" +
		".light svg.recpause,svg.recpause.light{" + l + "}\n" +
		".dark svg.recpause,svg.recpause.dark{" + d + "}\n" + looks
}

const looks = `svg.recpause{display:block;background:var(--paper);width:100%;height:auto;font-family:system-ui,-apple-system,"Hiragino Sans","Noto Sans JP","Noto Sans CJK JP","Yu Gothic UI",Meiryo,sans-serif;fill:var(--ink)}
.recpause text{font-size:12px}
.recpause .heading{font-size:17px;font-weight:600}
.recpause .label,.recpause .state{font-size:13px;font-weight:600}
.recpause .small{fill:var(--muted)}
.recpause .mid{text-anchor:middle}
.recpause .end{text-anchor:end}
.recpause .paper{fill:var(--paper)}
.recpause .grid{stroke:var(--grid);fill:none}
.recpause .axis{stroke:var(--muted);fill:none}
.recpause .stem{stroke:var(--muted);fill:none}
.recpause .flag{fill:var(--paper);stroke:var(--muted)}
.recpause .click{stroke:var(--amber-edge);stroke-width:1.8}
.recpause .face,.recpause .really{stroke-width:1}
.recpause .stop{fill:var(--green);stroke:var(--green-edge)}
.recpause .resume{stroke:var(--amber-edge);stroke-width:1.6}
.recpause .none,.recpause .off,.recpause .nobody{fill:none;stroke:var(--muted);stroke-dasharray:3 3}
.recpause .on,.recpause .tint{fill:var(--tint)}
.recpause .on{stroke:var(--wave)}
.recpause .silent,.recpause .partial{stroke:var(--hatch)}
.recpause .voices{fill:var(--tint)}
.recpause .pattern{fill:var(--pattern)}
.recpause .hatch{fill:var(--hatch)}
.recpause .amber{fill:var(--amber)}
.recpause .dot{fill:var(--amber-edge)}
.recpause .wave{fill:var(--wave)}
.recpause .plaque{fill:var(--paper)}
.recpause .resumetext{paint-order:stroke;stroke:var(--amber);stroke-width:4px;stroke-linejoin:round}
.recpause .beep,.recpause .note{fill:var(--note)}
.recpause .note{font-size:14px;font-weight:600}
.recpause .lie{fill:var(--lie)}
.recpause .inlie{fill:var(--on-lie);font-weight:600}
.recpause .outlie{fill:var(--lie-text);font-weight:600}
.recpause .cursor{stroke:var(--lie-text);stroke-width:1.5;fill:none;pointer-events:none}`
