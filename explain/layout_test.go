package explain

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/evenhand/evenhand/matter"
	"github.com/evenhand/evenhand/rulebook"
	"pgregory.net/rapid"
)

// frame is a rectangle that something takes up.
type frame struct {
	what       string
	x, y, w, h int
}

func (a frame) within(b frame) bool {
	return a.x >= b.x && a.y >= b.y && a.x+a.w <= b.x+b.w && a.y+a.h <= b.y+b.h
}

func (a frame) meets(b frame) bool {
	return a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h && b.y < a.y+a.h
}

// faults lists what is wrong with a layout: boxes that overlap or stick out, text that does not fit in its box or lies on
// other text, lanes that touch.
func faults(l *layout) []string {
	var found []string
	report := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	paper := frame{"the paper", 0, 0, l.w, l.h}
	var boxes []frame
	for i := range l.boxes {
		b := &l.boxes[i]
		f := frame{b.name, l.x, b.y, boxWidth, b.h}
		for _, o := range boxes {
			if f.meets(o) {
				report("%s lies on %s", f.what, o.what)
			}
		}
		boxes = append(boxes, f)
		if b.group {
			whole := frame{b.name, l.x - groupEdge, b.y, boxWidth + 2*groupEdge, b.frame - b.y}
			if !f.within(whole) || !whole.within(paper) {
				report("the frame of %s is not around it", b.name)
			}
		}
		if !f.within(paper) {
			report("%s sticks out of the paper", b.name)
		}
		texts := l.texts(b)
		for j, text := range texts {
			if !text.within(f) {
				report("%q sticks out of %s: %+v, %+v", text.what, b.name, text, f)
			}
			for _, o := range texts[:j] {
				if text.meets(o) {
					report("%q lies on %q", text.what, o.what)
				}
			}
		}
	}
	for i := range l.lanes {
		a := &l.lanes[i]
		if x := l.laneX(a); x < margin || x > l.w-margin {
			report("the lane to %d is off the paper", a.to)
		}
		for j := range l.lanes[:i] {
			if b := &l.lanes[j]; a.right == b.right && a.column == b.column && a.meets(b) {
				report("the lanes to %d and %d touch", a.to, b.to)
			}
		}
	}
	return found
}

// texts are the places of all lines of text of a box.
func (l *layout) texts(b *box) []frame {
	var list []frame
	add := func(x, y int, line []span) {
		words := ""
		for _, s := range line {
			words += s.text
		}
		list = append(list, frame{words, x, y, widthOf(line), lineHeight})
	}
	start := l.x + padding
	if b.stage == 0 {
		start += startRoom
	}
	for i, line := range b.title {
		add(start, b.y+padding-2+i*lineHeight, line)
	}
	if aside := b.aside(l.view); aside != "" {
		w := measure(aside, textSize, true)
		list = append(list, frame{aside, l.x + boxWidth - padding - w, b.y + padding - 2, w, lineHeight})
	}
	for i := range b.rows {
		r := &b.rows[i]
		add(l.x+padding, r.y, []span{{r.clause, "clause"}})
		for j, line := range r.text {
			add(l.x+padding+l.clause+iconWidth, r.y+j*lineHeight, line)
		}
		for _, lead := range r.leads {
			for j, line := range lead.text {
				add(l.x+boxWidth-padding-toWidth, lead.y+j*lineHeight, line)
			}
		}
	}
	return list
}

func TestModelBooksAreLaidOutWell(t *testing.T) {
	books, err := filepath.Glob("../modelrules/*/*.md")
	if err != nil || len(books) == 0 {
		t.Fatalf("no model books: %v", err)
	}
	for _, name := range books {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		book, _ := rulebook.Parse(name, src)
		rules, _ := matter.Compile(book, matter.Options{Instances: 1})
		for _, p := range rules.Procedures {
			v := Look(p, nil)
			for _, fault := range faults(place(&v)) {
				t.Errorf("%s, %s: %s", name, p.Name, fault)
			}
		}
	}
}

// drawWords draws a text of one to several words, some of them very long.
func drawWords(t *rapid.T, what string) string {
	return strings.Join(rapid.SliceOfN(rapid.StringMatching(`[a-zA-Z0-9.<&W-]{1,20}|W{30,90}|é[a-z]{1,5}`), 1, 5).Draw(t, what), " ")
}

