package explain

import (
	"fmt"
	"html"
	"io"
	"slices"
	"strings"
)

// The measures of the drawing, in user units. Text is measured by a fixed width a character, which is wide enough for
// the usual sans-serif faces.
const (
	charWidth  = 7
	lineHeight = 16
	boxWidth   = 236
	padding    = 10
	wrapAt     = (boxWidth - 2*padding) / charWidth
	mostActs   = 7
	labelWrap  = 26
)

// Draw writes a procedure as one SVG picture: a box a stage, from top to bottom in the order in which a matter can
// reach them, with who may do what there and how long it can last at worst, and an arrow a way between stages. What
// happens by operation of the rules is dashed. Each clause number is a link to #clause-NUMBER. The picture has a title
// and a description, so that it can be heard.
func Draw(w io.Writer, v View) error {
	d := newDrawing(v)
	t := &printer{w: w}
	t.line(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="title description" font-family="system-ui, sans-serif" font-size="12">`,
		d.place.w, d.place.h, d.place.w, d.place.h)
	t.line(`<title id="title">%s</title>`, html.EscapeString("Stages of "+v.Procedure))
	t.line(`<desc id="description">%s</desc>`, html.EscapeString(describe(v)))
	t.line(style)
	for i := range d.place.edges {
		d.edge(t, i)
	}
	for i := range d.boxes {
		d.box(t, i)
	}
	for i := range d.place.edges {
		d.label(t, i)
	}
	t.line(`</svg>`)
	return t.err
}

const style = `<style>
.stage{fill:#fff;stroke:#33415c;stroke-width:1.5}.final{fill:#eef1f6}.start{fill:#33415c}.name{font-weight:600}.small{font-size:11px;fill:#44506a}
.way{fill:none;stroke:#33415c;stroke-width:1.25}.rule{stroke-dasharray:5 4}.label{font-size:11px;fill:#33415c;paint-order:stroke;stroke:#fff;stroke-width:4px}text{fill:#1b2333}a text{fill:#1f4fa3;text-decoration:underline}
@media (prefers-color-scheme:dark){svg{background:#10151f}.stage{fill:#1a2232;stroke:#9fb0d0}.final{fill:#232c3f}.start{fill:#9fb0d0}.way{stroke:#9fb0d0}text{fill:#e6ebf5}.small,.label{fill:#b8c4dc}.label{stroke:#10151f}a text{fill:#8ab4ff}}
</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#6b7a99"/></marker></defs>`

// drawing is a view with its boxes laid out.
type drawing struct {
	view   View
	boxes  [][]row
	place  *layout
	labels [][4]int // what has been written on ways: left, top, right, bottom
}

// row is a line of text in a box; the clause at its end is a link.
type row struct{ text, class, clause string }

func newDrawing(v View) *drawing {
	d := &drawing{view: v}
	var sizes [][2]int
	for i := range v.Stages {
		rows := boxRows(&v.Stages[i], i == 0)
		d.boxes = append(d.boxes, rows)
		w, h := boxWidth, len(rows)*lineHeight+2*padding
		if i == 0 {
			w, h = 14, 14
		}
		sizes = append(sizes, [2]int{w, h})
	}
	var edges [][2]int
	for _, m := range v.Moves {
		edges = append(edges, [2]int{m.From, m.To})
	}
	d.place = place(sizes, edges)
	return d
}

// boxRows are the lines of a stage's box.
func boxRows(st *StageView, start bool) []row {
	if start {
		return nil
	}
	var rows []row
	for _, l := range wrap(st.Name, wrapAt) {
		rows = append(rows, row{l, "name", ""})
	}
	if days := st.Days(); days != "" {
		rows = append(rows, row{days, "small", ""})
	}
	for i, a := range st.Acts {
		if i == mostActs {
			rows = append(rows, row{fmt.Sprintf("and %d more", len(st.Acts)-mostActs), "small", ""})
			break
		}
		lines := wrap(a.Name+" – "+a.Who, wrapAt-len(a.Clause)-1)
		for j, l := range lines {
			r := row{l, "small", ""}
			if j == 0 {
				r.clause = a.Clause
			}
			rows = append(rows, r)
		}
	}
	return rows
}

// wrap breaks a text into lines of at most so many characters, between words where it can.
func wrap(text string, most int) []string {
	most = max(most, 8)
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		for len([]rune(word)) > most {
			if line != "" {
				lines, line = append(lines, line), ""
			}
			r := []rune(word)
			lines, word = append(lines, string(r[:most])), string(r[most:])
		}
		switch {
		case line == "":
			line = word
		case len([]rune(line))+1+len([]rune(word)) <= most:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

func (d *drawing) box(t *printer, i int) {
	n := &d.place.nodes[i]
	if i == 0 {
		t.line(`<circle class="start" cx="%d" cy="%d" r="7"><title>before</title></circle>`, n.x+7, n.y+7)
		return
	}
	class := "stage"
	if d.view.Stages[i].Final {
		class = "stage final"
	}
	t.line(`<g><rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="6"/>`, class, n.x, n.y, n.w, n.h)
	for j, r := range d.boxes[i] {
		y := n.y + padding + (j+1)*lineHeight - 4
		t.line(`<text class="%s" x="%d" y="%d">%s</text>`, r.class, n.x+padding, y, html.EscapeString(r.text))
		if r.clause != "" {
			c := html.EscapeString(r.clause)
			t.line(`<a href="#clause-%s"><text x="%d" y="%d" text-anchor="end" font-size="11">%s</text></a>`, c, n.x+n.w-padding, y, c)
		}
	}
	t.line(`</g>`)
}

// points are the places an edge goes through, from where it starts to where it ends.
func (d *drawing) points(i int) [][2]int {
	l := d.place
	e := &l.edges[i]
	upper, lower := e.ends()
	out, in := d.ports(i)
	path := [][2]int{{out, l.nodes[upper].y + l.nodes[upper].h}}
	for _, w := range e.way {
		n := &l.nodes[w]
		path = append(path, [2]int{l.centre(w), n.y}, [2]int{l.centre(w), n.y + n.h})
	}
	path = append(path, [2]int{in, l.nodes[lower].y})
	if e.back {
		for a, b := 0, len(path)-1; a < b; a, b = a+1, b-1 {
			path[a], path[b] = path[b], path[a]
		}
	}
	return path
}

// ports spreads the ends of edges along the sides of their boxes, in the order in which they leave.
func (d *drawing) ports(i int) (out, in int) {
	upper, lower := d.place.edges[i].ends()
	return d.port(i, upper, true), d.port(i, lower, false)
}

func (d *drawing) port(i, n int, below bool) int {
	l := d.place
	towards := func(e int) int {
		u, v := l.edges[e].ends()
		way := l.edges[e].way
		switch {
		case below && len(way) > 0:
			return l.centre(way[0])
		case below:
			return l.centre(v)
		case len(way) > 0:
			return l.centre(way[len(way)-1])
		}
		return l.centre(u)
	}
	before, total := 0, 0
	for e := range l.edges {
		u, v := l.edges[e].ends()
		if below && u != n || !below && v != n {
			continue
		}
		total++
		if a, b := towards(e), towards(i); a < b || a == b && e < i {
			before++
		}
	}
	return l.nodes[n].x + l.nodes[n].w*(before+1)/(total+1)
}

func (d *drawing) edge(t *printer, i int) {
	path := d.points(i)
	var b strings.Builder
	fmt.Fprintf(&b, "M%d %d", path[0][0], path[0][1])
	for j := 1; j < len(path); j++ {
		p, q := path[j-1], path[j]
		if p[0] == q[0] {
			fmt.Fprintf(&b, "L%d %d", q[0], q[1])
			continue
		}
		middle := (p[1] + q[1]) / 2
		fmt.Fprintf(&b, "C%d %d %d %d %d %d", p[0], middle, q[0], middle, q[0], q[1])
	}
	class := "way"
	if d.move(i).ByRule {
		class = "way rule"
	}
	t.line(`<path class="%s" d="%s" marker-end="url(#head)"/>`, class, b.String())
}

// move finds the way between stages that an edge draws.
func (d *drawing) move(i int) *Move {
	for j := range d.view.Moves {
		if m := &d.view.Moves[j]; m.From == d.place.edges[i].from && m.To == d.place.edges[i].to {
			return m
		}
	}
	return &Move{}
}

// label writes the events of a way beside its first stretch; what does not fit in two lines is in the title.
func (d *drawing) label(t *printer, i int) {
	m := d.move(i)
	path := d.points(i)
	x, y := (path[0][0]+path[1][0])/2, (path[0][1]+path[1][1])/2
	lines := wrap(strings.Join(m.By, ", "), labelWrap)
	if len(lines) > 2 {
		lines = []string{m.By[0], fmt.Sprintf("and %d more", len(m.By)-1)}
	}
	y = d.free(x, y, lines)
	t.line(`<g><title>%s</title>`, html.EscapeString(d.view.Stages[m.From].Name+" to "+d.view.Stages[m.To].Name+" by "+strings.Join(m.By, ", ")))
	for j, l := range lines {
		t.line(`<text class="label" x="%d" y="%d" text-anchor="middle">%s</text>`, x, y+j*13-2, html.EscapeString(l))
	}
	t.line(`</g>`)
}

// free finds a height near y at which a label does not lie on one written before, as far as there is room between the
// layers, and notes it.
func (d *drawing) free(x, y int, lines []string) int {
	width := 0
	for _, l := range lines {
		width = max(width, len([]rune(l))*charWidth)
	}
	for _, shift := range []int{0, -14, 14, -28, 28} {
		r := [4]int{x - width/2, y + shift - 12, x + width/2, y + shift + 13*len(lines) - 10}
		if !slices.ContainsFunc(d.labels, func(o [4]int) bool { return r[0] < o[2] && o[0] < r[2] && r[1] < o[3] && o[1] < r[3] }) {
			d.labels = append(d.labels, r)
			return y + shift
		}
	}
	return y
}

// describe tells the picture in words.
func describe(v View) string {
	var b strings.Builder
	for i := range v.Stages {
		st := &v.Stages[i]
		if i > 0 {
			fmt.Fprintf(&b, "Stage %s", st.Name)
			if days := st.Days(); days != "" {
				b.WriteString(", " + days)
			}
			if st.Final {
				b.WriteString(", final")
			}
			b.WriteString(". ")
		}
		for _, m := range v.Moves {
			if m.From == i {
				fmt.Fprintf(&b, "From %s to %s by %s. ", st.Name, v.Stages[m.To].Name, strings.Join(m.By, ", "))
			}
		}
	}
	return strings.TrimSpace(b.String())
}
