package disclosure

import (
	"slices"
	"strconv"
	"strings"
)

// A wordReader takes out of a Word document the text that a page shows.
type wordReader struct {
	job    *job
	styles map[string]*element
	hidden tally
	lost   tally
	blocks []block
	line   strings.Builder
}

func (j *job) copyDOCX() error {
	d, err := j.openDocument()
	if err != nil {
		return err
	}
	w := &wordReader{job: j, styles: make(map[string]*element)}
	if err := w.read(d); err != nil {
		return err
	}
	if err := j.hideProperties(d); err != nil {
		return err
	}
	j.hideAll(w.hidden)
	for _, what := range w.lost.order {
		j.lose("The copy does not show %s of the document. Print it to PDF and add that if they matter.", count(w.lost.counts[what], what))
	}
	return j.write(w.blocks)
}

func (w *wordReader) read(d *document) error {
	styles, err := d.part("word/styles.xml")
	if err != nil {
		return err
	}
	for e := range styles.all {
		if e.name == "w:style" {
			w.styles[e.attrs["w:styleId"]] = e
		}
	}
	for _, name := range wordParts(d) {
		part, err := d.part(name)
		if err != nil {
			return err
		}
		for e := range part.all {
			switch {
			case e.name == "pic:pic", e.name == "v:imagedata":
				w.lost.add("picture|pictures")
			case e.name == "w:numPr":
				w.lost.add("number or bullet of a list|numbers or bullets of lists")
			case strings.HasSuffix(e.name, ":oMath"):
				w.lost.add("formula|formulas")
			}
		}
		w.body(part)
		w.flush()
	}
	comments, err := d.part("word/comments.xml")
	if err != nil {
		return err
	}
	for e := range comments.all {
		if e.name == "w:comment" {
			w.hidden.add("comment|comments")
		}
	}
	for range d.under("word/embeddings/") {
		w.hidden.add("embedded file|embedded files")
	}
	for range d.under("customXml/") {
		w.hidden.add("part with data that is not shown|parts with data that is not shown")
	}
	if d.files["word/vbaProject.bin"] != nil {
		w.hidden.add("program|programs")
	}
	if d.under("docProps/thumbnail") > 0 {
		w.hidden.add("thumbnail of the first page as it once was|thumbnails of the first page as it once was")
	}
	return nil
}

// wordParts returns the parts of a document that a page shows, in the order in
// which they are drawn: what stands at the top of pages, the text, notes, and
// what stands at the bottom.
func wordParts(d *document) []string {
	var top, bottom []string
	for name := range d.files {
		switch {
		case strings.HasPrefix(name, "word/header"):
			top = append(top, name)
		case strings.HasPrefix(name, "word/footer"):
			bottom = append(bottom, name)
		}
	}
	slices.Sort(top)
	slices.Sort(bottom)
	return slices.Concat(top, []string{"word/document.xml", "word/footnotes.xml", "word/endnotes.xml"}, bottom)
}

func (w *wordReader) flush() {
	if w.line.Len() > 0 {
		w.blocks = append(w.blocks, block{text: w.line.String()})
		w.line.Reset()
	}
}

// body reads what is in an element, in order.
func (w *wordReader) body(e *element) {
	if e == nil {
		return
	}
	for _, x := range e.in {
		switch x.name {
		case "w:p":
			w.body(x)
			w.line.WriteByte('\n')
			w.flush()
		case "w:r":
			w.run(e, x)
		case "w:del", "w:moveFrom":
			if strings.TrimSpace(x.content()) != "" {
				w.hidden.add("tracked deletion|tracked deletions")
			}
		case "w:ins", "w:moveTo":
			w.hidden.add("name and date of a tracked insertion|names and dates of tracked insertions")
			w.body(x)
		case "mc:Fallback": // says the same as the choice beside it
		case "w:tc":
			w.body(x)
			w.line.WriteByte('\t')
		default:
			w.body(x)
		}
	}
}

