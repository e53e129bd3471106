package desk

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/web"
	"github.com/evenhand/evenhand/internal/web/component"
)

// evidence puts its pages on the mux.
func (d *Desk) evidence(mux *http.ServeMux) {
	for pattern, p := range map[string]page{
		"GET /case/{ref}/evidence":                    (*visit).evidenceList,
		"GET /case/{ref}/evidence/add":                (*visit).evidenceAdding,
		"POST /case/{ref}/evidence/add":               (*visit).addToEvidence,
		"POST /case/{ref}/evidence/files":             (*visit).takePieces,
		"POST /case/{ref}/evidence/files/{id}/remove": (*visit).dropPiece,
		"GET /case/{ref}/evidence/disclosure":         (*visit).disclosureState,
		"POST /case/{ref}/evidence/receipt":           (*visit).signReceipt,
		"GET /case/{ref}/evidence/{n}":                (*visit).exhibit,
		"GET /case/{ref}/evidence/{n}/picture/{page}": (*visit).exhibitPicture,
		"GET /case/{ref}/evidence/{n}/copy.pdf":       (*visit).exhibitCopy,
		"GET /case/{ref}/evidence/{n}/original":       (*visit).exhibitOriginal,
		"GET /case/{ref}/evidence/{n}/check":          (*visit).checking,
		"GET /case/{ref}/evidence/{n}/redact":         (*visit).redacting,
		"POST /case/{ref}/evidence/{n}/redact":        (*visit).redact,
		"GET /case/{ref}/evidence/{n}/exposure":       (*visit).exposure,
		"POST /case/{ref}/evidence/{n}/{do}":          (*visit).changeExhibit,
		"GET /case/{ref}/bundle.pdf":                  (*visit).bundle,
		"GET /case/{ref}/quotation":                   (*visit).quotation,
	} {
		mux.Handle(pattern, d.someone(p))
	}
}

// evidenceHref is the address of the evidence of a case, and of a page below it.
func evidenceHref(c *casework.View, below ...string) string {
	return caseHref(c.Reference, append([]string{"evidence"}, below...)...)
}

// exhibitHref is the address of an exhibit, and of a page below it.
func exhibitHref(c *casework.View, n int, below ...string) string {
	return evidenceHref(c, append([]string{strconv.Itoa(n)}, below...)...)
}

// inEvidence makes a page about the evidence of a case. Its title is neutral.
func (v *visit) inEvidence(c *casework.View, title string, parts component.Parts, up ...component.Link) web.Page {
	return v.below(web.Page{Title: title, Template: "parts", Data: parts, Leave: c.Party != ""}, c, up...)
}

// upToList is the way back to the list of exhibits.
func (v *visit) upToList(c *casework.View) component.Link {
	return component.Link{Text: v.say("evidence.title"), Href: evidenceHref(c)}
}

// evidenceList lists the exhibits, as far as the viewer may know of them.
func (v *visit) evidenceList() error {
	c, err := v.view()
	if err != nil {
		return err
	}
	parts := component.Parts{component.Text{Text: v.say("evidence.lead")}, v.exhibitTable(c, v.say("evidence.title"), "", c.Exhibits)}
	if mayAdd(c) {
		parts = append(parts, component.Button{Text: v.say("evidence.add"), Href: evidenceHref(c, "add")})
	}
	if len(c.Exhibits) > 0 {
		parts = append(parts, component.Button{Text: v.say("evidence.state"), Href: evidenceHref(c, "disclosure"), Kind: "secondary"})
	}
	if anyDisclosed(c) {
		parts = append(parts, component.Button{Text: v.say("evidence.bundle"), Href: caseHref(c.Reference, "bundle.pdf"), Kind: "secondary"})
	}
	return v.show(v.inCase(c, tabEvidence, v.say("evidence.title"), casePage{Main: parts}))
}

// mayAdd says whether the viewer brings evidence into the case.
func mayAdd(c *casework.View) bool { return c.Office || c.Party != "" }

func anyDisclosed(c *casework.View) bool {
	return slices.ContainsFunc(c.Exhibits, func(x casework.ExhibitView) bool { return x.Disclosed })
}

// exhibitTable lists exhibits. Empty is what is said when there is none; without it the caption is only heard.
func (v *visit) exhibitTable(c *casework.View, caption, empty string, list []casework.ExhibitView) component.Table {
	t := component.Table{Caption: caption, Hidden: empty == "", Empty: cmp.Or(empty, v.say("evidence.none")), Columns: []component.Column{
		{Text: v.say("evidence.label")}, {Text: v.say("evidence.what")}, {Text: v.say("evidence.from")}, {Text: v.say("evidence.where")}}}
	for _, x := range list {
		t.Rows = append(t.Rows, []component.Cell{{Text: x.Label}, v.exhibitTitle(c, x), {Text: v.cameFrom(x)}, {Parts: v.exhibitWhere(x)}})
	}
	return t
}

