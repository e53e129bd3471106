package explain

import (
	"fmt"
	"html"
	"io"
	"strings"
)

// Draw writes a procedure as one SVG picture: a box a stage, in the order of the book, with who may do what there, what
// runs out there and how long it can last at worst, and an arrow a way between stages. What happens by operation of the
// rules is dashed. The picture has a title and a description, so that it can be heard; it is light or dark as its reader
// wishes, and light on paper.
func Draw(w io.Writer, v View) error {
	l := place(&v)
	t := &printer{w: w}
	t.line(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="title description" font-family="'Segoe UI', 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif" font-size="%d">`,
		l.w, l.h, l.w, l.h, textSize)
	t.line(`<title id="title">%s</title>`, escape("Stages of "+v.Procedure))
	t.line(`<desc id="description">%s</desc>`, escape(describe(v)))
	t.line(style)
	l.head(t)
	for i := range l.boxes {
		l.box(t, &l.boxes[i])
	}
	for i := range l.boxes {
		l.down(t, &l.boxes[i])
	}
	for i := range l.lanes {
		l.lane(t, &l.lanes[i])
	}
	t.line(`</svg>`)
	return t.err
}

var escape = html.EscapeString

const style = `<style>
.paper{fill:#fff}.stage,.group,.open{stroke:#33415c;stroke-width:1.5;fill:#fff}.group{fill:#f3f5f9;stroke:#8d9ab5;stroke-width:1}.open{fill:none;stroke-dasharray:2 3}.final{fill:#e3e8f1}.inner{fill:none;stroke:#33415c}
text{fill:#1b2333}.name{font-weight:700}.title{font-size:15px;font-weight:700}.what{font-weight:400}.to{font-weight:700}.who,.clause,.small{fill:#4a5670}
.way{fill:none;stroke:#4a5a7d;stroke-width:1.5}.rule{stroke-dasharray:5 3}.act,.head,.start{fill:#33415c}.limit,.other{fill:none;stroke:#33415c;stroke-width:1.25}
@media screen and (prefers-color-scheme:dark){.paper{fill:#10151f}.stage{fill:#1a2232;stroke:#9fb0d0}.group{fill:#141b28;stroke:#5c6b8a}.open{stroke:#9fb0d0}.final{fill:#2a354a}.inner{stroke:#9fb0d0}text{fill:#e6ebf5}.who,.clause,.small{fill:#b3bfd6}.way{stroke:#9fb0d0}.act,.head,.start{fill:#9fb0d0}.limit,.other{stroke:#9fb0d0}}
</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 0L8 4L0 8z"/></marker></defs>`

// head says what the picture is of, and what its signs mean.
func (l *layout) head(t *printer) {
	t.line(`<rect class="paper" width="%d" height="%d"/>`, l.w, l.h)
	y := margin + titleSize
	for _, line := range l.about {
		t.spans(l.x, y, line)
		y += lineHeight
	}
	y += 4
	x := l.x
	for _, sign := range []struct{ kind, words string }{{"act", "may be done"}, {"limit", "time limit"}, {"other", "by rule, or from outside"}} {
		t.icon(sign.kind, x, y)
		t.line(`<text class="small" x="%d" y="%d">%s</text>`, x+iconWidth, y, sign.words)
		x += iconWidth + measure(sign.words, textSize, false) + padding
	}
	x, y = l.x, y+lineHeight
	for _, sign := range []struct{ class, words string }{{"way", "somebody acts"}, {"way rule", "by operation of the rules"}} {
		t.line(`<path class="%s" d="M%d %dh28" marker-end="url(#head)"/>`, sign.class, x, y-4)
		t.line(`<text class="small" x="%d" y="%d">%s</text>`, x+34, y, sign.words)
		x += 34 + measure(sign.words, textSize, false) + padding
	}
}

// icon draws the sign of a kind of row.
func (t *printer) icon(kind string, x, y int) {
	cx, cy := x+6, y-4
	switch kind {
	case "act":
		t.line(`<circle class="act" cx="%d" cy="%d" r="3"/>`, cx, cy)
	case "limit":
		t.line(`<path class="limit" d="M%d %da5 5 0 1 0 .01 0zM%d %dv3h3"/>`, cx, cy-5, cx, cy-3)
	default:
		t.line(`<path class="other" d="M%d %dl4 4l-4 4l-4-4z"/>`, cx, cy-4)
	}
}

func (l *layout) box(t *printer, b *box) {
	x, w := l.x, boxWidth
	class := "stage"
	switch {
	case b.group:
		x, w = x-groupEdge, w+2*groupEdge
		t.line(`<g><rect class="group" x="%d" y="%d" width="%d" height="%d" rx="8"/>`, x, b.y, w, b.frame-b.y)
	case b.stage < 0:
		t.line(`<g><rect class="open" x="%d" y="%d" width="%d" height="%d" rx="6"/>`, x, b.y, w, b.h)
	default:
		if l.view.Stages[b.stage].Final {
			class = "stage final"
		}
		t.line(`<g><rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="6"/>`, class, x, b.y, w, b.h)
		if l.view.Stages[b.stage].Final {
			t.line(`<rect class="inner" x="%d" y="%d" width="%d" height="%d" rx="4"/>`, x+3, b.y+3, w-6, b.h-6)
		}
	}
	l.title(t, b)
	for i := range b.rows {
		l.row(t, &b.rows[i])
	}
	t.line(`</g>`)
}

// down draws the arrow to the next stage, or to the frame it stands in.
func (l *layout) down(t *printer, b *box) {
	if b.stage < 0 || !l.next[b.stage] {
		return
	}
	to := l.boxOf(b.stage + 1).y
	for i := range l.boxes {
		if g := &l.boxes[i]; g.group && b.y+b.h < g.y && g.y < to {
			to = g.y
		}
	}
	t.line(`<path class="%s" d="M%d %dV%d" marker-end="url(#head)"/>`, wayClass(l.nextByRule(b)), l.x+boxWidth/2, b.y+b.h, to)
}

// nextByRule says whether only operation of the rules leads from a box to the next.
func (l *layout) nextByRule(b *box) bool {
	for i := range b.rows {
		for _, lead := range b.rows[i].leads {
			if lead.to == b.stage+1 && !lead.byRule {
				return false
			}
		}
	}
	return true
}

// title writes a box's name, and what stands beside it.
func (l *layout) title(t *printer, b *box) {
	x, y := l.x+padding, b.y+padding+titleSize-2
	if b.stage == 0 {
		t.line(`<circle class="start" cx="%d" cy="%d" r="6"/>`, x+6, y-5)
		x += startRoom
	}
	for i, line := range b.title {
		t.spans(x, y+i*lineHeight, line)
	}
	if aside := b.aside(l.view); aside != "" {
		t.line(`<text class="name" x="%d" y="%d" text-anchor="end">%s</text>`, l.x+boxWidth-padding, y, escape(aside))
	}
}

// row writes a row: its clause, its sign, what it says, and where it leads.
func (l *layout) row(t *printer, r *row) {
	x := l.x + padding
	y := r.y + textSize
	t.line(`<text class="clause" x="%d" y="%d">%s</text>`, x, y, escape(r.clause))
	x += l.clause
	t.icon(r.kind, x, y)
	for i, line := range r.text {
		t.spans(x+iconWidth, y+i*lineHeight, line)
	}
	for _, lead := range r.leads {
		for i, line := range lead.text {
			t.spans(l.x+boxWidth-padding-toWidth, lead.y+textSize+i*lineHeight, line)
		}
	}
}

// spans writes one line of text.
func (t *printer) spans(x, y int, line []span) {
	var b strings.Builder
	for _, s := range line {
		fmt.Fprintf(&b, `<tspan class="%s">%s</tspan>`, s.class, escape(s.text))
	}
	t.line(`<text xml:space="preserve" x="%d" y="%d">%s</text>`, x, y, b.String())
}

// lane draws the ways that share a lane: each out to the side, all along it, one into the stage.
func (l *layout) lane(t *printer, n *lane) {
	edge, out := l.x+boxWidth, 1
	if !n.right {
		edge, out = l.x, -1
	}
	x := l.laneX(n)
	byRule := true
	for _, p := range n.ports {
		from := edge
		if p.group {
			from += out * groupEdge
		}
		bend := 6
		if p.y > n.y {
			bend = -6
		}
		t.line(`<path class="%s" d="M%d %dH%dQ%d %d %d %d"/>`, wayClass(p.byRule), from, p.y, x-out*6, x, p.y, x, p.y+bend)
		byRule = byRule && p.byRule
	}
	top, bottom := n.span()
	along := fmt.Sprintf("M%d %dV%d", x, top+6, n.y-6)
	bend := -6
	if n.y < bottom {
		along, bend = fmt.Sprintf("M%d %dV%d", x, bottom-6, n.y+6), 6
	}
	t.line(`<path class="%s" d="%sM%d %dQ%d %d %d %dH%d" marker-end="url(#head)"/>`, wayClass(byRule), along, x, n.y+bend, x, n.y, x-out*6, n.y, edge)
}

// laneX is where a lane stands.
func (l *layout) laneX(n *lane) int {
	out := groupEdge + (n.column+1)*laneWidth
	if n.right {
		return l.x + boxWidth + out
	}
	return l.x - out
}

func wayClass(byRule bool) string {
	if byRule {
		return "way rule"
	}
	return "way"
}

// describe tells the picture in words.
func describe(v View) string {
	var b strings.Builder
	ways := func(from string, in *Inside) {
		for _, way := range v.Ways(in) {
			fmt.Fprintf(&b, "From %s to %s by %s. ", from, v.Stages[way.To].Name, strings.Join(way.By, ", "))
		}
	}
	for i := range v.Stages {
		st := &v.Stages[i]
		if i > 0 {
			fmt.Fprintf(&b, "Stage %s", st.Name)
			if days := st.Length.Words(); days != "" {
				b.WriteString(", " + days)
			}
			if st.Final {
				b.WriteString(", final")
			}
			b.WriteString(". ")
		}
		ways(st.Name, &st.Inside)
	}
	for i := range v.Groups {
		ways("every stage of "+v.Groups[i].Name, &v.Groups[i].Inside)
	}
	ways("every stage but the final ones", &v.Open)
	return strings.TrimSpace(b.String())
}