// run reads a run of letters, unless what it is set in hides it.
func (w *wordReader) run(paragraph, run *element) {
	if w.concealed(paragraph, run) {
		if strings.TrimSpace(run.content()) != "" {
			w.hidden.add("passage in hidden, white or tiny letters|passages in hidden, white or tiny letters")
		}
		return
	}
	for _, x := range run.in {
		switch x.name {
		case "w:t":
			w.line.WriteString(x.content())
		case "w:tab":
			w.line.WriteByte('\t')
		case "w:br", "w:cr":
			w.line.WriteByte('\n')
		case "w:noBreakHyphen":
			w.line.WriteByte('-')
		case "w:sym":
			w.lost.add("symbol|symbols")
		case "w:instrText", "w:delText", "w:delInstrText":
		default: // a text box, among others, which holds paragraphs
			w.body(x)
		}
	}
}

// concealed reports whether the properties of a run, or the styles that it or
// its paragraph are set in, hide its letters from sight. What is nearest to the
// letters decides.
func (w *wordReader) concealed(paragraph, run *element) bool {
	layers := []*element{run.first("w:rPr")}
	layers = append(layers, w.chain(run.first("w:rPr").first("w:rStyle").attrs["w:val"])...)
	layers = append(layers, w.chain(paragraph.first("w:pPr").first("w:pStyle").attrs["w:val"])...)
	setting := func(name, attr string) (string, bool) {
		for _, l := range layers {
			if e := l.first(name); e.name != "" {
				return e.attrs[attr], true
			}
		}
		return "", false
	}
	on := func(name string) bool {
		v, ok := setting(name, "w:val")
		return ok && v != "0" && v != "false" && v != "off"
	}
	color, _ := setting("w:color", "w:val")
	size, sized := setting("w:sz", "w:val")
	halfPoints, err := strconv.Atoi(size)
	return on("w:vanish") || on("w:specVanish") || isWhite(color) || sized && err == nil && halfPoints <= 6
}

// isWhite reports whether a colour is so near to white that it is not seen on
// paper.
func isWhite(color string) bool {
	n, err := strconv.ParseUint(strings.TrimPrefix(color, "#"), 16, 32)
	return err == nil && n>>16 >= 0xf0 && n>>8&0xff >= 0xf0 && n&0xff >= 0xf0
}

// chain returns the run properties of a style and of those that it is based on.
func (w *wordReader) chain(id string) []*element {
	var layers []*element
	for seen := 0; seen < 20 && w.styles[id] != nil; seen++ {
		layers = append(layers, w.styles[id].first("w:rPr"))
		id = w.styles[id].first("w:basedOn").attrs["w:val"]
	}
	return layers
}

// hideProperties notes what a document says of itself.
func (j *job) hideProperties(d *document) error {
	for _, name := range []string{"docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml"} {
		part, err := d.part(name)
		if err != nil {
			return err
		}
		told := make(map[string]bool)
		for e := range part.all {
			_, local, _ := strings.Cut(e.name, ":")
			if i := strings.LastIndexByte(local, ':'); i >= 0 {
				local = local[i+1:]
			}
			if says := properties[strings.ToLower(local)]; says != "" && !told[says] && strings.TrimSpace(e.content()) != "" {
				told[says] = true
				j.hide(0, "%s", says)
			}
		}
	}
	return nil
}

// properties are what documents say of themselves, by the names they use.
var properties = map[string]string{
	"creator": "the name of an author", "initial-creator": "the name of an author", "lastmodifiedby": "the name of who changed it last",
	"created": "when it was made", "creation-date": "when it was made", "modified": "when it was changed", "date": "when it was changed",
	"lastprinted": "when it was printed", "print-date": "when it was printed", "printed-by": "the name of who printed it",
	"company": "the name of a company", "manager": "the name of a manager", "template": "the name of a template",
	"title": "a title", "subject": "a subject", "description": "a description", "keywords": "keywords", "keyword": "keywords",
	"totaltime": "how long it was worked on", "editing-duration": "how long it was worked on", "property": "properties of its own", "user-defined": "properties of its own",
}