func (v *visit) exhibitTitle(c *casework.View, x casework.ExhibitView) component.Cell {
	switch {
	case x.Quarantined && !(c.Office || c.Auditor):
		return component.Cell{Text: v.say("evidence.gone")}
	case x.Quarantined:
		return component.Cell{Text: v.say("evidence.gone"), Href: exhibitHref(c, x.Number)}
	case x.Title == "":
		return component.Cell{Text: v.say("evidence.unseen")}
	}
	return component.Cell{Text: x.Title, Href: exhibitHref(c, x.Number)}
}

func (v *visit) cameFrom(x casework.ExhibitView) string {
	if x.As == "" {
		return ""
	}
	return v.say("evidence.came", "who", casework.Words(x.As), "date", v.day(x.At))
}

// exhibitWhere says where an exhibit stands, and on which ground it is withheld.
func (v *visit) exhibitWhere(x casework.ExhibitView) component.Parts {
	parts := component.Parts{v.exhibitTag(x)}
	if x.Withheld != "" && !x.Quarantined {
		parts = append(parts, component.Text{Text: x.Withheld, Kind: "soft"})
	}
	return parts
}

func (v *visit) exhibitTag(x casework.ExhibitView) component.Tag {
	switch {
	case x.Quarantined:
		return component.Tag{Text: v.say("evidence.hidden"), Kind: "late"}
	case x.Withheld != "":
		return component.Tag{Text: v.say("evidence.withheld"), Kind: "wait"}
	case x.Disclosed:
		return component.Tag{Text: v.say("evidence.disclosed"), Kind: "good"}
	case strings.HasPrefix(string(x.Space), "private:"):
		return component.Tag{Text: v.say("evidence.private"), Kind: "private"}
	case x.Unscanned, x.Found != "":
		return component.Tag{Text: v.say("evidence.scan"), Kind: "late"}
	case x.Checked:
		return component.Tag{Text: v.say("evidence.checked"), Kind: "now"}
	case x.Copied:
		return component.Tag{Text: v.say("evidence.to-check"), Kind: "wait"}
	}
	return component.Tag{Text: v.say("evidence.to-copy")}
}

// theExhibit is the case and the exhibit that an address names, as the viewer may see them.
func (v *visit) theExhibit() (*casework.View, *casework.ExhibitView, error) {
	c, err := v.view()
	if err != nil {
		return nil, nil, err
	}
	n, _ := strconv.Atoi(v.r.PathValue("n"))
	i := slices.IndexFunc(c.Exhibits, func(x casework.ExhibitView) bool { return x.Number == n })
	if i < 0 {
		return nil, nil, web.ErrNotFound
	}
	x := &c.Exhibits[i]
	if x.Title == "" && !(x.Quarantined && (c.Office || c.Auditor)) {
		return nil, nil, web.ErrNotFound // it is listed, and no more
	}
	return c, x, nil
}

// exhibit is one exhibit: what it is, its pages, and what may be done with it.
func (v *visit) exhibit() error {
	c, x, err := v.theExhibit()
	if err != nil {
		return err
	}
	return v.show(v.exhibitPage(c, x, &web.Form{}))
}

func (v *visit) exhibitPage(c *casework.View, x *casework.ExhibitView, f *web.Form) web.Page {
	var parts component.Parts
	if x.Quarantined {
		parts = v.hiddenParts(c, x, f)
	} else {
		parts = append(parts, v.exhibitTag(*x), v.exhibitFacts(x))
		parts = append(parts, v.cautions(x)...)
		parts = append(parts, v.exhibitFiles(c, x)...)
		if c.Office && !x.Disclosed {
			parts = append(parts, v.exhibitWork(c, x, f)...)
		}
		parts = append(parts, v.examination(c, x, f)...)
		if c.Office {
			parts = append(parts, v.hideParts(c, x, f))
		}
	}
	if v.investigates(c, x) {
		parts = append(parts, component.Button{Text: v.say("evidence.exposure"), Href: exhibitHref(c, x.Number, "exposure"), Kind: "secondary"})
	}
	p := v.inEvidence(c, v.say("evidence.label"), parts, v.upToList(c))
	p.Caption, p.Problems = x.Label, f.Problems
	if p.Heading = x.Title; x.Quarantined {
		p.Heading = v.say("evidence.gone")
	}
	return p
}

