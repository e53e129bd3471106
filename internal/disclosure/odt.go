package disclosure

import (
	"strconv"
	"strings"
)

// An openReader takes out of an OpenDocument text what a page shows.
type openReader struct {
	styles map[string]*element
	hidden tally
	lost   tally
	text   strings.Builder
}

func (j *job) copyODT() error {
	d, err := j.openDocument()
	if err != nil {
		return err
	}
	o := &openReader{styles: make(map[string]*element)}
	styles, err := d.part("styles.xml")
	if err != nil {
		return err
	}
	content, err := d.part("content.xml")
	if err != nil {
		return err
	}
	for _, part := range []*element{styles, content} {
		for e := range part.all {
			switch e.name {
			case "style:style":
				o.styles[e.attrs["style:family"]+" "+e.attrs["style:name"]] = e
			case "style:header", "style:footer":
				if strings.TrimSpace(e.content()) != "" {
					o.lost.add("text at the top or bottom of pages|texts at the top or bottom of pages")
				}
			case "draw:image", "draw:object":
				o.lost.add("picture|pictures")
			}
		}
	}
	for e := range content.all {
		if e.name == "office:text" {
			o.body(e)
		}
	}
	if err := j.hideProperties(d); err != nil {
		return err
	}
	if d.under("Thumbnails/") > 0 {
		o.hidden.add("thumbnail of the first page as it once was|thumbnails of the first page as it once was")
	}
	if d.under("Basic/")+d.under("Scripts/") > 0 {
		o.hidden.add("program|programs")
	}
	if d.under("Versions/")+d.under("VersionList") > 0 {
		o.hidden.add("earlier version|earlier versions")
	}
	j.hideAll(o.hidden)
	for _, what := range o.lost.order {
		j.lose("The copy does not show %s of the document. Print it to PDF and add that if they matter.", count(o.lost.counts[what], what))
	}
	return j.write([]block{{text: o.text.String()}})
}

func (o *openReader) body(e *element) {
	for _, x := range e.in {
		switch x.name {
		case "":
			o.text.WriteString(strings.Join(strings.FieldsFunc(x.text, func(r rune) bool { return r == '\n' || r == '\r' || r == '\t' }), " "))
		case "text:tracked-changes":
			for change := range x.all {
				switch change.name {
				case "text:deletion":
					o.hidden.add("tracked deletion|tracked deletions")
				case "text:insertion":
					o.hidden.add("name and date of a tracked insertion|names and dates of tracked insertions")
				}
			}
		case "office:annotation":
			o.hidden.add("comment|comments")
		case "text:hidden-text", "text:hidden-paragraph", "text:variable-decls", "text:sequence-decls", "office:forms", "draw:object-ole":
			if strings.TrimSpace(x.content()) != "" || x.name == "text:hidden-text" {
				o.hidden.add("hidden passage|hidden passages")
			}
		case "text:s":
			n, err := strconv.Atoi(x.attrs["text:c"])
			if err != nil {
				n = 1
			}
			o.text.WriteString(strings.Repeat(" ", min(max(n, 0), 200)))
		case "text:tab":
			o.text.WriteByte('\t')
		case "text:line-break":
			o.text.WriteByte('\n')
		default:
			o.inner(x)
		}
	}
}

// inner reads an element that a style may hide.
func (o *openReader) inner(x *element) {
	if o.concealed(x) {
		if strings.TrimSpace(x.content()) != "" {
			o.hidden.add("passage in hidden, white or tiny letters|passages in hidden, white or tiny letters")
		}
		return
	}
	o.body(x)
	switch x.name {
	case "text:p", "text:h", "table:table-row":
		o.text.WriteByte('\n')
	case "table:table-cell":
		o.text.WriteByte('\t')
	}
}

func (o *openReader) concealed(x *element) bool {
	if x.attrs["text:display"] == "none" || x.attrs["text:is-hidden"] == "true" || x.attrs["table:visibility"] == "collapse" {
		return true
	}
	family := map[string]string{"text:span": "text", "text:p": "paragraph", "text:h": "paragraph", "text:section": "section"}[x.name]
	name := x.attrs["text:style-name"]
	for range 20 {
		s := o.styles[family+" "+name]
		if s == nil {
			return false
		}
		p := s.first("style:text-properties").attrs
		size, sized := strings.CutSuffix(p["fo:font-size"], "pt")
		points, err := strconv.ParseFloat(size, 64)
		if p["text:display"] == "none" || p["fo:color"] != "" && isWhite(p["fo:color"]) || sized && err == nil && points <= 3 ||
			s.first("style:section-properties").attrs["text:display"] == "none" {
			return true
		}
		name = s.attrs["style:parent-style-name"]
	}
	return false
}