func drawLeads(t *rapid.T, stages int) []Lead {
	var leads []Lead
	for _, to := range rapid.SliceOfNDistinct(rapid.IntRange(1, stages), 0, min(3, stages), rapid.ID[int]).Draw(t, "leads") {
		leads = append(leads, Lead{To: to, On: rapid.SliceOfN(rapid.StringMatching(`[a-z-]{1,12}`), 0, 3).Draw(t, "on")})
	}
	return leads
}

func drawInside(t *rapid.T, stages int) Inside {
	var in Inside
	for range rapid.IntRange(0, 4).Draw(t, "acts") {
		in.Acts = append(in.Acts, ActView{Name: drawWords(t, "act"), Who: drawWords(t, "who"), Clause: "10.1(b)", How: []string{drawWords(t, "how")}, Leads: drawLeads(t, stages)})
	}
	for range rapid.IntRange(0, 3).Draw(t, "limits") {
		in.Limits = append(in.Limits, LimitView{What: drawWords(t, "what"), Limit: "21 days", Since: drawWords(t, "since"), Otherwise: drawWords(t, "otherwise"), Clause: "4", Leads: drawLeads(t, stages)})
	}
	for range rapid.IntRange(0, 2).Draw(t, "others") {
		in.Others = append(in.Others, OtherView{Name: drawWords(t, "other"), Fact: rapid.Bool().Draw(t, "fact"), Leads: drawLeads(t, stages)})
	}
	return in
}

func drawView(t *rapid.T) View {
	n := rapid.IntRange(1, 9).Draw(t, "stages")
	v := View{Book: drawWords(t, "book"), Procedure: drawWords(t, "procedure"), Whole: "3 days", Stages: []StageView{{Name: "before", Inside: drawInside(t, n)}}}
	for i := 1; i <= n; i++ {
		days := rapid.IntRange(0, 100_000).Draw(t, "days")
		v.Stages = append(v.Stages, StageView{Name: drawWords(t, "stage"), Final: rapid.Bool().Draw(t, "final"), Length: Length{Days: &days}, Inside: drawInside(t, n)})
	}
	for from := 1; from < n; {
		to := from + rapid.IntRange(1, 3).Draw(t, "size")
		if to <= n && rapid.Bool().Draw(t, "group") {
			v.Groups = append(v.Groups, GroupView{Name: fmt.Sprintf("group %d", from), From: from, To: to, Inside: drawInside(t, n)})
		}
		from = to + 1
	}
	v.Open = drawInside(t, n)
	return v
}

func TestNothingOverlaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := drawView(t)
		for _, fault := range faults(place(&v)) {
			t.Error(fault)
		}
	})
}

// Every way out of a stage is drawn: as the arrow to the next stage, or along a lane.
func TestEveryWayIsDrawn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := drawView(t)
		l := place(&v)
		for i := range l.boxes {
			b := &l.boxes[i]
			if b.stage < 0 {
				continue
			}
			for _, way := range v.Ways(&v.Stages[b.stage].Inside) {
				if way.To == b.stage+1 {
					if !l.next[b.stage] {
						t.Errorf("no arrow from %d to the next stage", b.stage)
					}
					continue
				}
				if !l.leadsFrom(b, way.To) {
					t.Errorf("no line from %d to %d", b.stage, way.To)
				}
			}
		}
	})
}

func (l *layout) leadsFrom(b *box, to int) bool {
	for _, n := range l.lanes {
		for _, p := range n.ports {
			if n.to == to && b.y < p.y && p.y < b.y+b.h {
				return true
			}
		}
	}
	return false
}

// Text is broken into lines without losing a letter.
func TestWrapKeepsEveryLetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spans := []span{{drawWords(t, "one"), "what"}, {" " + drawWords(t, "two"), "who"}}
		width := rapid.IntRange(30, 400).Draw(t, "width")
		got := ""
		for _, line := range wrap(spans, width) {
			if len(line) > 1 && widthOf(line) > width {
				t.Errorf("a line of %d in a width of %d: %v", widthOf(line), width, line)
			}
			for _, s := range line {
				got += s.text
			}
		}
		if want := spans[0].text + spans[1].text; strings.ReplaceAll(got, " ", "") != strings.ReplaceAll(want, " ", "") {
			t.Errorf("%q became %q", want, got)
		}
	})
}