// exhibitFacts is what is known of an exhibit, and what is not.
func (v *visit) exhibitFacts(x *casework.ExhibitView) component.SummaryList {
	var list component.SummaryList
	row := func(key, text string) {
		if text == "" {
			text = v.say("evidence.not-said")
		}
		list.Rows = append(list.Rows, component.Row{Key: key, Text: text})
	}
	row(v.say("evidence.by"), casework.Words(x.Provenance.SuppliedAs))
	row(v.say("evidence.captured"), x.Provenance.Captured)
	row(v.say("evidence.how"), x.Provenance.How)
	extent, openness := "", ""
	if x.Provenance.Stated {
		extent, openness = v.say("evidence.whole"), v.say("evidence.open")
	}
	if x.Provenance.Part {
		extent = v.say("evidence.part")
	}
	if x.Provenance.Covert {
		openness = v.say("evidence.covert")
	}
	row(v.say("evidence.extent"), extent)
	row(v.say("evidence.openness"), openness)
	row(v.say("evidence.added"), v.day(x.At))
	row(v.say("evidence.size"), v.say("evidence.kept", "size", size(x.Bytes)))
	row(v.say("evidence.sha"), x.SHA256)
	if x.RedactedOf > 0 {
		row(v.say("evidence.made-from"), v.say("evidence.redacted", "label", casework.Label(x.RedactedOf), "why", x.Reason))
	}
	if x.Withheld != "" {
		row(v.say("evidence.ground"), x.Withheld)
	}
	return list
}

// cautions are what a reader should know before they read.
func (v *visit) cautions(x *casework.ExhibitView) component.Parts {
	var parts component.Parts
	if x.Provenance.Part {
		parts = append(parts, component.Inset{Text: v.say("evidence.part-only")})
	}
	if x.Provenance.Covert {
		parts = append(parts, component.Inset{Text: v.say("evidence.secretly")})
	}
	return parts
}

// exhibitFiles are the pages of the copy and what can be taken along.
func (v *visit) exhibitFiles(c *casework.View, x *casework.ExhibitView) component.Parts {
	var parts component.Parts
	var links component.Links
	if x.Readable {
		parts = append(parts, v.leaves(c, x))
		links.Links = append(links.Links, component.Onward{Text: v.say("evidence.take"), Href: exhibitHref(c, x.Number, "copy.pdf"), Hint: v.say("evidence.take.hint")})
	} else {
		parts = append(parts, component.Empty{Text: v.say("evidence.no-pages")})
	}
	if x.Original {
		links.Links = append(links.Links, component.Onward{Text: v.say("evidence.take.original"), Href: exhibitHref(c, x.Number, "original"), Hint: v.say("evidence.take.original.hint")})
	}
	if len(links.Links) > 0 {
		parts = append(parts, links)
	}
	if x.Disclosed {
		parts = append(parts, component.Text{Text: v.say("evidence.recorded"), Kind: "soft"})
	}
	return parts
}

// leaves are the pages of a copy.
func (v *visit) leaves(c *casework.View, x *casework.ExhibitView) component.Leaves {
	list := component.Leaves{Label: v.say("evidence.pages", "label", x.Label)}
	for n := 1; n <= x.Pages; n++ {
		leaf := v.leaf(c, x, n)
		if n <= len(x.Text) {
			leaf.Words = x.Text[n-1]
		}
		list.Leaves = append(list.Leaves, leaf)
	}
	return list
}

func (v *visit) leaf(c *casework.View, x *casework.ExhibitView, n int) component.Leaf {
	return component.Leaf{Title: v.say("evidence.page", "n", n, "of", x.Pages), Src: exhibitHref(c, x.Number, "picture", strconv.Itoa(n))}
}

// changes are what can be done to an exhibit with one button, by the last part of its address.
var changes = map[string]func(*visit, *casework.View, *casework.ExhibitView, *web.Form) (string, error){
	"copy":     (*visit).makeCopy,
	"check":    (*visit).confirmCopy,
	"withhold": (*visit).withhold,
	"hide":     (*visit).hide,
	"second":   (*visit).secondWord,
	"scan":     (*visit).scanAgain,
	"examine":  (*visit).askExamination,
	"answer":   (*visit).answerExamination,
}

// changeExhibit does one of the changes and goes on to the page that it names. What is to be mended is shown on the
// exhibit's page, or on the page that the change gives back itself.
func (v *visit) changeExhibit() error {
	c, x, err := v.theExhibit()
	if err != nil {
		return err
	}
	if v.r.PathValue("do") == "by-hand" {
		return v.copyByHand(c, x)
	}
	change, ok := changes[v.r.PathValue("do")]
	if !ok {
		return web.ErrNotFound
	}
	f, err := web.ReadForm(v.w, v.r, mostWords)
	if err != nil {
		return err
	}
	to, err := change(v, c, x, f)
	if err != nil {
		return again(err, f, func() web.Page { return v.exhibitPage(c, x, f) })
	}
	if to == "" {
		to = exhibitHref(c, x.Number)
	}
	return v.to(to)
}

// mostWords bounds a form with the words of an exhibit.
const mostWords = 8 << 20

// asProblems are the problems of an error, if it is of that kind.
func asProblems(err error) (casework.Problems, bool) {
	var p casework.Problems
	return p, errors.As(err, &p)
}
